import { RELATIVE_ERROR_BOUND } from '@paceline/protocol';
import { CHANGE_CONFIDENCE, CONFIDENCE } from '@paceline/statistics';
import type { Dimension, DistributionRow, Retention } from '@paceline/storage';
import type { ComparisonAnswer } from '../answers/comparison.ts';
import type { AskedStatistic } from '../asking/askedStatistic.ts';
import type { Side, Sides } from '../asking/parseComparison.ts';
import type { AskedMetric } from '../asking/parseMetric.ts';
import { ratedSeconds } from '../asking/ratedSeconds.ts';
import { parameterProblem } from '../problem.ts';
import { compareGroups } from './compareGroups.ts';
import { type Pair, toStatisticComparison } from './comparePair.ts';
import { distributionOfRows } from './distributionOfRows.ts';
import { MOST_BINNED_GROUPS } from './loadBinned.ts';
import type { SharedQueries } from './shareQueries.ts';
import { toAmounts } from './toAmounts.ts';

export interface ComparisonQuestion extends Sides {
  readonly app: string;
  readonly metric: AskedMetric;
  readonly statistics: readonly AskedStatistic[];
  /** Dimensions by which the two sides are compared, too; none: only as wholes. */
  readonly groupBy: readonly Dimension[];
  /** Groups that are answered, at most. */
  readonly limit: number;
}

interface ComparisonDeps {
  readonly queries: Pick<SharedQueries, 'loadDistributions'>;
  readonly retention: Retention;
  readonly nowMs: number;
}

/**
 * Two periods or two releases side by side.
 *
 * @throws {StorageError}
 * @throws {Problem} 400 naming `groupBy` when there are too many groups
 */
export async function loadComparison(
  question: ComparisonQuestion,
  { queries, retention, nowMs }: ComparisonDeps,
): Promise<ComparisonAnswer> {
  const { app, metric, statistics, groupBy, before, after } = question;
  const [rowsBefore, rowsAfter] = await Promise.all([
    loadSide(question, before, queries),
    loadSide(question, after, queries),
  ]);
  const seconds = {
    secondsBefore: ratedSeconds(before, retention, nowMs),
    secondsAfter: ratedSeconds(after, retention, nowMs),
  };
  const whole: Pair = {
    before: distributionOfRows(rowsBefore),
    after: distributionOfRows(rowsAfter),
    ...seconds,
  };
  return {
    app,
    metric: metric.name,
    unit: metric.unit,
    statistics: statistics.map(({ name, unit, better }) => ({ name, unit, better })),
    before: toSide(before, whole.before),
    after: toSide(after, whole.after),
    overall: Object.fromEntries(
      statistics.map((statistic) => [
        statistic.name,
        toStatisticComparison(statistic, whole, CHANGE_CONFIDENCE),
      ]),
    ),
    groupBy: [...groupBy],
    ...compareGroups({ rowsBefore, rowsAfter, ...seconds }, question),
    relativeErrorBound: RELATIVE_ERROR_BOUND,
    confidence: CONFIDENCE.share,
    changeConfidence: CHANGE_CONFIDENCE.share,
  };
}

async function loadSide(
  { app, metric, statistics, groupBy }: ComparisonQuestion,
  { fromMs, toMs, filter }: Side,
  queries: Pick<SharedQueries, 'loadDistributions'>,
): Promise<readonly DistributionRow[]> {
  const query = { app, metrics: [metric.name], fromMs, toMs, filter, groupBy };
  const withBins = statistics.some(({ needsBins }) => needsBins);
  if (groupBy.length > 0) {
    const counted = await queries.loadDistributions({ ...query, withBins: false });
    if (counted.length > MOST_BINNED_GROUPS) {
      throw parameterProblem(
        'groupBy',
        `makes ${counted.length} groups of this range, at most ${MOST_BINNED_GROUPS} are compared; narrow with a filter or group ` +
          'by another dimension',
      );
    }
    if (!withBins) return counted;
  }
  return queries.loadDistributions({ ...query, withBins });
}

function toSide({ fromMs, toMs, filter }: Side, distribution: Pair['before']): ComparisonAnswer['before'] {
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    release: filter.release === undefined ? null : [filter.release].flat(),
    ...toAmounts(distribution),
  };
}
