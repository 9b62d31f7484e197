import { CONFIDENCE, type EstimateOptions } from './confidence.ts';
import { type Estimate, exactEstimate } from './estimate.ts';

/** Observations that a rate needs, or it is thin: of fewer, its interval is wider than the rate itself. */
export const MINIMUM_FOR_RATE = 10;

/**
 * Observations per second, with the interval of a Poisson count: Byar's approximation of the exact one, scaled to the weight.
 * `null` when nothing was measured (no traffic is not a rate of zero) or the time is not longer than nothing.
 *
 * Arrivals are taken as independent. Traffic that comes in bursts, or has its hours, varies more than that: then the
 * interval is too narrow, and two rates are compared over like times only.
 *
 * Source: N. E. Breslow and N. E. Day, Statistical Methods in Cancer Research II (1987), section 2.3; within 1 % of the exact
 * interval from a count of 5 on.
 *
 * @param weight what the observations stand for
 */
export function estimateRate(
  weight: number,
  seconds: number,
  { observations = weight, confidence: { z } = CONFIDENCE }: EstimateOptions = {},
): Estimate | null {
  if (!(weight > 0) || !(seconds > 0)) return null;
  const n = Math.max(1, observations);
  const scale = weight / n / seconds;
  const low = n * (1 - 1 / (9 * n) - z / (3 * Math.sqrt(n))) ** 3;
  const high = (n + 1) * (1 - 1 / (9 * (n + 1)) + z / (3 * Math.sqrt(n + 1))) ** 3;
  return exactEstimate(
    weight / seconds,
    { low: Math.max(0, low) * scale, high: high * scale },
    n < MINIMUM_FOR_RATE,
  );
}
