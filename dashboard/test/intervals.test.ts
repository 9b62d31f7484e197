import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandReach, toBandRuns } from '../src/charts/bandRuns.ts';
import { markedPoints } from '../src/charts/thinMarks.ts';
import { valueRange } from '../src/charts/valueRange.ts';
import { formatInterval, formatShortInterval } from '../src/format/formatInterval.ts';
import { countThin, intervalAt, isWide, straddles, thinAt } from '../src/models/intervals.ts';
import { recordedSeries } from './recordings.ts';

const locale = 'en-US';
const MEASURED = { low: 10, high: 100, target: null, fromOne: false };
const plain = (text: string) => text.replaceAll('\u00A0', ' ');
const interval = (low: number | null, high: number | null) => ({ low, high });

describe('formatInterval', () => {
  it.each([
    [interval(220, 245), 'ms', '220 to 245 ms'],
    [interval(852, 1180), 'ms', '852 ms to 1.18 s'],
    [interval(0.9996, 0.9998), 'share', '99.96% to 99.98%'],
    [interval(1660, null), 'ms', '1.66 s or more'],
    [interval(null, 245), 'ms', 'up to 245 ms'],
    [null, 'ms', ''],
  ])('writes %j of %s as %s', (given, unit, expected) => {
    expect(plain(formatInterval(given, unit, locale))).toBe(expected);
  });

  it('adds digits so that its two ends do not read the same', () => {
    expect(plain(formatInterval(interval(231.7, 231.9), 'ms', locale))).toBe('231.7 to 231.9 ms');
    expect(plain(formatInterval(interval(34, 34), 'count', locale))).toBe('34 to 34');
  });

  it('is short beside its value, without the unit that the value has', () => {
    expect(formatShortInterval(interval(220, 245), 'ms', locale)).toBe('220–245');
    expect(formatShortInterval(interval(0.869, 0.873), 'share', locale)).toBe('86.9–87.3%');
    expect(plain(formatShortInterval(interval(852, 1180), 'ms', locale))).toBe('852 ms–1.18 s');
    expect(plain(formatShortInterval(interval(1660, null), 'ms', locale))).toBe('≥ 1.66 s');
  });
});

describe('an interval', () => {
  it('is wide when it reaches further than a tenth of its value, or has an open end', () => {
    expect(isWide(100, interval(95, 108), 'ms')).toBe(false);
    expect(isWide(100, interval(95, 112), 'ms')).toBe(true);
    expect(isWide(100, interval(95, null), 'ms')).toBe(true);
  });

  it('is held against what is missing when a share is near 100%', () => {
    expect(isWide(0.9997, interval(0.9995, 0.9998), 'share')).toBe(true);
    expect(isWide(0.9997, interval(0.99969, 0.99971), 'share')).toBe(false);
  });

  it('straddles a target that the true value may be on either side of', () => {
    expect(straddles(interval(190, 210), 200)).toBe(true);
    expect(straddles(interval(190, 199), 200)).toBe(false);
    expect(straddles(interval(190, null), 200)).toBe(true);
    expect(straddles(interval(null, 190), 200)).toBe(false);
  });

  it('is not there where nothing was measured, nor where no end is known', () => {
    const line = { values: [null, 5, 5], low: [null, null, 4], high: [null, null, null] };
    expect([0, 1, 2].map((index) => intervalAt(line, index))).toEqual([null, null, interval(4, null)]);
  });
});

describe('the shading', () => {
  const line = {
    values: [1, 2, null, 4, 5, 6],
    low: [0.5, 1.5, null, 3, null, null],
    high: [1.5, 2.5, null, 9, null, 8],
  };

  it('has the gaps of the line, and of points without an interval', () => {
    expect(toBandRuns(line).map((run) => run.map(({ index }) => index))).toEqual([[0, 1], [3], [5]]);
  });

  it('reaches from the lowest to the highest end that is known', () => {
    expect(bandReach(line)).toEqual({ low: 0.5, high: 9 });
    expect(bandReach(undefined)).toEqual({ low: null, high: null });
  });

  it('holds every value that has both ends', () => {
    const value = fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: null });
    fc.assert(
      fc.property(fc.array(value), (values) => {
        const ends = (factor: number) => values.map((at) => (at === null ? null : at * factor));
        const points = toBandRuns({ values, low: ends(0.9), high: ends(1.2) }).flat();
        expect(points).toHaveLength(values.filter((at) => at !== null).length);
        for (const { index, low, high } of points) {
          expect(low).toBeLessThanOrEqual(values[index] ?? NaN);
          expect(high).toBeGreaterThanOrEqual(values[index] ?? NaN);
        }
      }),
    );
  });

  it('stretches the axis, but not so far that the values are flattened', () => {
    const near = valueRange({ ...MEASURED, reach: { low: 0, high: 130 } });
    const far = valueRange({ ...MEASURED, reach: { low: 0, high: 100_000 } });
    expect(near[1]).toBeGreaterThan(130);
    expect(far[1]).toBeLessThan(200);
    const share = { low: 0.9998, high: 1, target: null, fromOne: true };
    expect(valueRange({ ...share, reach: { low: 0.5, high: 1 } })[0]).toBeGreaterThan(0.999);
  });
});

describe('thin points', () => {
  it('are marked one by one where there is room, and some of them where there is none', () => {
    const thin = [true, true, true, true, false, true, null, true];
    expect(markedPoints(thin, 12)).toEqual([0, 1, 2, 3, 5, 7]);
    expect(markedPoints(thin, 5)).toEqual([0, 2, 5, 7]);
  });

  it('are counted and named', () => {
    const query = new URLSearchParams({ app: 'shop', metric: 'vital.lcp', from: 'now-1h', to: 'now' });
    const series = recordedSeries({ scenario: 'busy', slowdown: 1, now: 1_700_000_000_000, query });
    expect(thinAt(series, 5)).toEqual(['p95', 'p99']);
    expect(thinAt(series, 21)).toEqual([]);
    const [p50, , p95] = series.series.map(countThin);
    expect([p50, p95]).toEqual([
      { thin: 0, of: 59 },
      { thin: 59, of: 59 },
    ]);
  });
});
