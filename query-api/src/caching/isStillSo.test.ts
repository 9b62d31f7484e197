import type { TimeRange } from '@paceline/storage';
import { describe, expect, it } from 'vitest';
import { LONG_RETENTION } from '../../test/startWorld.ts';
import { FINISHED_STALE_MS, LONGEST_KEPT_MS } from './cacheFinished.ts';
import { isStillSo, type RangesAt, wasSettled } from './isStillSo.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
/** The start of an hour. */
const MADE = Date.UTC(2026, 4, 20, 14);

const theLast =
  (lengthMs: number, more: Partial<TimeRange> = {}): RangesAt =>
  (nowMs) => [{ fromMs: nowMs - lengthMs, toMs: nowMs, ...more }];
const fixed =
  (fromMs: number, toMs: number): RangesAt =>
  () => [{ fromMs, toMs }];

/** Whether an answer made at {@link MADE} from version `a` holds. */
function holds(
  rangesAt: RangesAt,
  { laterMs = 0, version = 'a' }: { laterMs?: number; version?: string } = {},
): boolean {
  return isStillSo(
    rangesAt,
    { madeAtMs: MADE, version: 'a' },
    {
      current: { version, sinceMs: 0 },
      nowMs: MADE + laterMs,
      retention: LONG_RETENTION,
    },
  );
}

describe('isStillSo', () => {
  it('holds while nothing was stored, and not after', () => {
    expect(holds(theLast(HOUR))).toBe(true);
    expect(holds(theLast(HOUR), { version: 'b' })).toBe(false);
  });

  it('holds until other buckets are read', () => {
    const withinBuckets: RangesAt = (nowMs) => theLast(HOUR)(nowMs + 4 * SECOND);
    expect(holds(withinBuckets, { laterMs: 5 * SECOND })).toBe(true);
    expect(holds(withinBuckets, { laterMs: 7 * SECOND })).toBe(false);
  });

  it('holds until the clock moved by a hundredth of a range that is not over', () => {
    const range = fixed(MADE - 5 * 60 * SECOND, MADE + 5 * 60 * SECOND);
    expect(holds(range, { laterMs: 6 * SECOND })).toBe(true);
    expect(holds(range, { laterMs: 7 * SECOND })).toBe(false);
  });

  it('holds for ten minutes for a range that is over', () => {
    const range = fixed(MADE - 3 * HOUR, MADE - 2 * HOUR);
    expect(holds(range, { laterMs: LONGEST_KEPT_MS })).toBe(true);
    expect(holds(range, { laterMs: LONGEST_KEPT_MS + 1 })).toBe(false);
  });

  it('does not hold for a moment before it was made', () => {
    expect(holds(theLast(HOUR), { laterMs: -1 })).toBe(false);
  });

  it('does not hold when other points begin', () => {
    const steps = theLast(12 * HOUR, { stepSeconds: 30 });
    expect(holds(theLast(12 * HOUR), { laterMs: 31 * SECOND })).toBe(false);
    expect(holds(steps, { laterMs: 0 })).toBe(true);
    const shifted: RangesAt = (nowMs) => [
      { fromMs: nowMs - 12 * HOUR + SECOND, toMs: nowMs + SECOND, stepSeconds: 30 },
    ];
    expect(holds(shifted, { laterMs: 28 * SECOND })).toBe(true);
    expect(holds(shifted, { laterMs: 30 * SECOND })).toBe(false);
  });

  it('looks at every range of a question', () => {
    const lastHour = theLast(HOUR);
    const both: RangesAt = (nowMs) => [...fixed(MADE - 3 * HOUR, MADE - 2 * HOUR)(0), ...lastHour(nowMs)];
    expect(holds(both)).toBe(true);
    expect(holds(both, { laterMs: 20 * SECOND })).toBe(false);
  });
});

it('was settled when nothing was stored in the minute before it was made', () => {
  const storedSince = (sinceMs: number) => wasSettled({ madeAtMs: MADE }, { version: 'a', sinceMs });
  expect(storedSince(MADE - FINISHED_STALE_MS)).toBe(true);
  expect(storedSince(MADE - FINISHED_STALE_MS + 1)).toBe(false);
});
