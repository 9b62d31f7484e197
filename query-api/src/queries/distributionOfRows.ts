import { type Distribution, mergeDistributions } from '@paceline/protocol';
import type { DistributionRow } from '@paceline/storage';

/** The distribution of everything that rows are of. */
export function distributionOfRows(rows: readonly DistributionRow[]): Distribution {
  return mergeDistributions(rows.map(({ distribution }) => distribution));
}
