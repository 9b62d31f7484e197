import { describe, expect, it } from 'vitest';

import { choosePeakResolution, chooseResolution } from './chooseResolution.ts';

const DAY = 86_400;
const RETENTION = {
  rawSeconds: 7 * DAY,
  rollup10sSeconds: 2 * DAY,
  rollup1mSeconds: 30 * DAY,
  rollup1hSeconds: 395 * DAY,
};
const NOW = Date.UTC(2026, 5, 15, 12);

describe('chooseResolution', () => {
  it.each([
    [10, '10s'],
    [30, '10s'],
    [60, '1m'],
    [90, '10s'],
    [300, '1m'],
    [3600, '1h'],
    [5400, '1m'],
    [86_400, '1h'],
  ])('makes points of %i seconds from buckets of %s', (stepSeconds, resolution) => {
    expect(chooseResolution(stepSeconds)).toBe(resolution);
  });

  it.each([0, -60, 5, 15, 61, 0.5, Number.NaN])('refuses a step of %d seconds', (stepSeconds) => {
    expect(() => chooseResolution(stepSeconds)).toThrow(RangeError);
  });
});

/** For a range that began so many days ago. */
const choose = (days: number, lengthDays = days) =>
  choosePeakResolution(
    { fromMs: NOW - days * DAY * 1000, toMs: NOW - (days - lengthDays) * DAY * 1000 },
    RETENTION,
    NOW,
  );

describe('choosePeakResolution', () => {
  it('looks in the finest buckets that are still kept', () => {
    expect(choose(1)).toBe('10s');
    expect(choose(3)).toBe('1m');
    expect(choose(60, 1)).toBe('1h');
  });

  it('looks in coarser buckets when there would be too many', () => {
    expect(choose(29)).toBe('1h');
    expect(choose(10)).toBe('1m');
  });

  it('looks where rows live longest when nothing covers the range', () => {
    expect(choose(500)).toBe('1h');
  });
});
