import type { Dimension, DistributionRow } from '@paceline/storage';
import type { Sort, SortKey } from '../asking/parseSort.ts';
import { groupKey } from './groupKey.ts';

/** Rows in the order asked for. Those without a value come last; equal ones in the order of their dimensions. */
export function sortRows<Row extends DistributionRow>(
  rows: readonly Row[],
  { key, descending }: Sort,
  groupBy: readonly Dimension[],
  seconds: number,
): readonly Row[] {
  const keyed = rows.map((row) => ({
    row,
    at: sortValue(row, key, seconds),
    name: groupKey(row.group, groupBy),
  }));
  const direction = descending ? -1 : 1;
  return keyed
    .toSorted((a, b) => {
      if (a.at === null || b.at === null) return Number(a.at === null) - Number(b.at === null);
      if (a.at !== b.at) return a.at < b.at ? -direction : direction;
      if (a.name === b.name) return 0;
      return a.name < b.name ? -1 : 1;
    })
    .map(({ row }) => row);
}

function sortValue({ group, distribution }: DistributionRow, key: SortKey, seconds: number) {
  if (key.by === 'amount') return distribution[key.name];
  if (key.by === 'dimension') return group[key.name] ?? '';
  return key.statistic.read(distribution, seconds)?.value ?? null;
}
