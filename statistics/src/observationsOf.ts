import type { Distribution, MetricName } from '@paceline/protocol';

/** Metrics of which a row counts observations: its weight is how many there were. */
const COUNTED_BY_WEIGHT: ReadonlySet<MetricName> = new Set<MetricName>(['cache.lookup', 'cache.eviction']);

/**
 * How many independent observations a distribution of `metric` stands for: what its intervals are computed from.
 *
 * A weight has one of two meanings. With sampling, a row of weight 10 is one observation that stands for ten which nobody
 * made, so rows are counted. A cache measurement was gathered: its weight is how many lookups there were, each of them
 * observed, so weights are added up. (A browser that samples multiplies both; the intervals of its lookups are then too narrow
 * by the root of its sampling weight.) Equal errors are gathered too, but an error in a loop is one thing that happened, so
 * their rows are counted.
 *
 * With sampling, the effective sample size is Kish's `(sum of w)^2 / (sum of w^2)` (Survey Sampling, 1965). The squares are not
 * stored; for equal weights, the usual case, it is the number of rows. When the largest weight is `k` times the smallest it is
 * at least `4k / (1 + k)^2` of the rows (Kantorovich's inequality): 89 % for 2, 56 % for 5, 33 % for 10. So where apps
 * with different sampling rates are mixed, intervals are too narrow by the root of that at most.
 */
export function observationsOf(metric: MetricName, distribution: Distribution): number {
  return COUNTED_BY_WEIGHT.has(metric) ? distribution.weight : distribution.events;
}
