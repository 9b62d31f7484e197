import { type Distribution, EMPTY_DISTRIBUTION, RELATIVE_ERROR_BOUND } from '@paceline/protocol';
import { CONFIDENCE, estimateShareBelow, observationsOf, toHistogram } from '@paceline/statistics';
import type { Filter } from '@paceline/storage';
import type { Histogram } from '../answers/histogram.ts';
import type { AskedMetric } from '../asking/parseMetric.ts';
import type { Range } from '../asking/parseRange.ts';
import type { SharedQueries } from './shareQueries.ts';
import { toEstimate } from './toEstimate.ts';

export interface HistogramQuestion extends Range {
  readonly app: string;
  readonly metric: AskedMetric;
  readonly filter: Filter;
  /** Bars, at most. */
  readonly bars: number;
  /** In the unit of the metric. */
  readonly target: number | undefined;
}

/**
 * How the values of a metric are distributed over the whole range.
 *
 * @throws {StorageError}
 */
export async function loadHistogram(
  { app, metric, filter, fromMs, toMs, bars, target }: HistogramQuestion,
  queries: Pick<SharedQueries, 'loadDistributions'>,
): Promise<Histogram> {
  const query = { app, metrics: [metric.name], fromMs, toMs, filter, withBins: true };
  const [row] = await queries.loadDistributions(query);
  const distribution = row?.distribution ?? EMPTY_DISTRIBUTION;
  const { events, weight, errors, min, max } = distribution;
  return {
    app,
    metric: metric.name,
    unit: metric.unit,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    events,
    weight,
    errors,
    min: weight > 0 ? min : null,
    max: weight > 0 ? max : null,
    bars: toHistogram(distribution, bars).map((bar) => ({ ...bar, share: bar.weight / weight })),
    target: target === undefined ? null : toTarget(distribution, metric, target),
    relativeErrorBound: RELATIVE_ERROR_BOUND,
    confidence: CONFIDENCE.share,
  };
}

function toTarget(distribution: Distribution, metric: AskedMetric, target: number): Histogram['target'] {
  const observations = observationsOf(metric.name, distribution);
  const share = estimateShareBelow(distribution, target, { observations });
  const error = toEstimate(share);
  return share === null || error === null ? null : { value: target, shareBelow: share.value, ...error };
}
