import type { Distribution } from '@paceline/protocol';
import { sharedEdges } from './sharedEdges.ts';
import { type Bar, toBars } from './toBars.ts';

/**
 * The histogram of a distribution in at most `maxBars` bars without gaps, in ascending order; bars between others may be empty.
 * Empty when nothing was measured or the query did not ask for bins.
 *
 * @throws {RangeError} when `maxBars` is not a whole number of at least 1
 */
export function toHistogram(distribution: Distribution, maxBars: number): readonly Bar[] {
  return toBars(distribution, sharedEdges([distribution], maxBars));
}
