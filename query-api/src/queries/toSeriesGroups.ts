import type { Dimension, DistributionRow, Group } from '@paceline/storage';
import type { AskedStatistic } from '../asking/askedStatistic.ts';
import type { Series } from '../responses.ts';
import { gather } from './gather.ts';
import { groupKey } from './groupKey.ts';
import { type Point, toSeriesLine } from './toSeriesLine.ts';

/** Value of the dimensions of all groups that are not told apart. */
export const OTHERS = '(others)';

type SeriesGroup = Series['groups'][number];

/** The series of every group, the heaviest first, and last that of all that are not told apart. */
export function toSeriesGroups(
  rows: readonly DistributionRow[],
  groupBy: readonly Dimension[],
  statistics: readonly AskedStatistic[],
  toPoints: (rows: readonly DistributionRow[]) => readonly Point[],
): SeriesGroup[] {
  const groups = [...gather(rows, ({ group }) => groupKey(group, groupBy))].map(([key, found]) => {
    const points = toPoints(found);
    const group = found[0]?.group ?? {};
    const isOthers = Object.keys(group).length === 0;
    return {
      key,
      group: isOthers ? othersOf(groupBy) : { ...group },
      isOthers,
      weight: points.reduce((sum, { distribution }) => sum + distribution.weight, 0),
      series: statistics.map((statistic) => toSeriesLine(statistic, points)),
      events: points.map(({ distribution }) => distribution.events),
    };
  });
  return groups.toSorted(inOrder).map(({ key: _key, ...group }) => group);
}

function inOrder(
  a: Pick<SeriesGroup, 'isOthers' | 'weight'> & { readonly key: string },
  b: Pick<SeriesGroup, 'isOthers' | 'weight'> & { readonly key: string },
): number {
  if (a.isOthers !== b.isOthers) return Number(a.isOthers) - Number(b.isOthers);
  if (a.weight !== b.weight) return b.weight - a.weight;
  return a.key < b.key ? -1 : 1;
}

function othersOf(groupBy: readonly Dimension[]): Group {
  return Object.fromEntries(groupBy.map((dimension) => [dimension, OTHERS]));
}
