import { binOf, type Distribution, shareBelow, ZERO_BIN } from '@paceline/protocol';
import { CONFIDENCE, type EstimateOptions } from './confidence.ts';
import { type Estimate, exactEstimate } from './estimate.ts';
import { wilsonInterval } from './wilsonInterval.ts';

/** Observations that a share needs, or it is thin: of fewer, each moves it by more than a hundredth. */
export const MINIMUM_FOR_SHARE = 100;

/**
 * The share `part / whole` of weights, with Wilson's score interval ({@link wilsonInterval}); `null` when the whole is nothing.
 *
 * @param part weight of what counts, for instance of failed requests
 */
export function estimateShare(
  part: number,
  whole: number,
  { observations = whole, confidence = CONFIDENCE }: EstimateOptions = {},
): Estimate | null {
  if (!(whole > 0)) return null;
  const value = Math.min(1, Math.max(0, part / whole));
  const n = Math.max(1, observations);
  return exactEstimate(value, wilsonInterval(value, n, confidence), n < MINIMUM_FOR_SHARE);
}

/**
 * The share of the weight at or below `threshold`, for instance of requests that met a target; `null` when nothing was
 * measured or the query did not ask for bins. How the weight of the threshold's own bin divides is not known, so the interval
 * runs from Wilson's lower end without that bin to his upper end with it, and there is no bound of the relative error.
 */
export function estimateShareBelow(
  distribution: Distribution,
  threshold: number,
  { observations = distribution.events, confidence = CONFIDENCE }: EstimateOptions = {},
): Estimate | null {
  const value = shareBelow(distribution, threshold);
  if (value === null) return null;
  const n = Math.max(1, observations);
  const { low: sketchLow, high: sketchHigh } = shareRange(distribution, threshold, value);
  return {
    value,
    sketchLow,
    sketchHigh,
    relativeErrorBound: sketchLow === sketchHigh ? 0 : null,
    low: wilsonInterval(sketchLow, n, confidence).low,
    high: wilsonInterval(sketchHigh, n, confidence).high,
    thin: n < MINIMUM_FOR_SHARE,
  };
}

function shareRange({ bins, min, max }: Distribution, threshold: number, value: number) {
  if (threshold < min || threshold >= max) return { low: value, high: value };
  const edge = binOf(threshold);
  const total = bins.reduce((sum, [, weight]) => sum + weight, 0);
  const weightWhere = (counts: (bin: number) => boolean) =>
    bins.reduce((sum, [bin, weight]) => (counts(bin) ? sum + weight : sum), 0);
  const high = weightWhere((bin) => bin <= edge) / total;
  // All of the zero bin is at or below zero.
  const isWhole = edge === ZERO_BIN && threshold === 0;
  return { low: isWhole ? high : weightWhere((bin) => bin < edge) / total, high };
}
