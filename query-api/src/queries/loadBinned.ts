import type { Dimension, DistributionQuery, DistributionRow } from '@paceline/storage';
import { groupKey } from './groupKey.ts';
import { narrowToGroups } from './narrowToGroups.ts';
import type { SharedQueries } from './shareQueries.ts';

/** Groups whose bins one question reads, at most. Collectors bound the routes of an app to 1,000. */
export const MOST_BINNED_GROUPS = 2_000;

type GroupedQuery = DistributionQuery & { readonly groupBy: readonly Dimension[] };

/**
 * The same groups as `rows`, which are some of those that the query finds, with their bins.
 *
 * @throws {StorageError}
 */
export async function loadBinned(
  query: Omit<GroupedQuery, 'withBins'>,
  rows: readonly DistributionRow[],
  queries: Pick<SharedQueries, 'loadDistributions'>,
): Promise<readonly DistributionRow[]> {
  if (rows.length === 0) return [];
  const { groupBy } = query;
  const groups = rows.map(({ group }) => group);
  const filter = narrowToGroups(query.filter, groups, groupBy);
  const binned = await queries.loadDistributions({ ...query, filter, withBins: true });
  const wanted = new Set(groups.map((group) => groupKey(group, groupBy)));
  return binned.filter(({ group }) => wanted.has(groupKey(group, groupBy)));
}
