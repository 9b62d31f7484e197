import type { Distribution, MetricName } from '@paceline/protocol';
import { CONFIDENCE, type Confidence, type EstimateOptions } from './confidence.ts';
import type { Estimate } from './estimate.ts';
import { estimateMean } from './estimateMean.ts';
import { estimateQuantile } from './estimateQuantile.ts';
import { estimateRate } from './estimateRate.ts';
import { estimateShare } from './estimateShare.ts';
import { observationsOf } from './observationsOf.ts';

/** Statistics that are estimated, by the names that budgets and the API have for them. */
export const ESTIMATED_STATISTICS = [
  'mean',
  'p50',
  'p75',
  'p90',
  'p95',
  'p99',
  'rate',
  'failed-share',
  'ok-share',
] as const;
export type EstimatedStatistic = (typeof ESTIMATED_STATISTICS)[number];

/** What was measured of a metric in a range of time. */
export interface Sample {
  readonly metric: MetricName;
  readonly distribution: Distribution;
  /** Length of the range in seconds; only rates need it. */
  readonly rangeSeconds: number;
}

const READERS: Readonly<
  Record<EstimatedStatistic, (sample: Sample, options: EstimateOptions) => Estimate | null>
> = {
  mean: ({ distribution }, options) => estimateMean(distribution, options),
  p50: quantileReader(0.5),
  p75: quantileReader(0.75),
  p90: quantileReader(0.9),
  p95: quantileReader(0.95),
  p99: quantileReader(0.99),
  rate: ({ distribution: { weight }, rangeSeconds }, options) => estimateRate(weight, rangeSeconds, options),
  'failed-share': ({ distribution: { errors, weight } }, options) => estimateShare(errors, weight, options),
  'ok-share': ({ distribution: { errors, weight } }, options) =>
    estimateShare(weight - errors, weight, options),
};

function quantileReader(q: number) {
  return ({ distribution }: Sample, options: EstimateOptions) => estimateQuantile(distribution, q, options);
}

/** A statistic of `sample` with its errors; `null` when nothing was measured. Percentiles need bins. */
export function estimateStatistic(
  sample: Sample,
  statistic: EstimatedStatistic,
  confidence: Confidence = CONFIDENCE,
): Estimate | null {
  const observations = observationsOf(sample.metric, sample.distribution);
  return READERS[statistic](sample, { observations, confidence });
}
