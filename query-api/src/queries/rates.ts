import type { Distribution } from '@paceline/protocol';

/** Observations per second; `null` when nothing was measured, or when `seconds` is 0. */
export function rateOf({ weight }: Distribution, seconds: number): number | null {
  return weight > 0 && seconds > 0 ? weight / seconds : null;
}

/**
 * The busiest moment's rate. A bucket that still runs is counted in full by storage, so right after a start
 * its rate lies below the mean; the busiest moment never does.
 */
export function toPeakRate(busiestBucket: number | null, meanRate: number | null): number | null {
  if (busiestBucket === null || meanRate === null) return busiestBucket;
  return Math.max(busiestBucket, meanRate);
}
