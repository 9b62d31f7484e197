import { type Distribution, quantile, quantileRange, type ValueRange } from '@paceline/protocol';
import { CONFIDENCE, type EstimateOptions } from './confidence.ts';
import type { Estimate } from './estimate.ts';
import { orderStatisticRanks } from './orderStatisticRanks.ts';

/**
 * Observations that must be expected on either side of a quantile, or it is thin: with ten, the count beyond it varies by
 * a third. The P50 so needs 20 observations, the P75 40, the P95 200, the P99 1,000.
 */
export const MINIMUM_BEYOND_QUANTILE = 10;

/** A hundred times `1 - 0.9` is a little less than 10. */
const ROUNDING = 1e-9;

/**
 * The `q`-quantile (0 to 1) with its errors; `null` when nothing was measured or the query did not ask for bins.
 *
 * The interval is distribution-free ({@link orderStatisticRanks}). Its two observations are read from the bins against
 * the interval: the lower edge of the one's bin, the upper edge of the other's, within minimum and maximum. In weighted data,
 * rank `r` of `n` is where the share `r / n` of the weight is.
 */
export function estimateQuantile(
  distribution: Distribution,
  q: number,
  { observations = distribution.events, confidence = CONFIDENCE }: EstimateOptions = {},
): Estimate | null {
  const value = quantile(distribution, q);
  const sketch = quantileRange(distribution, q);
  if (value === null || sketch === null) return null;
  const n = Math.max(1, Math.floor(observations));
  const { lower, upper } =
    q > 0 && q < 1 ? orderStatisticRanks(n, q, confidence) : { lower: null, upper: null };
  const low = lower === null ? null : quantileRange(distribution, (lower - 0.5) / n);
  const high = upper === null ? null : quantileRange(distribution, (upper - 0.5) / n);
  return {
    value,
    sketchLow: sketch.low,
    sketchHigh: sketch.high,
    relativeErrorBound: relativeErrorBound(value, sketch),
    // A rank of weighted data may end inside an observation, so the sample's own range is kept inside.
    low: low === null ? null : Math.min(low.low, sketch.low),
    high: high === null ? null : Math.max(high.high, sketch.high),
    thin: n * Math.min(q, 1 - q) < MINIMUM_BEYOND_QUANTILE - ROUNDING,
  };
}

function relativeErrorBound(value: number, { low, high }: ValueRange): number | null {
  if (low === high) return 0;
  return low > 0 ? Math.max(value / low - 1, 1 - value / high) : null;
}
