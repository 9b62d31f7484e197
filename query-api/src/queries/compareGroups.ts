import { EMPTY_DISTRIBUTION } from '@paceline/protocol';
import { jointConfidence } from '@paceline/statistics';
import type { Dimension, DistributionRow } from '@paceline/storage';
import type { ComparisonAnswer } from '../answers/comparison.ts';
import type { AskedStatistic } from '../asking/askedStatistic.ts';
import {
  hasEnough,
  isChange,
  type Pair,
  type StatisticComparison,
  toStatisticComparison,
} from './comparePair.ts';
import { groupKey } from './groupKey.ts';
import { toAmounts } from './toAmounts.ts';

interface Measured {
  readonly rowsBefore: readonly DistributionRow[];
  readonly rowsAfter: readonly DistributionRow[];
  readonly secondsBefore: number;
  readonly secondsAfter: number;
}

interface Asked {
  readonly statistics: readonly AskedStatistic[];
  readonly groupBy: readonly Dimension[];
  readonly limit: number;
}

type GroupParts = Pick<
  ComparisonAnswer,
  'groups' | 'total' | 'changed' | 'comparisons' | 'groupChangeConfidence'
>;

interface GroupPair extends Pair {
  readonly key: string;
  readonly group: DistributionRow['group'];
}

/**
 * Every group on both sides. How sure each verdict is depends on how many there are: of a hundred routes of which none
 * changed, 99 of 100 answers show no change at all.
 */
export function compareGroups(measured: Measured, { statistics, groupBy, limit }: Asked): GroupParts {
  const pairs = groupBy.length === 0 ? [] : toPairs(measured, groupBy);
  const comparisons = pairs.reduce(
    (sum, pair) => sum + statistics.filter((statistic) => hasEnough(statistic, pair)).length,
    0,
  );
  const confidence = jointConfidence(comparisons);
  const compared = pairs.map((pair) => {
    const told = statistics.map(
      (statistic) => [statistic.name, toStatisticComparison(statistic, pair, confidence)] as const,
    );
    return { pair, told, size: sizeOf(told.map(([, comparison]) => comparison)) };
  });
  const inOrder = compared.toSorted(
    (a, b) => b.size - a.size || weightOf(b.pair) - weightOf(a.pair) || (a.pair.key < b.pair.key ? -1 : 1),
  );
  return {
    groups: inOrder.slice(0, limit).map(({ pair, told }) => ({
      group: { ...pair.group },
      before: toAmounts(pair.before),
      after: toAmounts(pair.after),
      statistics: Object.fromEntries(told),
    })),
    total: pairs.length,
    changed: compared.filter(({ size }) => size > 0).length,
    comparisons,
    groupChangeConfidence: confidence.share,
  };
}

function toPairs(
  { rowsBefore, rowsAfter, ...seconds }: Measured,
  groupBy: readonly Dimension[],
): readonly GroupPair[] {
  const byKey = (rows: readonly DistributionRow[]) =>
    new Map(rows.map((row) => [groupKey(row.group, groupBy), row]));
  const [before, after] = [byKey(rowsBefore), byKey(rowsAfter)];
  return [...new Map([...before, ...after])].map(([key, { group }]) => ({
    key,
    group,
    before: before.get(key)?.distribution ?? EMPTY_DISTRIBUTION,
    after: after.get(key)?.distribution ?? EMPTY_DISTRIBUTION,
    ...seconds,
  }));
}

/** The largest change that was shown, as a share of what was before; 0 when none was. */
function sizeOf(comparisons: readonly StatisticComparison[]): number {
  const shown = comparisons.filter(isChange);
  // What was 0 before became infinitely more.
  return Math.max(0, ...shown.map(({ changeShare }) => Math.abs(changeShare?.value ?? Number.MAX_VALUE)));
}

function weightOf({ before, after }: Pair): number {
  return before.weight + after.weight;
}
