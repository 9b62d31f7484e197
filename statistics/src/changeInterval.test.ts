import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClosedEstimate, differenceInterval, ratioInterval } from './changeInterval.ts';
import { estimateShare } from './estimateShare.ts';

function closed(part: number, whole: number): ClosedEstimate {
  const estimate = estimateShare(part, whole);
  if (estimate === null || estimate.low === null || estimate.high === null)
    throw new Error('a share is closed');
  return { ...estimate, low: estimate.low, high: estimate.high };
}

/** Five numbers in order are an estimate. */
const anEstimate = fc
  .array(fc.double({ min: 0.001, max: 1_000, noNaN: true }), { minLength: 5, maxLength: 5 })
  .map((numbers): ClosedEstimate => {
    const [low = 0, sketchLow = 0, value = 0, sketchHigh = 0, high = 0] = numbers.toSorted((a, b) => a - b);
    return { low, sketchLow, value, sketchHigh, high, relativeErrorBound: null, thin: false };
  });

/** As if the value were known, at this share of the way between the ends of its bin. */
function toldExactly(estimate: ClosedEstimate, share: number): ClosedEstimate {
  const value = estimate.sketchLow + share * (estimate.sketchHigh - estimate.sketchLow);
  return { ...estimate, value, sketchLow: value, sketchHigh: value };
}

describe('differenceInterval', () => {
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [10, 10, 0, 10, 0.6075, 1],
  ])(
    'of %d of %d and %d of %d is that of method 10 of Newcombe (1998)',
    (part, whole, basePart, base, low, high) => {
      const interval = differenceInterval(closed(basePart, base), closed(part, whole));
      expect(interval.low).toBeCloseTo(low, 4);
      expect(interval.high).toBeCloseTo(high, 4);
    },
  );

  it('holds the interval of every pair of values that the bins allow', () => {
    const anywhere = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(anEstimate, anEstimate, anywhere, anywhere, (before, after, x, y) => {
        const whole = differenceInterval(before, after);
        const part = differenceInterval(toldExactly(before, x), toldExactly(after, y));
        expect(whole.low).toBeLessThanOrEqual(part.low + 1e-9);
        expect(whole.high).toBeGreaterThanOrEqual(part.high - 1e-9);
      }),
    );
  });
});

describe('ratioInterval', () => {
  it('ends where the interval of the difference to that multiple of the one before ends at 0', () => {
    fc.assert(
      fc.property(anEstimate, anEstimate, (before, after) => {
        const ratio = ratioInterval(before, after);
        const times = (factor: number): ClosedEstimate => ({
          ...before,
          low: before.low * factor,
          sketchLow: before.sketchLow * factor,
          sketchHigh: before.sketchHigh * factor,
          high: before.high * factor,
        });
        const atLow = differenceInterval(times(ratio.low), after).low;
        const atHigh = differenceInterval(times(ratio.high ?? Number.NaN), after).high;
        expect(Math.abs(atLow)).toBeLessThan(1e-6 * (1 + after.high));
        expect(Math.abs(atHigh)).toBeLessThan(1e-6 * (1 + after.high));
      }),
    );
  });

  it('has no upper end when the value before may be 0', () => {
    expect(ratioInterval(closed(0, 100), closed(5, 100)).high).toBeNull();
  });

  it('is a number for the largest values', () => {
    const huge = {
      ...closed(5, 100),
      low: 1e300,
      sketchLow: 1e300,
      value: 1e300,
      sketchHigh: 1e301,
      high: 1e302,
    };
    const { low, high } = ratioInterval(huge, huge);
    expect(low).toBeLessThan(1);
    expect(low).toBeGreaterThan(0);
    expect(high).toBeGreaterThan(1);
  });
});
