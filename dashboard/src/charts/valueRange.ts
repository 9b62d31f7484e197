/** A budget further away than this many times the largest value is named at the edge, not drawn. */
const FURTHEST_TARGET = 5;

export interface ValueRangeInput {
  /** Smallest and largest value that were measured; `null` when nothing was. */
  readonly low: number | null;
  readonly high: number | null;
  readonly target: number | null;
  /** A share near 1 (availability) is looked at from 1 downwards. */
  readonly fromOne: boolean;
}

/** The value axis: from zero, with the budget's line in sight where that leaves the values readable. */
export function valueRange({ low, high, target, fromOne }: ValueRangeInput): [number, number] {
  if (fromOne) {
    const missing = Math.max(1 - (low ?? 1), target === null ? 0 : 1 - target, 1e-6);
    return [Math.max(0, 1 - missing * 1.25), 1];
  }
  const largest = Math.max(high ?? 0, 0);
  const shown = target !== null && (largest === 0 || target <= largest * FURTHEST_TARGET) ? target : 0;
  const top = Math.max(largest * 1.08, shown * 1.15);
  return [0, top > 0 ? top : 1];
}
