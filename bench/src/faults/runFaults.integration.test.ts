import { describe, expect, it } from 'vitest';
import { runFaults } from './runFaults.ts';

/** The short version of `npm run bench -- faults`: collector, worker, engine and Redis are killed, and Redis is frozen. */
const ROUNDS = 5;
const TIMEOUT_MS = 240_000;

describe('a platform whose parts are killed and frozen under load', () => {
  it(
    'has every acknowledged event once, in the raw table and in every rollup',
    async () => {
      const seed = Date.now() % 2 ** 32;
      const rounds: string[] = [];
      const result = await runFaults({ rounds: ROUNDS, seed, onRound: (line) => rounds.push(line) });
      const told = `seed ${seed}\n${rounds.join('\n')}`;
      expect(result.acknowledgedEvents, told).toBeGreaterThan(ROUNDS * 100);
      expect(result, told).toMatchObject({
        rounds: ROUNDS,
        missingEvents: 0,
        doubledEvents: 0,
        wrongSums: 0,
        unaccountedEvents: 0,
      });
    },
    TIMEOUT_MS,
  );
});
