import { RELATIVE_ERROR_BOUND } from '@paceline/protocol';
import { CONFIDENCE } from '@paceline/statistics';
import type { Dimension, DistributionRow, Filter, Retention } from '@paceline/storage';
import type { Table } from '../answers/table.ts';
import type { AskedStatistic } from '../asking/askedStatistic.ts';
import type { AskedMetric } from '../asking/parseMetric.ts';
import type { Range } from '../asking/parseRange.ts';
import type { Sort } from '../asking/parseSort.ts';
import { ratedSeconds } from '../asking/ratedSeconds.ts';
import { parameterProblem } from '../problem.ts';
import { loadBinned, MOST_BINNED_GROUPS } from './loadBinned.ts';
import type { SharedQueries } from './shareQueries.ts';
import { sortRows } from './sortRows.ts';
import { toAmounts } from './toAmounts.ts';
import { toEstimate, valueOf } from './toEstimate.ts';

export interface TableQuestion extends Range {
  readonly app: string;
  readonly metric: AskedMetric;
  readonly statistics: readonly AskedStatistic[];
  readonly filter: Filter;
  readonly groupBy: readonly Dimension[];
  /** What a value of a dimension has to contain, in letters of any case. */
  readonly search: string;
  readonly sort: Sort;
  readonly limit: number;
  readonly offset: number;
}

interface TableDeps {
  readonly queries: Pick<SharedQueries, 'loadDistributions'>;
  readonly retention: Retention;
  readonly nowMs: number;
}

/**
 * One row a group.
 *
 * @throws {StorageError}
 * @throws {Problem} 400 naming `sort` when that would be the bins of too many groups
 */
export async function loadTable(question: TableQuestion, deps: TableDeps): Promise<Table> {
  const { metric, fromMs, toMs, sort } = question;
  const seconds = ratedSeconds(question, deps.retention, deps.nowMs);
  const { total, rows } = await loadPage(question, seconds, deps);
  return {
    app: question.app,
    metric: metric.name,
    unit: metric.unit,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    groupBy: [...question.groupBy],
    statistics: question.statistics.map(({ name, unit }) => ({ name, unit })),
    sort: sort.key.name,
    order: sort.descending ? 'desc' : 'asc',
    total,
    offset: question.offset,
    limit: question.limit,
    rows: rows.map((row) => toRow(row, question.statistics, seconds)),
    relativeErrorBound: RELATIVE_ERROR_BOUND,
    confidence: CONFIDENCE.share,
  };
}

/**
 * Groups are counted first, which needs no bins. Bins are then read for the page alone, or for all groups where their order is
 * read from bins.
 */
async function loadPage(question: TableQuestion, seconds: number, { queries }: TableDeps) {
  const { app, metric, filter, fromMs, toMs, statistics, groupBy, sort, limit, offset } = question;
  const query = { app, metrics: [metric.name], fromMs, toMs, filter, groupBy };
  const counted = await queries.loadDistributions({ ...query, withBins: false });
  const matching = counted.filter((row) => contains(row, question));
  const total = matching.length;
  const inOrder = (rows: readonly DistributionRow[]) => sortRows(rows, sort, groupBy, seconds);
  const page = (rows: readonly DistributionRow[]) => inOrder(rows).slice(offset, offset + limit);

  if (sort.key.by === 'statistic' && sort.key.statistic.valueNeedsBins) {
    if (total > MOST_BINNED_GROUPS) throw tooMany(sort.key.name, total);
    return { total, rows: page(await loadBinned(query, matching, queries)) };
  }
  const rows = page(matching);
  const readsBins = statistics.some(({ needsBins }) => needsBins);
  return { total, rows: readsBins ? inOrder(await loadBinned(query, rows, queries)) : rows };
}

function contains({ group }: DistributionRow, { search, groupBy }: TableQuestion): boolean {
  const wanted = search.toLowerCase();
  return groupBy.some((dimension) => (group[dimension] ?? '').toLowerCase().includes(wanted));
}

function tooMany(sort: string, groups: number) {
  return parameterProblem(
    'sort',
    `${sort} needs the distributions of all ${groups} groups, at most ${MOST_BINNED_GROUPS} are read; narrow with search ` +
      'or a filter, or sort by weight, events, errors or mean',
  );
}

function toRow(
  { group, distribution }: DistributionRow,
  statistics: readonly AskedStatistic[],
  seconds: number,
): Table['rows'][number] {
  const readings = statistics.map(({ name, read }) => [name, read(distribution, seconds)] as const);
  return {
    group: { ...group },
    ...toAmounts(distribution),
    values: Object.fromEntries(readings.map(([name, reading]) => [name, valueOf(reading)])),
    estimates: Object.fromEntries(readings.map(([name, reading]) => [name, toEstimate(reading)])),
  };
}
