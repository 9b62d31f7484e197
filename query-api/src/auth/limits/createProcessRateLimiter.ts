import type { RateLimiterLike } from './rateLimiterLike.ts';

/**
 * Counts the requests of this process alone, by seconds of its clock. Only what was asked for in the running second is kept.
 *
 * @param now epoch milliseconds
 */
export function createProcessRateLimiter(now: () => number): RateLimiterLike {
  const taken = new Map<string, number>();
  let second = Number.NaN;

  return {
    take(bucket, perSecond) {
      const current = Math.floor(now() / 1000);
      if (current !== second) taken.clear();
      second = current;
      const before = taken.get(bucket) ?? 0;
      if (before >= perSecond) return false;
      taken.set(bucket, before + 1);
      return true;
    },
  };
}
