import { describe, expect, it } from 'vitest';
import { estimateRate } from './estimateRate.ts';

describe('estimateRate', () => {
  it.each([
    [5, 1.623, 11.668],
    [10, 4.795, 18.39],
    [100, 81.36, 121.63],
    [1_000, 938.97, 1_063.94],
  ])('has the exact interval of a count of %d, within 1 %', (count, low, high) => {
    const estimate = estimateRate(count, 60);
    expect(estimate?.value).toBe(count / 60);
    expect(Math.abs(((estimate?.low ?? Number.NaN) * 60) / low - 1)).toBeLessThan(0.01);
    expect(Math.abs(((estimate?.high ?? Number.NaN) * 60) / high - 1)).toBeLessThan(0.01);
  });

  it('is as wide as its observations are few, whatever they stand for', () => {
    const sampled = estimateRate(1_000, 60, { observations: 100 });
    const plain = estimateRate(100, 60);
    expect(sampled?.value).toBe(1_000 / 60);
    expect(sampled?.low).toBeCloseTo((plain?.low ?? Number.NaN) * 10, 9);
    expect(sampled?.high).toBeCloseTo((plain?.high ?? Number.NaN) * 10, 9);
  });

  it('is thin below 10 observations, and null without any or without time', () => {
    expect(estimateRate(9, 60)?.thin).toBe(true);
    expect(estimateRate(10, 60)?.thin).toBe(false);
    expect(estimateRate(0, 60)).toBeNull();
    expect(estimateRate(10, 0)).toBeNull();
  });
});
