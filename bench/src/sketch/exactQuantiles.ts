import type { Measured } from './shapes.ts';

/** What a quantile is, exactly. */
export interface ExactQuantile {
  /** The value of rank `ceil(q * n)`, where a value of weight `w` counts `w` times. */
  readonly value: number;
  /** Whichever usual definition of a quantile is taken, it lies between these. */
  readonly low: number;
  readonly high: number;
}

/** The quantiles of `measured` at each of `levels`, from the values themselves. Weights are whole numbers. */
export function exactQuantiles(
  measured: readonly Pick<Measured, 'value' | 'weight'>[],
  levels: readonly number[],
): readonly ExactQuantile[] {
  const sorted = measured.toSorted((a, b) => a.value - b.value);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const valueOfRank = (rank: number): number => {
    let counted = 0;
    for (const { value, weight } of sorted) {
      counted += weight;
      if (counted >= rank) return value;
    }
    return sorted.at(-1)?.value ?? Number.NaN;
  };
  return levels.map((q) => ({
    value: valueOfRank(Math.max(1, Math.ceil(q * total))),
    low: valueOfRank(Math.floor(q * (total - 1)) + 1),
    high: valueOfRank(Math.min(total, Math.floor(q * total) + 1)),
  }));
}
