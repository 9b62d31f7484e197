import { compareEstimates, type Comparison } from './compareEstimates.ts';
import { type EstimatedStatistic, estimateStatistic, type Sample } from './estimateStatistic.ts';

/**
 * Compares a statistic of two independent samples: two periods, or two releases. Of comparisons of samples from one and the
 * same source, about 1 in 100 ends with `better` or `worse`, and fewer of percentiles; who compares a hundred routes will see
 * some, unless by `compareEstimates` with `jointConfidence`. A percentile must change by more than the bins hide, up to 4 %, before a change can be shown, however many events
 * there are.
 *
 * @param better whether a lower or a higher value of the statistic is the good one
 */
export function compare(
  before: Sample,
  after: Sample,
  statistic: EstimatedStatistic,
  better: 'lower' | 'higher',
): Comparison {
  return compareEstimates(
    {
      before: (confidence) => estimateStatistic(before, statistic, confidence),
      after: (confidence) => estimateStatistic(after, statistic, confidence),
    },
    better,
  );
}
