import type { Dimension, Filter, Group } from '@paceline/storage';

/** A filter travels in an address; ClickHouse takes 128 kB of one parameter, and letters may be escaped to three times their size. */
const MOST_LETTERS = 30_000;

/**
 * A filter that these groups fit, and others as few as can be said by values of single dimensions: with two dimensions also
 * other pairs of the same values. The filter itself where naming all would be too long.
 */
export function narrowToGroups(
  filter: Filter,
  groups: readonly Group[],
  groupBy: readonly Dimension[],
): Filter {
  const named = groupBy.map((dimension): [Dimension, readonly string[]] => [
    dimension,
    [...new Set(groups.map((group) => group[dimension] ?? ''))].toSorted(),
  ]);
  const isShort = named.every(
    ([, values]) => values.reduce((sum, value) => sum + value.length + 1, 0) <= MOST_LETTERS,
  );
  return isShort ? { ...filter, ...Object.fromEntries(named) } : filter;
}
