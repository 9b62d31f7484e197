/** A budget further away than this many times the largest value is named at the edge, not drawn. */
const FURTHEST_TARGET = 5;

export interface ValueRangeInput {
  /** Smallest and largest value that were measured; `null` when nothing was. */
  readonly low: number | null;
  readonly high: number | null;
  /** Ends of the intervals that are shaded. */
  readonly reach?: { readonly low: number | null; readonly high: number | null };
  readonly target: number | null;
  /** A share near 1 (availability) is looked at from 1 downwards. */
  readonly fromOne: boolean;
}

/** Intervals stretch the axis at most by this factor; what reaches further is cut off at the edge. */
const FURTHEST_REACH = 1.6;

/** The value axis: from zero, with the budget's line in sight where that leaves the values readable. */
export function valueRange({ low, high, reach, target, fromOne }: ValueRangeInput): [number, number] {
  if (fromOne) {
    const measured = Math.max(1 - (low ?? 1), target === null ? 0 : 1 - target, 1e-6);
    const missing = Math.max(measured, Math.min(1 - (reach?.low ?? 1), measured * FURTHEST_REACH));
    return [Math.max(0, 1 - missing * 1.25), 1];
  }
  const measured = Math.max(high ?? 0, 0);
  const largest = Math.max(measured, Math.min(reach?.high ?? 0, measured * FURTHEST_REACH));
  const shown = target !== null && (largest === 0 || target <= largest * FURTHEST_TARGET) ? target : 0;
  const top = Math.max(largest * 1.08, shown * 1.15);
  return [0, top > 0 ? top : 1];
}
