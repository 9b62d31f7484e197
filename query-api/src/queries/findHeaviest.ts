import type { Dimension, DistributionQuery, Group } from '@paceline/storage';
import type { SharedQueries } from './shareQueries.ts';
import { sortRows } from './sortRows.ts';

const BY_WEIGHT = { key: { by: 'amount', name: 'weight' }, descending: true } as const;

/**
 * The groups that weigh most over a range, at most `most`; of equal ones the first in the order of their dimensions.
 *
 * @throws {StorageError}
 */
export async function findHeaviest(
  query: Omit<DistributionQuery, 'withBins' | 'stepSeconds' | 'groupBy'> & {
    readonly groupBy: readonly Dimension[];
  },
  most: number,
  queries: Pick<SharedQueries, 'loadDistributions'>,
): Promise<readonly Group[]> {
  const rows = await queries.loadDistributions({ ...query, withBins: false });
  return sortRows(rows, BY_WEIGHT, query.groupBy, 0)
    .slice(0, most)
    .map(({ group }) => group);
}
