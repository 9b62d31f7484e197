/**
 * The mergeable distribution of Paceline: values counted in logarithmic bins of ratio
 * {@link BIN_RATIO}, beside the exact sum, minimum and maximum.
 *
 * Bin `i` holds the values in `[BIN_RATIO^i, BIN_RATIO^(i+1))`; {@link ZERO_BIN} holds zero and
 * what is negative. Merging adds counts, so a merged distribution equals the distribution of all
 * values. {@link binOf} is the only place that knows the formula: the bin is stored with the value, and
 * ClickHouse only adds weights up, so that two logarithms cannot disagree at an edge.
 */

/** Ratio between the edges of one bin. A quantile read from a bin is off by at most this ratio. */
export const BIN_RATIO = 1.02;

/**
 * Largest relative error of a quantile read from a distribution whose values are not negative: the width of one bin. Of
 * negative values only their share is known.
 */
export const RELATIVE_ERROR_BOUND = BIN_RATIO - 1;

/** The bin of zero and of negative values. */
export const ZERO_BIN = -32768;

const LOWEST_BIN = -32767;
const HIGHEST_BIN = 32767;
const LOG_RATIO = Math.log(BIN_RATIO);
/** A rank is not the next one for a rounding: 0.55 * 100 is more than 55. */
const ROUNDED_DOWN = 1 - 1e-12;

/** The bin that holds `value`. `value` must be a finite number. */
export function binOf(value: number): number {
  if (value <= 0) return ZERO_BIN;
  const bin = Math.floor(Math.log(value) / LOG_RATIO);
  return Math.min(HIGHEST_BIN, Math.max(LOWEST_BIN, bin));
}

/** Edges that were asked for before; 0 for those that were not. */
const knownEdges = new Float64Array(HIGHEST_BIN - LOWEST_BIN + 2);

/** Lower edge of `bin`; 0 for the zero bin, and for the lowest, which holds all that is too small for a bin of its own. */
export function binLowerEdge(bin: number): number {
  if (bin <= LOWEST_BIN) return 0;
  const known = knownEdges[bin - LOWEST_BIN] ?? 0;
  if (known > 0) return known;
  const edge = Math.exp(bin * LOG_RATIO);
  knownEdges[bin - LOWEST_BIN] = edge;
  return edge;
}

/** A weighted, mergeable distribution of one metric. */
export interface Distribution {
  /**
   * Observations that contributed, one a stored row: what a thin value is judged by. A cache measurement stands for
   * as many lookups as its weight says, so lookups are counted by `weight`.
   */
  readonly events: number;
  /** Sum of weights: what the events stand for. */
  readonly weight: number;
  /** Weighted sum of values. */
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Weight of failed observations (a 5xx request, a failed query). */
  readonly errors: number;
  /** Weight by bin, in ascending order of bin. Empty when the query did not ask for it. */
  readonly bins: readonly (readonly [bin: number, weight: number])[];
}

/** The least and the greatest that a value may be. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/** A distribution of nothing. Its minimum and maximum are infinite, so that merging works. */
export const EMPTY_DISTRIBUTION: Distribution = {
  events: 0,
  weight: 0,
  sum: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  errors: 0,
  bins: [],
};

/** The distribution of `values`, each of weight 1. */
export function distributionOf(values: readonly number[]): Distribution {
  const weights = new Map<number, number>();
  let sum = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    const bin = binOf(value);
    weights.set(bin, (weights.get(bin) ?? 0) + 1);
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const bins = [...weights].toSorted((a, b) => a[0] - b[0]);
  return { events: values.length, weight: values.length, sum, min, max, errors: 0, bins };
}

/** The distribution of everything in `parts`; that of one part is the part itself. */
export function mergeDistributions(parts: readonly Distribution[]): Distribution {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  let { events, weight, sum, min, max, errors } = EMPTY_DISTRIBUTION;
  for (const part of parts) {
    events += part.events;
    weight += part.weight;
    sum += part.sum;
    min = Math.min(min, part.min);
    max = Math.max(max, part.max);
    errors += part.errors;
  }
  return { events, weight, sum, min, max, errors, bins: mergeBins(parts.map(({ bins }) => bins)) };
}

function mergeBins(parts: readonly Distribution['bins'][]): Distribution['bins'] {
  return parts.reduce(mergeTwo, EMPTY_DISTRIBUTION.bins);
}

/** Both are in ascending order, so that nothing has to be looked up. */
function mergeTwo(one: Distribution['bins'], other: Distribution['bins']): Distribution['bins'] {
  if (one.length === 0) return other;
  if (other.length === 0) return one;
  const merged: (readonly [bin: number, weight: number])[] = [];
  let [i, j] = [0, 0];
  for (;;) {
    const [a, b] = [one[i], other[j]];
    if (a === undefined || b === undefined) break;
    if (a[0] === b[0]) merged.push([a[0], a[1] + b[1]]);
    else merged.push(a[0] < b[0] ? a : b);
    if (a[0] <= b[0]) i += 1;
    if (b[0] <= a[0]) j += 1;
  }
  return merged.concat(one.slice(i), other.slice(j));
}

