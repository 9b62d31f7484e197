import type { DistributionQuery, DistributionRow, Retention } from '@paceline/storage';
import type { Splitting } from './cacheFinished.ts';
import { mergeRows } from './mergeRows.ts';
import { splitFinished } from './splitFinished.ts';

/** Measured on the heap, for rows of 0 to 300 bins. */
const BYTES_OF_ROW = 512;
const BYTES_OF_BIN = 64;

/** Questions for distributions: the rows of both parts are merged. */
export function finishedDistributions(
  retention: Retention,
): Splitting<DistributionQuery, readonly DistributionRow[]> {
  return {
    split: (query, finish) => {
      const ranges = splitFinished(query, retention, finish);
      if (ranges === undefined) return undefined;
      const { finished, rest } = ranges;
      return { finished: { ...query, ...finished }, ...(rest && { rest: { ...query, ...rest } }) };
    },
    merge: ({ groupBy = [] }, finished, rest) =>
      rest.length === 0 ? finished : mergeRows([finished, rest], groupBy),
    bytesOf: (rows) =>
      rows.reduce(
        (bytes, { distribution }) => bytes + BYTES_OF_ROW + BYTES_OF_BIN * distribution.bins.length,
        BYTES_OF_ROW,
      ),
  };
}
