import type { Dimension, Group } from '@paceline/storage';

/** A text that is the same for the same group. */
export function groupKey(group: Group, groupBy: readonly Dimension[]): string {
  return JSON.stringify(groupBy.map((dimension) => group[dimension] ?? null));
}
