import { RELATIVE_ERROR_BOUND } from '@paceline/protocol';
import { describe, expect, inject, it } from 'vitest';
import { runSketch } from './runSketch.ts';

/** The short version of `npm run bench -- sketch`. */
const SIZES = { rollups: 200, busy: 10, quiet: 3 };
const TIMEOUT_MS = 120_000;

describe('percentiles read from merged rollups', () => {
  it(
    'are within the bound that is stated with them, for every shape of values, and within 1 % at the median',
    async () => {
      const clickhouseUrl = inject('clickhouseUrl');
      const { cases, figures } = await runSketch({ clickhouseUrl, sizes: SIZES, reads: 1 });
      expect(figures).toMatchObject({ casesBeyondBound: 0 });
      expect(figures['medianErrorPercent']).toBeLessThan(1);
      expect(figures['bytesPerRollup']).toBeGreaterThan(0);
      for (const { shape, q, ours } of cases) {
        if (ours.relativeErrorBound === null) expect(shape).toBe('negative');
        else
          expect(ours.relativeErrorBound, `${shape} ${q}`).toBeLessThanOrEqual(RELATIVE_ERROR_BOUND + 1e-9);
      }
    },
    TIMEOUT_MS,
  );
});
