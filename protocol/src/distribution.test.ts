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
  RELATIVE_ERROR_BOUND,
  shareBelow,
  ZERO_BIN,
} from './distribution.ts';

const positive = fc.double({ min: 1e-6, max: 1e12, noNaN: true });
const values = fc.array(fc.oneof(positive, fc.constant(0)), { minLength: 1, maxLength: 300 });

/** The value of rank `ceil(q * n)`. */
function exactQuantile(all: readonly number[], q: number): number {
  const sorted = all.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
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

  it('is null when nothing was measured', () => {
    expect(quantile(distributionOf([]), 0.5)).toBeNull();
    expect(mean(distributionOf([]))).toBeNull();
    expect(shareBelow(distributionOf([]), 10)).toBeNull();
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
