/**
 * A statistic of a distribution, with its two errors: what the bins hide of the sample, and what the sample hides of what
 * it was drawn from. Everything is in the unit of the statistic.
 */
export interface Estimate {
  /** The statistic of the sample, as exact as the bins tell. */
  readonly value: number;
  /** The sample's own statistic lies between these for certain; both are `value` where nothing is lost to bins. */
  readonly sketchLow: number;
  readonly sketchHigh: number;
  /**
   * Largest relative error of `value` against the sample's own statistic: at most 0.02 (`RELATIVE_ERROR_BOUND`) for a
   * percentile, 0 for what is exact. `null` where no bound can be given: of negative values only their share is known.
   */
  readonly relativeErrorBound: number | null;
  /**
   * Ends of the interval that holds the statistic of what the sample was drawn from, with a confidence of
   * `CONFIDENCE`; what the bins hide is inside. `null` when the sample is too small to tell this end.
   */
  readonly low: number | null;
  readonly high: number | null;
  /** Too few observations to build on: below the minimum of its statistic. Then an end may be `null`, otherwise never. */
  readonly thin: boolean;
}

/** An estimate of what is known exactly of the sample. */
export function exactEstimate(
  value: number,
  { low, high }: Pick<Estimate, 'low' | 'high'>,
  thin: boolean,
): Estimate {
  return { value, sketchLow: value, sketchHigh: value, relativeErrorBound: 0, low, high, thin };
}
