import { EMPTY_DISTRIBUTION, RELATIVE_ERROR_BOUND, type Metric } from '@paceline/protocol';
import type { Filter } from '@paceline/storage';
import { toPoints } from '../asking/chooseStep.ts';
import type { Range } from '../asking/parseRange.ts';
import type { SeriesStatistic } from '../asking/parseStatistics.ts';
import { passedSeconds } from '../asking/ratedSeconds.ts';
import type { Series } from '../responses.ts';
import type { SharedQueries } from './shareQueries.ts';

export interface SeriesQuestion extends Range {
  readonly app: string;
  readonly metric: Metric;
  readonly statistics: readonly SeriesStatistic[];
  readonly filter: Filter;
  readonly stepSeconds: number;
}

/**
 * Statistics of a metric over time: one value a point, `null` where nothing was measured. Points are whole, so the first
 * may begin before the range; a rate in the point that still runs is taken over what of it has passed.
 *
 * @throws {StorageError}
 */
export async function loadSeries(
  question: SeriesQuestion,
  { queries, nowMs }: { readonly queries: Pick<SharedQueries, 'loadDistributions'>; readonly nowMs: number },
): Promise<Series> {
  const { app, metric, statistics, filter, stepSeconds } = question;
  const { fromSeconds, toSeconds } = toPoints(question, stepSeconds);
  const rows = await queries.loadDistributions({
    app,
    metrics: [metric.name],
    fromMs: fromSeconds * 1000,
    toMs: toSeconds * 1000,
    filter,
    stepSeconds,
    withBins: statistics.some(({ needsBins }) => needsBins),
  });
  const byTime = new Map(rows.map(({ atSeconds, distribution }) => [atSeconds, distribution]));
  const times = Array.from(
    { length: (toSeconds - fromSeconds) / stepSeconds },
    (_, index) => fromSeconds + index * stepSeconds,
  );
  const distributions = times.map((at) => byTime.get(at) ?? EMPTY_DISTRIBUTION);
  const seconds = times.map((at) => passedSeconds(at * 1000, (at + stepSeconds) * 1000, nowMs));
  return {
    app,
    metric: metric.name,
    unit: metric.unit,
    stepSeconds,
    from: new Date(question.fromMs).toISOString(),
    to: new Date(question.toMs).toISOString(),
    times,
    series: statistics.map(({ name, read }) => ({
      statistic: name,
      values: distributions.map((distribution, index) => read(distribution, seconds[index] ?? 0)),
    })),
    events: distributions.map(({ events }) => events),
    relativeErrorBound: RELATIVE_ERROR_BOUND,
  };
}
