import type { Distribution } from '@paceline/protocol';
import { type Estimate, type EstimateOptions, estimateShareBelow } from '@paceline/statistics';

/** Up to this many times the target, waiting is tolerated. */
const TOLERATED = 4;

/**
 * The Apdex score: the share at or below `target`, and half of the share from there to four times the target. As it is the mean
 * of the two shares at or below those ends, the ends of its interval are the means of theirs: that is exact where the two rise and
 * fall together, and too wide otherwise.
 *
 * Source: Apdex Alliance, Application Performance Index, Technical Specification 1.1 (2007).
 */
export function estimateApdex(
  distribution: Distribution,
  target: number,
  options: EstimateOptions,
): Estimate | null {
  const satisfied = estimateShareBelow(distribution, target, options);
  const tolerated = estimateShareBelow(distribution, TOLERATED * target, options);
  if (satisfied === null || tolerated === null) return null;
  const isExact = satisfied.relativeErrorBound === 0 && tolerated.relativeErrorBound === 0;
  return {
    value: (satisfied.value + tolerated.value) / 2,
    sketchLow: (satisfied.sketchLow + tolerated.sketchLow) / 2,
    sketchHigh: (satisfied.sketchHigh + tolerated.sketchHigh) / 2,
    relativeErrorBound: isExact ? 0 : null,
    low: meanOf(satisfied.low, tolerated.low),
    high: meanOf(satisfied.high, tolerated.high),
    thin: satisfied.thin,
  };
}

function meanOf(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : (one + other) / 2;
}
