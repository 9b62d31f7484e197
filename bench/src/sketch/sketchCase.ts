import type { Estimate } from '@paceline/statistics';
import type { ExactQuantile } from './exactQuantiles.ts';

/** One quantile of one shape, as it is and as every sketch has it. */
export interface SketchCase {
  readonly shape: string;
  readonly q: number;
  readonly exact: ExactQuantile;
  readonly ours: Estimate;
  readonly tdigest: number;
  readonly ddsketch: number;
}

/** Room for the rounding of logarithms at the edge of a bin. */
const ROUNDING = 1e-9;

/** Relative error of our value against the exact one; infinite when a zero is missed. */
export function ourError({ exact, ours }: SketchCase): number {
  return relative(ours.value - exact.value, exact.value);
}

/** Whether our value is further from the exact one than we say that it can be, or that one is not where we say that it is. */
export function isBeyondOurBound(sketchCase: SketchCase): boolean {
  const { exact, ours } = sketchCase;
  const room = ROUNDING * Math.abs(exact.value);
  const isOutside = exact.value < ours.sketchLow - room || exact.value > ours.sketchHigh + room;
  return isOutside || ourError(sketchCase) > (ours.relativeErrorBound ?? Number.POSITIVE_INFINITY) + ROUNDING;
}

/** Relative error of a peer's value; none when any usual definition of a quantile would allow it. */
export function peerError({ exact }: SketchCase, value: number): number {
  if (!Number.isFinite(value)) return Number.POSITIVE_INFINITY;
  if (value < exact.low) return relative(exact.low - value, exact.low);
  return value > exact.high ? relative(value - exact.high, exact.high) : 0;
}

function relative(difference: number, exact: number): number {
  return difference === 0 ? 0 : Math.abs(difference / exact);
}
