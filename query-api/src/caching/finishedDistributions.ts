import {
  DIMENSIONS,
  type DistributionQuery,
  type DistributionRow,
  type Retention,
  sliceFor,
} from '@paceline/storage';
import type { Splitting } from './cacheFinished.ts';
import { mergeRows } from './mergeRows.ts';
import { bytesOfRows, type PackedRows, packRows, unpackRows } from './packedRows.ts';
import { splitFinished } from './splitFinished.ts';

/** Questions for distributions: the rows of both parts are merged. */
export function finishedDistributions(
  retention: Retention,
): Splitting<DistributionQuery, readonly DistributionRow[], PackedRows> {
  return {
    split: (query, finish) => {
      const ranges = splitFinished(query, { retention, inDays: isSliced(query) }, finish);
      if (ranges === undefined) return undefined;
      const { finished, rest } = ranges;
      return {
        finished: { ...query, ...finished },
        ...(rest && { rest: { ...query, ...rest } }),
        ...(query.stepSeconds !== undefined && {
          toFinished: (rows: readonly DistributionRow[]) =>
            rows.filter(({ atSeconds }) => atSeconds * 1000 < finished.toMs),
        }),
      };
    },
    merge: ({ groupBy = [] }, finished, rest) =>
      rest.length === 0 ? finished : mergeRows([finished, rest], groupBy),
    pack: packRows,
    unpack: unpackRows,
    bytesOf: bytesOfRows,
  };
}

function isSliced({ filter, groupBy = [] }: DistributionQuery): boolean {
  const filtered = DIMENSIONS.filter((dimension) => filter[dimension] !== undefined);
  return sliceFor([...filtered, ...groupBy]) !== undefined;
}
