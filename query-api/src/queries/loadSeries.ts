import { EMPTY_DISTRIBUTION, mergeDistributions, RELATIVE_ERROR_BOUND } from '@paceline/protocol';
import { CONFIDENCE } from '@paceline/statistics';
import type { Dimension, DistributionRow, Filter } from '@paceline/storage';
import type { AskedStatistic } from '../asking/askedStatistic.ts';
import { toPoints } from '../asking/chooseStep.ts';
import type { AskedMetric } from '../asking/parseMetric.ts';
import type { Range } from '../asking/parseRange.ts';
import { passedSeconds } from '../asking/ratedSeconds.ts';
import type { Series } from '../responses.ts';
import { findHeaviest } from './findHeaviest.ts';
import { gather } from './gather.ts';
import type { SharedQueries } from './shareQueries.ts';
import { timesOf } from './timesOf.ts';
import { toSeriesGroups } from './toSeriesGroups.ts';
import { type Point, toSeriesLine } from './toSeriesLine.ts';

export interface SeriesQuestion extends Range {
  readonly app: string;
  readonly metric: AskedMetric;
  readonly statistics: readonly AskedStatistic[];
  readonly filter: Filter;
  readonly stepSeconds: number;
  /** Dimensions by which the series is split; none: it is not. */
  readonly groupBy: readonly Dimension[];
  /** Groups that are told apart, at most: the heaviest. */
  readonly groups: number;
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
  const { app, metric, statistics, groupBy, stepSeconds } = question;
  const rows = await loadRows(question, queries);
  const times = timesOf(toPoints(question, stepSeconds));
  const toPointsOf = (some: readonly DistributionRow[]): readonly Point[] => {
    const byTime = gather(some, ({ atSeconds }) => atSeconds);
    return times.map((at) => {
      const found = byTime.get(at) ?? [];
      const distribution =
        found.length === 0 ? EMPTY_DISTRIBUTION : mergeDistributions(found.map((row) => row.distribution));
      return { distribution, seconds: passedSeconds(at * 1000, (at + stepSeconds) * 1000, nowMs) };
    });
  };
  const points = toPointsOf(rows);
  return {
    app,
    metric: metric.name,
    unit: metric.unit,
    stepSeconds,
    from: new Date(question.fromMs).toISOString(),
    to: new Date(question.toMs).toISOString(),
    times,
    series: statistics.map((statistic) => toSeriesLine(statistic, points)),
    events: points.map(({ distribution }) => distribution.events),
    groupBy: [...groupBy],
    groups: groupBy.length === 0 ? [] : toSeriesGroups(rows, groupBy, statistics, toPointsOf),
    relativeErrorBound: RELATIVE_ERROR_BOUND,
    confidence: CONFIDENCE.share,
  };
}

async function loadRows(
  question: SeriesQuestion,
  queries: Pick<SharedQueries, 'loadDistributions'>,
): Promise<readonly DistributionRow[]> {
  const { app, metric, statistics, filter, groupBy, groups, stepSeconds } = question;
  const { fromSeconds, toSeconds } = toPoints(question, stepSeconds);
  const query = {
    app,
    metrics: [metric.name],
    fromMs: fromSeconds * 1000,
    toMs: toSeconds * 1000,
    filter,
  };
  const overTime = { ...query, stepSeconds, withBins: statistics.some(({ needsBins }) => needsBins) };
  if (groupBy.length === 0) return queries.loadDistributions(overTime);
  const apart = await findHeaviest({ ...query, groupBy }, groups, queries);
  return queries.loadDistributions({ ...overTime, groupBy, apart });
}
