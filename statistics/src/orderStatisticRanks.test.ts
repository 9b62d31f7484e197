import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHANGE_CONFIDENCE, CONFIDENCE } from './confidence.ts';
import { orderStatisticRanks } from './orderStatisticRanks.ts';

/** Logarithms of factorials, added up one by one. */
const LOG_FACTORIALS = Array.from({ length: 3_001 }, () => 0);
for (let n = 1; n < LOG_FACTORIALS.length; n += 1)
  LOG_FACTORIALS[n] = (LOG_FACTORIALS[n - 1] ?? Number.NaN) + Math.log(n);

function logFactorial(n: number): number {
  return LOG_FACTORIALS[n] ?? Number.NaN;
}

/** Probability that a binomial count is at most `most`. */
function binomialAtMost(most: number, n: number, q: number): number {
  let sum = 0;
  for (let count = 0; count <= most; count += 1) {
    const choices = logFactorial(n) - logFactorial(count) - logFactorial(n - count);
    sum += Math.exp(choices + count * Math.log(q) + (n - count) * Math.log1p(-q));
  }
  return sum;
}

const size = fc.integer({ min: 1, max: 3_000 });
const share = fc.oneof(fc.constantFrom(0.5, 0.75, 0.9, 0.95, 0.99), fc.double({ min: 0.001, max: 0.999 }));
const confidences = fc.constantFrom(CONFIDENCE, CHANGE_CONFIDENCE);

describe('orderStatisticRanks', () => {
  it.each([
    [6, 1, 6],
    [10, 2, 9],
    [20, 6, 15],
    [100, 40, 61],
  ])('gives the ranks that tables have for the median of %d', (n, lower, upper) => {
    expect(orderStatisticRanks(n, 0.5, CONFIDENCE)).toEqual({ lower, upper });
  });

  it.each([
    [1, 0.5, { lower: null, upper: null }],
    [5, 0.5, { lower: null, upper: null }],
    [100, 0.99, { lower: 97, upper: null }],
    [100, 0.01, { lower: null, upper: 4 }],
  ])('has no rank where none of %d observations is beyond the quantile %d surely enough', (n, q, ranks) => {
    expect(orderStatisticRanks(n, q, CONFIDENCE)).toEqual(ranks);
  });

  it('misses at either end with no more than the tail, and the next rank inwards would', () => {
    fc.assert(
      fc.property(size, share, confidences, (n, q, confidence) => {
        fc.pre(n * q * (1 - q) <= 1_000);
        const { lower, upper } = orderStatisticRanks(n, q, confidence);
        const rounding = 1 + 1e-9;
        if (lower !== null)
          expect(binomialAtMost(lower - 1, n, q)).toBeLessThanOrEqual(confidence.tail * rounding);
        expect(binomialAtMost(lower ?? 0, n, q)).toBeGreaterThan(confidence.tail / rounding);
        const above = (rank: number) => 1 - binomialAtMost(rank - 1, n, q);
        if (upper !== null) expect(above(upper)).toBeLessThanOrEqual(confidence.tail * rounding + 1e-10);
        expect(above((upper ?? n + 1) - 1)).toBeGreaterThan(confidence.tail / rounding - 1e-10);
      }),
    );
  });

  it('goes over to the normal approximation without a step of more than a rank', () => {
    for (const q of [0.5, 0.75, 0.95, 0.99]) {
      const n = Math.floor(1_000 / (q * (1 - q)));
      const exact = orderStatisticRanks(n, q, CONFIDENCE);
      const approximate = orderStatisticRanks(n + 10, q, CONFIDENCE);
      const step = { lower: approximate.lower ?? 0, upper: approximate.upper ?? 0 };
      expect(Math.abs(step.lower - 10 * q - (exact.lower ?? 0))).toBeLessThanOrEqual(1.5);
      expect(Math.abs(step.upper - 10 * q - (exact.upper ?? 0))).toBeLessThanOrEqual(1.5);
    }
  });

  it('has both ranks, within the sample, for any number of observations and a share that is not thin', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 1e12 }), share, confidences, (n, q, confidence) => {
        fc.pre(n * Math.min(q, 1 - q) >= 10);
        const { lower, upper } = orderStatisticRanks(n, q, confidence);
        expect(lower ?? 0).toBeGreaterThanOrEqual(1);
        expect(upper ?? Number.NaN).toBeLessThanOrEqual(n);
        expect(lower ?? Number.NaN).toBeLessThan(upper ?? 0);
      }),
    );
  });
});
