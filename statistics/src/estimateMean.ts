import { binOf, binRange, type Distribution, mean, ZERO_BIN } from '@paceline/protocol';
import { type Confidence, CONFIDENCE, type EstimateOptions } from './confidence.ts';
import { type Estimate, exactEstimate } from './estimate.ts';
import { estimateShare } from './estimateShare.ts';

/** Observations that a mean needs, or it is thin: of fewer, the mean of skewed values is far from normally distributed. */
export const MINIMUM_FOR_MEAN = 30;

const ONE_BIN = binOf(1);

/**
 * The weighted mean, which is exact, with Student's interval; `null` when nothing was measured.
 *
 * No variance is stored. It is taken as the most that it can be ({@link varianceBound}), so the interval is never too
 * narrow for want of it. It still takes the mean as normally distributed: under a heavy tail that needs thousands of
 * observations, and a percentile says more. Where every value is 0 or 1 (a cache's hits) the mean is a share, and has a
 * share's interval. Where no value is negative, the interval is not either.
 */
export function estimateMean(
  distribution: Distribution,
  { observations = distribution.events, confidence = CONFIDENCE }: EstimateOptions = {},
): Estimate | null {
  const value = mean(distribution);
  if (value === null) return null;
  if (isOutcomes(distribution))
    return estimateShare(distribution.sum, distribution.weight, { observations, confidence });
  const n = Math.max(1, observations);
  const half = studentQuantile(n - 1, confidence) * Math.sqrt(varianceBound(distribution, value) / (n - 1));
  // A single observation has no variance, and the squares of the largest numbers are beyond any number.
  if (!Number.isFinite(half)) return exactEstimate(value, { low: null, high: null }, true);
  const low = distribution.min >= 0 ? Math.max(0, value - half) : value - half;
  return exactEstimate(value, { low, high: value + half }, n < MINIMUM_FOR_MEAN);
}

function isOutcome(value: number): boolean {
  return value === 0 || value === 1;
}

/**
 * The largest variance that the values may have: as if all of a bin were at that edge of it which is further from the mean, or
 * all at minimum and maximum (R. Bhatia and C. Davis, American Mathematical Monthly 107 (2000), 353-357), whichever is less. The
 * latter needs no bins, and is exact for values of 0 and 1.
 */
function varianceBound(distribution: Distribution, average: number): number {
  const { bins, min, max } = distribution;
  const fromEnds = Math.max(0, (max - average) * (average - min));
  let weights = 0;
  let squares = 0;
  for (const [bin, weight] of bins) {
    const { low, high } = binRange(distribution, bin);
    const furthest = Math.max(high - average, average - low);
    weights += weight;
    squares += weight * furthest * furthest;
  }
  return weights > 0 ? Math.min(fromEnds, squares / weights) : fromEnds;
}

/** Whether every value is 0 or 1. Without bins, all between them count as if they were: the variance is then largest. */
function isOutcomes({ bins, min, max }: Distribution): boolean {
  return isOutcome(min) && isOutcome(max) && bins.every(([bin]) => bin === ZERO_BIN || bin === ONE_BIN);
}

/**
 * The quantile of Student's distribution at `1 - tail`, by Fisher's expansion (Abramowitz and Stegun, 26.7.5): within 0.1 %
 * from 5 degrees of freedom on, and too small by a tenth for a single one, where every mean is thin.
 */
function studentQuantile(freedom: number, { z }: Confidence): number {
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92_160,
  ];
  return terms.reduce((sum, term, index) => sum + term / freedom ** (index + 1), z);
}
