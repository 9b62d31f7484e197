import type { Distribution } from '@paceline/protocol';

import { fillTemplate } from './fillTemplate.ts';
import type { Segment } from './planSegments.ts';
import type { Slice } from './slices.ts';
import type { SqlTexts } from './sqlText.ts';
import {
  type Dimension,
  DIMENSIONS,
  type DistributionQuery,
  type DistributionRow,
  type Filter,
  type Group,
} from './storage.ts';

/** A query and the values that are bound to it. */
export interface BoundQuery {
  readonly text: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Column of a dimension. Only these names are ever put into a query's text. */
export const DIMENSION_COLUMNS: Readonly<Record<Dimension, string>> = {
  environment: 'environment',
  release: 'release',
  route: 'route',
  subject: 'subject',
  source: 'source',
  device: 'device',
  browser: 'browser',
  country: 'country',
  connection: 'connection',
  layer: 'layer',
  statusClass: 'status_class',
  instance: 'instance',
};

const AGGREGATED_COLUMNS = [
  'observations',
  'weight',
  'failed_weight',
  'value_sum',
  'value_min',
  'value_max',
] as const;

/** Column whose values are the members of a slice; `undefined` where all are folded. */
const DIMENSION_COLUMNS_OF_SLICE: Readonly<Record<Slice, string | undefined>> = {
  ...DIMENSION_COLUMNS,
  app: undefined,
};

/**
 * Conditions for the dimensions that a filter names, with their values as parameters.
 *
 * @param memberColumn Column that is called `member` where it is read from
 */
export function toConditions(filter: Filter, memberColumn?: string): BoundQuery {
  const named = DIMENSIONS.filter((dimension) => filter[dimension] !== undefined);
  const conditions = named.map((dimension) => {
    const name = DIMENSION_COLUMNS[dimension];
    const column = name === memberColumn ? 'member' : name;
    const isOne = typeof filter[dimension] === 'string';
    return isOne ? ` AND ${column} = {${name}:String}` : ` AND ${column} IN {${name}:Array(String)}`;
  });
  return {
    text: conditions.join(''),
    parameters: Object.fromEntries(
      named.map((dimension) => [DIMENSION_COLUMNS[dimension], filter[dimension]]),
    ),
  };
}

/** What is read of every segment. */
interface SegmentSource {
  readonly app: string;
  /** Absent: of every metric. */
  readonly metrics?: readonly string[];
  readonly filter: Filter;
  /** Dimensions whose columns are read. */
  readonly dimensions: readonly Dimension[];
  /** Columns that all tables have. */
  readonly columns: readonly string[];
}

/** Reads the columns from every segment's table, one after the other. */
export function toSegmentsQuery(
  sql: SqlTexts,
  segments: readonly Segment[],
  { app, metrics, filter, dimensions, columns }: SegmentSource,
): BoundQuery {
  const ofMetrics = metrics === undefined ? '' : ' AND metric IN {metrics:Array(String)}';
  const parts = segments.map(({ resolution, slice }, index) => {
    const member = slice === undefined ? undefined : DIMENSION_COLUMNS_OF_SLICE[slice];
    const columnOf = (dimension: Dimension) => {
      const column = DIMENSION_COLUMNS[dimension];
      return column === member ? `member AS ${column}` : column;
    };
    return fillTemplate(sql.query(slice === undefined ? 'segment' : 'slice_segment'), {
      columns: [...dimensions.map(columnOf), ...columns].join(', '),
      table: `${slice === undefined ? 'rollup' : 'slices'}_${resolution}`,
      slice: `'${member ?? 'app'}'`,
      from: `from${index}`,
      to: `to${index}`,
      conditions: `${ofMetrics}${toConditions(filter, member).text}`,
    });
  });
  const times = segments.flatMap(({ fromSeconds, toSeconds }, index) => [
    [`from${index}`, fromSeconds],
    [`to${index}`, toSeconds],
  ]);
  return {
    text: parts.join('\nUNION ALL\n'),
    parameters: {
      ...toConditions(filter).parameters,
      ...Object.fromEntries(times),
      app,
      ...(metrics === undefined ? {} : { metrics }),
    },
  };
}

/** Columns that split rows into groups: what each is, and its name. */
interface GroupColumns {
  readonly columns: readonly string[];
  readonly names: readonly string[];
  readonly parameters: BoundQuery['parameters'];
}

/** Groups that are not told apart have NULL in all columns. */
function toGroupColumns({ groupBy = [], apart }: DistributionQuery): GroupColumns {
  const columns = groupBy.map((dimension) => DIMENSION_COLUMNS[dimension]);
  if (apart === undefined || columns.length === 0) return { columns, names: columns, parameters: {} };
  const names = columns.map((column) => `apart_${column}`);
  const values = names.map((name) => `{${name}:Array(String)}`).join(', ');
  const isApart = `tuple(${columns.join(', ')}) IN arrayZip(${values})`;
  return {
    columns: columns.map((column, index) => `if(${isApart}, ${column}, NULL) AS ${names[index]}`),
    names,
    parameters: Object.fromEntries(
      groupBy.map((dimension, index) => [names[index], apart.map((group) => group[dimension] ?? '')]),
    ),
  };
}

/** The query that {@link parseDistributionRow} reads the rows of. */
export function toDistributionQuery(
  sql: SqlTexts,
  query: DistributionQuery,
  segments: readonly Segment[],
): BoundQuery {
  const { app, metrics, filter, groupBy = [], stepSeconds, withBins } = query;
  const groups = toGroupColumns(query);
  const point =
    stepSeconds === undefined ? '0' : 'intDiv(toUnixTimestamp(at), {step:UInt32}) * {step:UInt32}';
  const source = toSegmentsQuery(sql, segments, {
    app,
    metrics,
    filter,
    dimensions: groupBy,
    columns: ['metric', 'at', ...AGGREGATED_COLUMNS, ...(withBins ? ['bins'] : [])],
  });
  return {
    text: fillTemplate(sql.query('distributions'), {
      point,
      dimensions: groups.columns.map((column) => `${column},`).join(' '),
      // Apart: a list of numbers is parsed several times faster than an object whose keys are numbers.
      bins: withBins ? 'mapKeys(sumMap(bins) AS merged), mapValues(merged)' : '[], []',
      groups: ['metric', 'point', ...groups.names].join(', '),
      segments: source.text,
    }),
    parameters: {
      ...source.parameters,
      ...groups.parameters,
      ...(stepSeconds === undefined ? {} : { step: stepSeconds }),
    },
  };
}

/** A row of the query `distributions`: metric, point, the dimensions of the query, and these. */
type Aggregates = readonly [
  events: number,
  weight: number,
  sum: number,
  min: number,
  max: number,
  errors: number,
  bins: readonly number[],
  binWeights: readonly number[],
];

/** Reads a row of {@link toDistributionQuery}. */
export function parseDistributionRow(
  row: readonly unknown[],
  groupBy: readonly Dimension[],
): DistributionRow {
  const [metric, atSeconds] = row as [string, number];
  const group = Object.fromEntries(
    groupBy.map((dimension, index) => [dimension, row[2 + index]]).filter(([, value]) => value !== null),
  ) as Group;
  const [events, weight, sum, min, max, errors, keys, weights] = row.slice(
    2 + groupBy.length,
  ) as unknown as Aggregates;
  const bins: Distribution['bins'] = keys.map((bin, index) => [bin, weights[index] ?? 0] as const);
  return { metric, atSeconds, group, distribution: { events, weight, sum, min, max, errors, bins } };
}