/** Weighted mean, exact; `null` when nothing was measured. */
export function mean(distribution: Distribution): number | null {
  return distribution.weight > 0 ? distribution.sum / distribution.weight : null;
}

/**
 * The `q`-quantile (0 to 1), interpolated geometrically between the ends of {@link quantileRange}; `null` when nothing was
 * measured. Its relative error is at most {@link RELATIVE_ERROR_BOUND} against the value of rank `ceil(q * n)`, and at most
 * half of that when the value is alone in its bin: the share of the bin that one value stands for is read at its middle.
 */
export function quantile(distribution: Distribution, q: number): number | null {
  const rank = findRank(distribution, q);
  if (rank === null) return null;
  const { low, high } = rangeOfRank(distribution, rank);
  if (low === high) return low;
  if (low <= 0) return high;
  const half = Math.min(0.5, rank.total / Math.max(1, distribution.events) / rank.weight / 2);
  const fraction = Math.min(1 - half, Math.max(half, (q * rank.total - rank.below) / rank.weight));
  return Math.min(high, low * (high / low) ** fraction);
}

/**
 * Where the value of rank `ceil(q * n)` lies for certain: between the edges of its bin, and between the exact minimum and
 * maximum. `null` when nothing was measured.
 */
export function quantileRange(distribution: Distribution, q: number): ValueRange | null {
  const rank = findRank(distribution, q);
  return rank === null ? null : rangeOfRank(distribution, rank);
}

/** Where the values of `bin` lie for certain: between its edges, and between the distribution's minimum and maximum. */
export function binRange({ min, max }: Pick<Distribution, 'min' | 'max'>, bin: number): ValueRange {
  return {
    low: bin === ZERO_BIN ? min : within(binLowerEdge(bin), min, max),
    high: bin === HIGHEST_BIN ? max : within(binLowerEdge(bin + 1), min, max),
  };
}

/** An edge and a value's bin come from different logarithms, so a minimum may be above the edge by a rounding. */
function within(edge: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, edge));
}

/** The bin that holds a rank, its weight, and the weight below it. */
interface Rank {
  readonly q: number;
  readonly bin: number;
  readonly weight: number;
  readonly below: number;
  readonly total: number;
}

function rangeOfRank(distribution: Distribution, { q, bin }: Rank): ValueRange {
  const { min, max } = distribution;
  if (q <= 0) return { low: min, high: min };
  if (q >= 1) return { low: max, high: max };
  return binRange(distribution, bin);
}

function findRank({ bins }: Distribution, q: number): Rank | null {
  const sums = sumsOf(bins);
  const total = sums.at(-1) ?? 0;
  if (total <= 0) return null;
  const wanted = q * total * ROUNDED_DOWN;
  let index = lowestWhere(bins.length - 1, (candidate) => {
    const sum = sums[candidate] ?? 0;
    return sum > 0 && sum >= wanted;
  });
  while (index > 0 && (bins[index]?.[1] ?? 0) <= 0) index -= 1;
  const [bin = ZERO_BIN, weight = 0] = bins[index] ?? [];
  return { q, bin, weight, below: sums[index - 1] ?? 0, total };
}

/** Sums of the weights of bins, kept as long as the bins are: several quantiles are usually asked of the same ones. */
const knownSums = new WeakMap<Distribution['bins'], Float64Array>();

/** For each bin the weight of it and all below. */
function sumsOf(bins: Distribution['bins']): Float64Array {
  const known = knownSums.get(bins);
  if (known !== undefined) return known;
  const sums = new Float64Array(bins.length);
  let sum = 0;
  for (let index = 0; index < bins.length; index += 1) {
    sum += Math.max(0, bins[index]?.[1] ?? 0);
    sums[index] = sum;
  }
  knownSums.set(bins, sums);
  return sums;
}

/** The lowest number up to `highest` of which `holds` is true, as it is of all above; `highest` when it is of none. */
function lowestWhere(highest: number, holds: (candidate: number) => boolean): number {
  let low = 0;
  let high = highest;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Share (0 to 1) of the weight at or below `threshold`, exact at bin edges and interpolated
 * inside the bin of `threshold`; `null` when nothing was measured.
 */
export function shareBelow(distribution: Distribution, threshold: number): number | null {
  const { bins, min, max } = distribution;
  const total = sumsOf(bins).at(-1) ?? 0;
  if (total <= 0) return null;
  if (threshold < min) return 0;
  if (threshold >= max) return 1;
  const edge = binOf(threshold);
  let below = 0;
  for (const [bin, weight] of bins) {
    if (bin < edge) below += weight;
    else if (bin === edge)
      below += bin === ZERO_BIN ? weight : weight * (Math.log(threshold) / LOG_RATIO - bin);
  }
  return below / total;
}
