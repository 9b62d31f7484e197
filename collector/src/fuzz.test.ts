import { randomInt } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { describeFindings } from '../test/fuzz/describeFindings.ts';
import { fuzz } from '../test/fuzz/fuzz.ts';
import { startFuzzedCollector } from '../test/fuzz/startFuzzedCollector.ts';

/** Of each seed. */
const INPUTS = 1500;
/** Against hanging; most of it is for making a failing input smaller. */
const PATIENT = { timeout: 300_000 };
/** What has to be seen, lest the inputs all fail for the same dull reason. */
const EXPECTED_STATUSES = [202, 400, 401, 403, 413, 415];

// A finding names the seed and the path of an input, and the input itself, made as small as it gets.
it.each([
  ['fixed', 20_260_101],
  ['random', randomInt(2 ** 31)],
])(
  'POST /v1/events answers whatever is sent as it is documented, and goes on (%s seed %d)',
  PATIENT,
  async (_, seed) => {
    const target = await startFuzzedCollector();
    onTestFinished(() => target.close());
    const result = await fuzz({ target, inputs: INPUTS, seed });
    expect(describeFindings(result)).toBe('');
    expect(result.serverErrors).toBe(0);
    expect(result.structuredInputs + result.rawInputs).toBeGreaterThanOrEqual(INPUTS);
    expect([...result.statuses.keys()]).toEqual(expect.arrayContaining(EXPECTED_STATUSES));
  },
);
