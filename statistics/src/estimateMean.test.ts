import { distributionOf } from '@paceline/protocol';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, draws, normal, weighted } from '../test/samples.ts';
import { estimateMean } from './estimateMean.ts';
import { estimateShare } from './estimateShare.ts';

describe('estimateMean', () => {
  it.each([
    [10, 2.262_16],
    [30, 2.045_23],
    [1_000, 1.962_34],
  ])(
    "has Student's interval for %d values of two kinds, whose variance the ends give exactly",
    (count, t) => {
      const { value, low, high } = estimateMean(distributionOf(draws(count, alternating(10, 20)))) ?? {};
      expect(value).toBe(15);
      const half = (t * 5) / Math.sqrt(count - 1);
      expect(low).toBeCloseTo(15 - half, 4);
      expect(high).toBeCloseTo(15 + half, 4);
    },
  );

  it('never takes the variance as less than it is, and hardly as more when values are spread', () => {
    const random = createRandom(1);
    const values = draws(2_000, () => Math.exp(4 + 0.5 * normal(random)));
    const average = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / (values.length - 1);
    const { low, high } = estimateMean(distributionOf(values)) ?? {};
    const half = 1.961_15 * Math.sqrt(variance / values.length);
    expect((high ?? Number.NaN) - (low ?? Number.NaN)).toBeGreaterThanOrEqual(2 * half);
    expect((high ?? Number.NaN) - (low ?? Number.NaN)).toBeLessThanOrEqual(2 * half * 1.03);
  });

  it('needs no bins: minimum and maximum bound the variance too, only wider', () => {
    const random = createRandom(2);
    const whole = distributionOf(draws(500, () => 100 + 50 * random()));
    const [withBins, without] = [estimateMean(whole), estimateMean({ ...whole, bins: [] })];
    expect(without?.value).toBe(withBins?.value);
    expect(without?.low ?? Number.NaN).toBeLessThan(withBins?.low ?? 0);
    expect(without?.high ?? 0).toBeGreaterThan(withBins?.high ?? Number.NaN);
  });

  it('is a share, with the interval of a share, when every value is 0 or 1', () => {
    const hits = distributionOf(draws(1_000, () => 1));
    expect(estimateMean(hits)).toEqual(estimateShare(1_000, 1_000));
    expect(estimateMean(hits)?.low).toBeLessThan(1);
    const mixed = distributionOf(draws(200, alternating(0, 1)));
    expect(estimateMean(mixed)).toEqual(estimateShare(100, 200));
    expect(estimateMean({ ...mixed, bins: [] })).toEqual(estimateShare(100, 200));
  });

  it('is not below zero where no value is', () => {
    const heavy = distributionOf([...draws(39, () => 1), 1_000]);
    expect(estimateMean(heavy)).toMatchObject({ low: 0, thin: false });
    const negative = distributionOf([...draws(39, () => 1), -1_000]);
    expect(estimateMean(negative)?.low).toBeLessThan(-24);
  });

  it('has no interval for one value, is thin below 30, and null for none', () => {
    expect(estimateMean(distributionOf([3]))).toMatchObject({ value: 3, low: null, high: null, thin: true });
    expect(estimateMean(distributionOf(draws(29, alternating(3, 4))))?.thin).toBe(true);
    expect(estimateMean(distributionOf(draws(30, alternating(3, 4))))?.thin).toBe(false);
    expect(estimateMean(distributionOf([]))).toBeNull();
  });

  it('counts observations, not what they stand for', () => {
    const values = draws(100, alternating(3, 4));
    expect(estimateMean(weighted(values, 10))).toEqual(estimateMean(distributionOf(values)));
  });

  it('gives numbers in order, or none, for any values', () => {
    const anyValue = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0, 1, -1, 1e-300),
    );
    fc.assert(
      fc.property(fc.array(anyValue, { minLength: 1, maxLength: 100 }), (values) => {
        const distribution = distributionOf(values);
        fc.pre(Number.isFinite(distribution.sum));
        const estimate = estimateMean(distribution);
        if (estimate === null) throw new Error('there are values');
        if (estimate.low === null || estimate.high === null) expect(estimate.thin).toBe(true);
        else {
          expect(estimate.low).toBeLessThanOrEqual(estimate.value);
          expect(estimate.high).toBeGreaterThanOrEqual(estimate.value);
        }
      }),
    );
  });
});

function alternating(one: number, other: number): () => number {
  let isOther = false;
  return () => {
    isOther = !isOther;
    return isOther ? other : one;
  };
}
