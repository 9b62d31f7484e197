import { coveredRange, type Retention, type TimeRange } from '@paceline/storage';

/**
 * Seconds to divide by for the rate of a range.
 *
 * Storage rounds a range outwards to buckets, so that is the time the numbers come from. What of it lies
 * in the future has measured nothing yet: a range up to `now` ends within a bucket that still runs (of up
 * to an hour, for long ranges), and counting that bucket in full would understate the rate. So the
 * future is left out. Time in which an app did not run yet does count: the rate is the range's.
 *
 * @returns 0 when less than a second has passed, which has no rate
 */
export function ratedSeconds(range: TimeRange, retention: Retention, nowMs: number): number {
  const covered = coveredRange(range, retention, nowMs);
  return covered === null ? 0 : passedSeconds(covered.fromMs, covered.toMs, nowMs);
}

/** Seconds between two moments that have passed at `nowMs`; 0 when it is less than one. */
export function passedSeconds(fromMs: number, toMs: number, nowMs: number): number {
  const seconds = (Math.min(toMs, nowMs) - fromMs) / 1000;
  return seconds >= 1 ? seconds : 0;
}
