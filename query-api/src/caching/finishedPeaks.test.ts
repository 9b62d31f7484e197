import { BUCKET_SECONDS, choosePeakResolution, type PeakQuery } from '@paceline/storage';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { DEFAULT_RETENTION } from '../createQueryApi.ts';
import { finishedPeaks } from './finishedPeaks.ts';
import { finishedBefore } from './splitFinished.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 4, 20, 14, 23, 47, 250);
const finish = { nowMs: NOW, finishedAfterMs: 25 * HOUR };
const { split, merge } = finishedPeaks(DEFAULT_RETENTION);

function peakQuery(fromMs: number, toMs: number): PeakQuery {
  return { app: 'shop', metric: 'request.duration', filter: { route: '/' }, fromMs, toMs };
}

it('splits a month at the last whole hour that is finished, in the buckets of the month', () => {
  const { metric, app, filter } = peakQuery(0, 0);
  const asked = { app, metric, filter, resolution: '1h' as const };
  expect(split(peakQuery(NOW - 30 * DAY, NOW), finish)).toEqual({
    finished: { ...asked, fromMs: Date.UTC(2026, 3, 20, 14), toMs: Date.UTC(2026, 4, 19, 13) },
    rest: { ...asked, fromMs: Date.UTC(2026, 4, 19, 13), toMs: Date.UTC(2026, 4, 20, 15) },
  });
});

it('takes a range that ended long ago for finished as a whole, and leaves one of today as it is', () => {
  expect(split(peakQuery(NOW - 9 * DAY, NOW - 2 * DAY), finish)?.rest).toBeUndefined();
  expect(split(peakQuery(NOW - DAY, NOW), finish)).toBeUndefined();
});

it('looks into the same buckets in two parts as in one', () => {
  let splits = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 * DAY }),
      fc.integer({ min: 0, max: 60 * DAY }),
      (lengthMs, agoMs) => {
        const query = peakQuery(NOW - agoMs - lengthMs, NOW - agoMs);
        const parts = split(query, finish);
        if (parts === undefined) return;
        splits += 1;
        const { finished, rest } = parts;
        const resolution = choosePeakResolution(query, DEFAULT_RETENTION, NOW);
        const widthMs = BUCKET_SECONDS[resolution] * 1000;
        expect(finished.fromMs).toBe(Math.floor(query.fromMs / widthMs) * widthMs);
        expect((rest ?? finished).toMs).toBe(Math.ceil(query.toMs / widthMs) * widthMs);
        expect(finished.toMs).toBeLessThanOrEqual(finishedBefore(finish));
        expect(finished.toMs % widthMs).toBe(0);
        if (rest !== undefined) expect(rest.fromMs).toBe(finished.toMs);
        for (const part of [finished, ...(rest === undefined ? [] : [rest])])
          expect(part.resolution).toBe(resolution);
      },
    ),
  );
  expect(splits).toBeGreaterThan(20);
});

it('is as busy as the busier part, and null only where both measured nothing', () => {
  const query = peakQuery(0, 1);
  expect([merge(query, 2, 3), merge(query, 4, 3), merge(query, null, 0), merge(query, 5, null)]).toEqual([
    3, 4, 0, 5,
  ]);
  expect(merge(query, null, null)).toBeNull();
});
