import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  binLowerEdge,
  binOf,
  BIN_RATIO,
  distributionOf,
  mean,
  mergeDistributions,
  quantile,
  quantileRange,
  RELATIVE_ERROR_BOUND,
  shareBelow,
  ZERO_BIN,
} from './distribution.ts';

const positive = fc.double({ min: 1e-6, max: 1e12, noNaN: true });
const values = fc.array(fc.oneof(positive, fc.constant(0)), { minLength: 1, maxLength: 300 });

/** The value of rank `ceil(q * n)`. */
function exactQuantile(all: readonly number[], q: number): number {
  const sorted = all.toSorted((a, b) => a - b);
  // Less the rounding of the product, which may make a rank the next one.
  return sorted[Math.max(0, Math.ceil(q * sorted.length * (1 - 1e-12)) - 1)] ?? Number.NaN;
}

describe('binOf', () => {
  it('puts a value between the edges of its bin, within rounding', () => {
    fc.assert(
      fc.property(positive, (value) => {
        const lower = binLowerEdge(binOf(value));
        expect(value).toBeGreaterThanOrEqual(lower * (1 - 1e-9));
        expect(value).toBeLessThanOrEqual(lower * BIN_RATIO * (1 + 1e-9));
      }),
    );
  });

  it('puts zero and negative values into the zero bin', () => {
    expect(binOf(0)).toBe(ZERO_BIN);
    expect(binOf(-3)).toBe(ZERO_BIN);
  });
});

describe('quantile', () => {
  it('is within the stated bound of the exact value, for any values and any quantile', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(0.05, 0.5, 0.75, 0.9, 0.95, 0.99), (all, q) => {
        const exact = exactQuantile(all, q);
        const read = quantile(distributionOf(all), q) ?? Number.NaN;
        expect(Math.abs(read - exact)).toBeLessThanOrEqual(exact * RELATIVE_ERROR_BOUND * (1 + 1e-9));
      }),
    );
  });

  it('stays between the exact minimum and maximum', () => {
    const one = distributionOf([37]);
    expect(quantile(one, 0.5)).toBe(37);
    expect(quantile(one, 0.99)).toBe(37);
  });

  it('is within 1 % of a value that is alone in its bin', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 5, noNaN: true }),
        fc.constantFrom(0.05, 0.5, 0.95),
        (scale, q) => {
          const all = [1, 2, 3, 5, 8, 13, 21].map((value) => value * scale);
          const exact = exactQuantile(all, q);
          const read = quantile(distributionOf(all), q) ?? Number.NaN;
          expect(Math.abs(read - exact)).toBeLessThanOrEqual(exact * 0.01);
        },
      ),
    );
  });

  it.each([Number.MIN_VALUE, 1e-300, 1e300, Number.MAX_VALUE])(
    'reads %d, which is beyond the lowest or the highest bin, from minimum and maximum',
    (value) => {
      expect(quantile(distributionOf([value, value]), 0.5)).toBe(value);
      const read = quantile(distributionOf([value, 1, 1, 1, value]), value < 1 ? 0.2 : 0.8) ?? Number.NaN;
      expect(Number.isFinite(read)).toBe(true);
    },
  );

  it('is 0 among zeros and negative values, of which only the share is known', () => {
    const mixed = distributionOf([-50, -3, 0, 7]);
    expect(quantile(mixed, 0.5)).toBe(0);
    expect(quantileRange(mixed, 0.5)).toEqual({ low: -50, high: 0 });
    expect(quantile(mixed, 0)).toBe(-50);
    expect(quantile(mixed, 1)).toBe(7);
  });

  it.each([
    [0.55, 100, 55],
    [0.07, 100, 7],
    [99.9 / 100, 1000, 999],
  ])('is the value of the rank itself where %d * %d is rounded above it', (q, count, rank) => {
    const distribution = distributionOf(Array.from({ length: count }, (_, index) => 1.1 ** (index + 1)));
    expect(Math.abs((quantile(distribution, q) ?? Number.NaN) / 1.1 ** rank - 1)).toBeLessThan(
      RELATIVE_ERROR_BOUND,
    );
  });

  it('is null when nothing was measured', () => {
    expect(quantileRange(distributionOf([]), 0.5)).toBeNull();
    expect(quantile(distributionOf([]), 0.5)).toBeNull();
    expect(mean(distributionOf([]))).toBeNull();
    expect(shareBelow(distributionOf([]), 10)).toBeNull();
  });
});

describe('quantileRange', () => {
  it('holds the exact value and what quantile gives, within rounding', () => {
    const any = fc.array(fc.oneof(positive, fc.constant(0), fc.double({ min: -100, max: 0, noNaN: true })), {
      minLength: 1,
      maxLength: 300,
    });
    fc.assert(
      fc.property(any, fc.constantFrom(0, 0.05, 0.5, 0.75, 0.95, 0.99, 1), (all, q) => {
        const distribution = distributionOf(all);
        const { low, high } = quantileRange(distribution, q) ?? { low: Number.NaN, high: Number.NaN };
        for (const value of [exactQuantile(all, q), quantile(distribution, q) ?? Number.NaN]) {
          expect(value).toBeGreaterThanOrEqual(low - Math.abs(low) * 1e-9);
          expect(value).toBeLessThanOrEqual(high + Math.abs(high) * 1e-9);
        }
      }),
    );
  });
});

describe('mergeDistributions', () => {
  it('equals the distribution of all values, however they were split', () => {
    fc.assert(
      fc.property(values, values, (some, others) => {
        const merged = mergeDistributions([distributionOf(some), distributionOf(others)]);
        const whole = distributionOf([...some, ...others]);
        expect(merged.bins).toEqual(whole.bins);
        expect(merged).toMatchObject({
          events: whole.events,
          weight: whole.weight,
          min: whole.min,
          max: whole.max,
        });
        expect(merged.sum).toBeCloseTo(whole.sum, 0);
      }),
    );
  });

  it('does not average percentiles: nine fast requests and one slow one have the P50 of the fast ones', () => {
    const fast = distributionOf(Array.from({ length: 9 }, () => 10));
    const slow = distributionOf([1000]);
    expect(quantile(mergeDistributions([fast, slow]), 0.5)).toBeCloseTo(10, 0);
  });
});

describe('shareBelow', () => {
  it('never falls as the threshold rises, and runs from 0 to 1', () => {
    fc.assert(
      fc.property(values, positive, positive, (all, a, b) => {
        const whole = distributionOf(all);
        const low = shareBelow(whole, Math.min(a, b)) ?? Number.NaN;
        const high = shareBelow(whole, Math.max(a, b)) ?? Number.NaN;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(high + 1e-12);
      }),
    );
  });
});
