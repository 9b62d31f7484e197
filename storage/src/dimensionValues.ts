import { type BoundQuery, DIMENSION_COLUMNS, toSegmentsQuery } from './distributionQuery.ts';
import { fillTemplate } from './fillTemplate.ts';
import type { Segment } from './planSegments.ts';
import type { SqlTexts } from './sqlText.ts';
import type { Dimension, Filter } from './storage.ts';

export interface DimensionValuesQuery {
  readonly app: string;
  readonly dimension: Dimension;
  /** Epoch milliseconds; rounded outwards as in `DistributionQuery`. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Only values that were measured with this metric. */
  readonly metric?: string;
  /** Only values that were measured together with these. */
  readonly filter?: Filter;
  /** Only values that contain this text, whatever the case. */
  readonly search?: string;
  readonly limit: number;
}

/** The query that gives the values, those that begin with what is searched for first, then the most frequent. */
export function toDimensionValuesQuery(
  sql: SqlTexts,
  { app, dimension, metric, filter = {}, search = '', limit }: DimensionValuesQuery,
  segments: readonly Segment[],
): BoundQuery {
  const source = toSegmentsQuery(sql, segments, {
    app,
    ...(metric !== undefined && { metrics: [metric] }),
    filter,
    dimensions: [dimension],
    columns: ['observations'],
  });
  const isSearched = search !== '';
  return {
    text: fillTemplate(sql.query('dimension_values'), {
      column: DIMENSION_COLUMNS[dimension],
      segments: source.text,
      found: isSearched ? ' AND positionCaseInsensitiveUTF8(known, {search:String}) > 0' : '',
      begins_first: isSearched ? 'startsWith(lowerUTF8(known), lowerUTF8({search:String})) DESC, ' : '',
    }),
    parameters: { ...source.parameters, limit, ...(isSearched && { search }) },
  };
}
