import { mergeDistributions } from '@paceline/protocol';
import type { Dimension, DistributionRow } from '@paceline/storage';

/**
 * The rows of two parts of a range as those of the whole: what both have is merged. In ascending order of metric, point
 * and dimensions, as the storage answers.
 */
export function mergeRows(
  parts: readonly (readonly DistributionRow[])[],
  groupBy: readonly Dimension[],
): readonly DistributionRow[] {
  const alike = new Map<string, DistributionRow[]>();
  for (const row of parts.flat()) {
    const key = JSON.stringify([row.metric, row.atSeconds, groupBy.map((name) => row.group[name] ?? null)]);
    const rows = alike.get(key);
    if (rows === undefined) alike.set(key, [row]);
    else rows.push(row);
  }
  const merged = [...alike.values()].flatMap((rows) => {
    const [first] = rows;
    if (first === undefined || rows.length === 1) return rows;
    return [{ ...first, distribution: mergeDistributions(rows.map(({ distribution }) => distribution)) }];
  });
  return merged.toSorted(
    (a, b) =>
      compare(a.metric, b.metric) || a.atSeconds - b.atSeconds || compareGroups(a.group, b.group, groupBy),
  );
}

type Group = DistributionRow['group'];

function compareGroups(a: Group, b: Group, groupBy: readonly Dimension[]): number {
  for (const name of groupBy) {
    const order = compare(a[name] ?? '', b[name] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
