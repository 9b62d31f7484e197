import { type Distribution, EMPTY_DISTRIBUTION, RELATIVE_ERROR_BOUND } from '@paceline/protocol';
import { CONFIDENCE } from '@paceline/statistics';
import type { Filter } from '@paceline/storage';
import type { AskedStatistic } from '../asking/askedStatistic.ts';
import { toPoints } from '../asking/chooseStep.ts';
import type { AskedMetric } from '../asking/parseMetric.ts';
import type { Range } from '../asking/parseRange.ts';
import { passedSeconds } from '../asking/ratedSeconds.ts';
import type { Series } from '../responses.ts';
import type { SharedQueries } from './shareQueries.ts';
import { timesOf } from './timesOf.ts';

export interface SeriesQuestion extends Range {
  readonly app: string;
  readonly metric: AskedMetric;
  readonly statistics: readonly AskedStatistic[];
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
  const points = toPoints(question, stepSeconds);
  const rows = await queries.loadDistributions({
    app,
    metrics: [metric.name],
    fromMs: points.fromSeconds * 1000,
    toMs: points.toSeconds * 1000,
    filter,
    stepSeconds,
    withBins: statistics.some(({ needsBins }) => needsBins),
  });
  const byTime = new Map(rows.map(({ atSeconds, distribution }) => [atSeconds, distribution]));
  const times = timesOf(points);
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
    series: statistics.map((statistic) => toLine(statistic, distributions, seconds)),
    events: distributions.map(({ events }) => events),
    relativeErrorBound: RELATIVE_ERROR_BOUND,
    confidence: CONFIDENCE.share,
  };
}

/** A statistic at every point, with its errors. `seconds`: how long each was measured. */
function toLine(
  { name, unit, read }: AskedStatistic,
  distributions: readonly Distribution[],
  seconds: readonly number[],
): Series['series'][number] {
  const readings = distributions.map((distribution, index) => read(distribution, seconds[index] ?? 0));
  return {
    statistic: name,
    unit,
    values: readings.map((reading) => reading?.value ?? null),
    low: readings.map((reading) => reading?.low ?? null),
    high: readings.map((reading) => reading?.high ?? null),
    thin: readings.map((reading) => reading?.thin ?? null),
  };
}
