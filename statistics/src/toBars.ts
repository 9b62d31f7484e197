import { binLowerEdge, type Distribution } from '@paceline/protocol';

/** A bar of a histogram, or a cell of a heatmap's column. */
export interface Bar {
  /** Values from here; 0 for the bar of what is zero or negative. */
  readonly from: number;
  /** Values below this. */
  readonly to: number;
  /** Weight of the values; exact. */
  readonly weight: number;
}

/**
 * The weight of `distribution` between each two of `edges` ({@link sharedEdges}). Bins are whole, so no weight is divided. What
 * lies outside the edges is left out: make them from all distributions that they are for.
 */
export function toBars({ bins }: Distribution, edges: readonly number[]): readonly Bar[] {
  let index = bins.findIndex(([bin]) => bin >= (edges[0] ?? Number.POSITIVE_INFINITY));
  if (index < 0) index = bins.length;
  return edges.slice(1).map((end, bar) => {
    let weight = 0;
    for (; index < bins.length; index += 1) {
      const [bin, binWeight] = bins[index] ?? [end, 0];
      if (bin >= end) break;
      weight += binWeight;
    }
    return { from: binLowerEdge(edges[bar] ?? end), to: binLowerEdge(end), weight };
  });
}
