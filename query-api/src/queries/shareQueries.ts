import {
  type DistributionQuery,
  type PeakQuery,
  planSegments,
  type Retention,
  type Storage,
} from '@paceline/storage';
import { onceAtATime } from './onceAtATime.ts';
import { distributionKey, peakKey } from './questionKeys.ts';

export type SharedQueries = Pick<Storage, 'loadDistributions' | 'loadPeakRate' | 'loadDimensionValues'>;

/**
 * Runs a question that many ask at once (a wall of dashboards) at most once at a time, so that a slow
 * one is not repeated while it still runs: see {@link onceAtATime}.
 *
 * Questions are the same when they read the same buckets, whatever the milliseconds of their ranges.
 */
export function shareQueries(
  storage: SharedQueries,
  known: { readonly retention: Retention; readonly now: () => number },
): SharedQueries {
  const { retention, now } = known;
  return {
    loadDistributions: onceAtATime(
      (query: DistributionQuery) => storage.loadDistributions(query),
      (query) => distributionKey(query, known),
    ),
    loadPeakRate: onceAtATime(
      (query: PeakQuery) => storage.loadPeakRate(query),
      (query) => peakKey(query, known),
    ),
    loadDimensionValues: onceAtATime(
      (query: Parameters<Storage['loadDimensionValues']>[0]) => storage.loadDimensionValues(query),
      ({ fromMs, toMs, ...query }) => [planSegments({ fromMs, toMs }, retention, now()), query],
    ),
  };
}
