import { sharedEdges, toBars } from '@paceline/statistics';
import { mergeDistributions } from '@paceline/protocol';
import type { Filter } from '@paceline/storage';
import type { Heatmap } from '../answers/heatmap.ts';
import { toPoints } from '../asking/chooseStep.ts';
import type { AskedMetric } from '../asking/parseMetric.ts';
import type { Range } from '../asking/parseRange.ts';
import type { SharedQueries } from './shareQueries.ts';
import { timesOf } from './timesOf.ts';

export interface HeatmapQuestion extends Range {
  readonly app: string;
  readonly metric: AskedMetric;
  readonly filter: Filter;
  readonly stepSeconds: number;
  /** Rows, at most. */
  readonly rows: number;
}

/**
 * How the values of a metric are distributed in each of many times.
 *
 * @throws {StorageError}
 */
export async function loadHeatmap(
  question: HeatmapQuestion,
  queries: Pick<SharedQueries, 'loadDistributions'>,
): Promise<Heatmap> {
  const { app, metric, filter, stepSeconds } = question;
  const points = toPoints(question, stepSeconds);
  const found = await queries.loadDistributions({
    app,
    metrics: [metric.name],
    fromMs: points.fromSeconds * 1000,
    toMs: points.toSeconds * 1000,
    filter,
    stepSeconds,
    withBins: true,
  });
  const byTime = new Map(found.map(({ atSeconds, distribution }) => [atSeconds, distribution]));
  const whole = mergeDistributions([...byTime.values()]);
  const edges = sharedEdges([whole], question.rows);
  const times = timesOf(points);
  const columns = times.map((at) => {
    const distribution = byTime.get(at);
    return distribution === undefined ? null : toBars(distribution, edges).map(({ weight }) => weight);
  });
  return {
    app,
    metric: metric.name,
    unit: metric.unit,
    stepSeconds,
    from: new Date(question.fromMs).toISOString(),
    to: new Date(question.toMs).toISOString(),
    times,
    rows: toBars(whole, edges).map(({ from, to }) => ({ from, to })),
    columns,
    events: times.map((at) => byTime.get(at)?.events ?? 0),
    largestWeight: columns.reduce((most, column) => Math.max(most, ...(column ?? [])), 0),
  };
}
