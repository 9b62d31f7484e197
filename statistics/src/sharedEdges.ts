import { type Distribution, ZERO_BIN } from '@paceline/protocol';

/**
 * Edges that divide the values of all `distributions` into at most `maxBars` bars of whole bins, as numbers of bins in ascending
 * order: bar `i` holds the bins from `edges[i]` up to but not including `edges[i + 1]`. Empty when nothing was measured.
 *
 * Bars are equally wide on a logarithmic axis, except for what is zero or negative, which has a bar of its own where there is
 * room for two. Edges are multiples of the bars' width, so that they stay where they are while values come and go.
 *
 * @throws {RangeError} when `maxBars` is not a whole number of at least 1
 */
export function sharedEdges(distributions: readonly Distribution[], maxBars: number): readonly number[] {
  if (!Number.isInteger(maxBars) || maxBars < 1)
    throw new RangeError(`maxBars is ${maxBars}; it must be a whole number of at least 1`);
  const bins = distributions.flatMap((distribution) =>
    distribution.bins.filter(([, weight]) => weight > 0).map(([bin]) => bin),
  );
  const positive = bins.filter((bin) => bin !== ZERO_BIN);
  const hasZeros = positive.length < bins.length;
  if (positive.length === 0) return hasZeros ? [ZERO_BIN, ZERO_BIN + 1] : [];
  const lowest = positive.reduce((least, bin) => Math.min(least, bin));
  const highest = positive.reduce((most, bin) => Math.max(most, bin));
  if (!hasZeros) return positiveEdges(lowest, highest, maxBars);
  return maxBars === 1 ? [ZERO_BIN, highest + 1] : [ZERO_BIN, ...positiveEdges(lowest, highest, maxBars - 1)];
}

function positiveEdges(lowest: number, highest: number, maxBars: number): readonly number[] {
  if (maxBars === 1) return [lowest, highest + 1];
  const countFor = (width: number) => Math.floor(highest / width) - Math.floor(lowest / width) + 1;
  let width = Math.ceil((highest - lowest + 1) / maxBars);
  while (countFor(width) > maxBars) width += 1;
  const first = Math.floor(lowest / width);
  return Array.from({ length: countFor(width) + 1 }, (_, index) => within((first + index) * width));
}

/** A multiple of a width may be beyond the lowest bin or the highest. */
function within(bin: number): number {
  return Math.min(-ZERO_BIN, Math.max(ZERO_BIN + 1, bin));
}
