import { distributionOf, EMPTY_DISTRIBUTION, RELATIVE_ERROR_BOUND } from '@paceline/protocol';
import { describe, expect, it } from 'vitest';
import { STATISTICS } from './budget.ts';
import { needsBins, statisticOf } from './statisticOf.ts';

const values = Array.from({ length: 100 }, (_, index) => index + 1);
const distribution = { ...distributionOf(values), errors: 5 };

describe('statisticOf', () => {
  it('is null for every statistic of nothing', () => {
    for (const statistic of STATISTICS) {
      expect(statisticOf(EMPTY_DISTRIBUTION, statistic, 300, null)).toBeNull();
    }
  });

  it.each([
    ['mean', 50.5],
    ['min', 1],
    ['max', 100],
    ['rate', 10],
    ['peak-rate', 42],
    ['failed-share', 0.05],
    ['ok-share', 0.95],
  ] as const)('reads %s exactly', (statistic, expected) => {
    expect(statisticOf(distribution, statistic, 10, 42)).toBe(expected);
  });

  it.each([
    ['p50', 50],
    ['p75', 75],
    ['p90', 90],
    ['p95', 95],
    ['p99', 99],
  ] as const)('reads %s within the bound of the bins', (statistic, expected) => {
    const value = statisticOf(distribution, statistic, 10) ?? 0;
    expect(Math.abs(value - expected) / expected).toBeLessThanOrEqual(RELATIVE_ERROR_BOUND);
  });

  it('does not take zero for nothing', () => {
    const zeroes = distributionOf([0, 0, 0]);
    expect(statisticOf(zeroes, 'mean', 10)).toBe(0);
    expect(statisticOf(zeroes, 'p95', 10)).toBe(0);
    expect(statisticOf(zeroes, 'failed-share', 10)).toBe(0);
  });

  it('needs bins for quantiles only', () => {
    expect(STATISTICS.filter(needsBins)).toEqual(['p50', 'p75', 'p90', 'p95', 'p99']);
  });
});
