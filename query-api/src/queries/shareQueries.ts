import {
  BUCKET_SECONDS,
  choosePeakResolution,
  planSegments,
  type Retention,
  type Storage,
} from '@paceline/storage';
import { onceAtATime } from './onceAtATime.ts';

export type SharedQueries = Pick<Storage, 'loadDistributions' | 'loadPeakRate' | 'loadDimensionValues'>;

/**
 * Runs a question that many ask at once (a wall of dashboards) at most once at a time, so that a slow
 * one is not repeated while it still runs: see {@link onceAtATime}.
 *
 * Questions are the same when they read the same buckets, whatever the milliseconds of their ranges.
 */
export function shareQueries(
  storage: SharedQueries,
  { retention, now }: { readonly retention: Retention; readonly now: () => number },
): SharedQueries {
  return {
    loadDistributions: onceAtATime(
      (query: Parameters<Storage['loadDistributions']>[0]) => storage.loadDistributions(query),
      ({ fromMs, toMs, ...query }) => {
        const range = {
          fromMs,
          toMs,
          ...(query.stepSeconds !== undefined && { stepSeconds: query.stepSeconds }),
        };
        return [planSegments(range, retention, now()), query];
      },
    ),
    loadPeakRate: onceAtATime(
      (query: Parameters<Storage['loadPeakRate']>[0]) => storage.loadPeakRate(query),
      ({ fromMs, toMs, ...query }) => {
        const resolution = choosePeakResolution({ fromMs, toMs }, retention, now());
        const width = BUCKET_SECONDS[resolution] * 1000;
        return [resolution, Math.floor(fromMs / width), Math.ceil(toMs / width), query];
      },
    ),
    loadDimensionValues: onceAtATime(
      (query: Parameters<Storage['loadDimensionValues']>[0]) => storage.loadDimensionValues(query),
      ({ fromMs, toMs, ...query }) => [planSegments({ fromMs, toMs }, retention, now()), query],
    ),
  };
}
