import { distributionOf } from '@paceline/protocol';
import { describe, expect, it } from 'vitest';
import { aSample, createRandom, draws, outcomes, weighted } from '../test/samples.ts';
import { estimateMean } from './estimateMean.ts';
import { estimateQuantile } from './estimateQuantile.ts';
import { estimateRate } from './estimateRate.ts';
import { estimateShare } from './estimateShare.ts';
import { ESTIMATED_STATISTICS, estimateStatistic } from './estimateStatistic.ts';

describe('estimateStatistic', () => {
  it('reads each statistic with the estimate of its kind', () => {
    const distribution = distributionOf(draws(500, createRandom(1)));
    const sample = aSample(distribution, { rangeSeconds: 300 });
    expect(estimateStatistic(sample, 'mean')).toEqual(estimateMean(distribution));
    expect(estimateStatistic(sample, 'p75')).toEqual(estimateQuantile(distribution, 0.75));
    expect(estimateStatistic(sample, 'p99')).toEqual(estimateQuantile(distribution, 0.99));
    expect(estimateStatistic(sample, 'rate')).toEqual(estimateRate(500, 300));
    const failing = aSample(outcomes(990, 10));
    expect(estimateStatistic(failing, 'failed-share')).toEqual(estimateShare(10, 1_000));
    expect(estimateStatistic(failing, 'ok-share')).toEqual(estimateShare(990, 1_000));
  });

  it('counts rows for sampled events, and weights for cache lookups, each of which was made', () => {
    const lookups = weighted([1, 1, 1, 0], 100);
    expect(estimateStatistic(aSample(lookups, { metric: 'cache.lookup' }), 'mean')).toEqual(
      estimateShare(300, 400),
    );
    expect(estimateStatistic(aSample(lookups, { metric: 'custom.share' }), 'mean')).toEqual(
      estimateShare(300, 400, { observations: 4 }),
    );
  });

  it.each(ESTIMATED_STATISTICS)('of %s is null when nothing was measured', (statistic) => {
    expect(estimateStatistic(aSample(distributionOf([])), statistic)).toBeNull();
  });
});
