import type { Distribution } from '@paceline/protocol';

import { fillTemplate } from './fillTemplate.ts';
import type { Segment } from './planSegments.ts';
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

/** Conditions for the dimensions that a filter names, with their values as parameters. */
export function toConditions(filter: Filter): BoundQuery {
  const named = DIMENSIONS.filter((dimension) => filter[dimension] !== undefined);
  const conditions = named.map((dimension) => {
    const column = DIMENSION_COLUMNS[dimension];
    const isOne = typeof filter[dimension] === 'string';
    return isOne ? ` AND ${column} = {${column}:String}` : ` AND ${column} IN {${column}:Array(String)}`;
  });
  return {
    text: conditions.join(''),
    parameters: Object.fromEntries(
      named.map((dimension) => [DIMENSION_COLUMNS[dimension], filter[dimension]]),
    ),
  };
}

/**
 * Reads the columns from every segment's rollup, one after the other.
 *
 * @param conditions begins with ` AND `, or is empty
 */
export function toSegmentsQuery(
  template: string,
  segments: readonly Segment[],
  columns: readonly string[],
  conditions: string,
): BoundQuery {
  const parts = segments.map(({ resolution }, index) =>
    fillTemplate(template, {
      columns: columns.join(', '),
      table: `rollup_${resolution}`,
      from: `from${index}`,
      to: `to${index}`,
      conditions,
    }),
  );
  const times = segments.flatMap(({ fromSeconds, toSeconds }, index) => [
    [`from${index}`, fromSeconds],
    [`to${index}`, toSeconds],
  ]);
  return { text: parts.join('\nUNION ALL\n'), parameters: Object.fromEntries(times) };
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
  // Other names than the columns have, as a filter means the columns.
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
  const groups = toGroupColumns(query);
  const point =
    query.stepSeconds === undefined ? '0' : 'intDiv(toUnixTimestamp(at), {step:UInt32}) * {step:UInt32}';
  const filter = toConditions(query.filter);
  const source = toSegmentsQuery(
    sql.query('segment'),
    segments,
    ['metric', 'at', ...groups.columns, ...AGGREGATED_COLUMNS, ...(query.withBins ? ['bins'] : [])],
    ` AND metric IN {metrics:Array(String)}${filter.text}`,
  );
  return {
    text: fillTemplate(sql.query('distributions'), {
      point,
      dimensions: groups.names.map((name) => `${name},`).join(' '),
      bins: query.withBins ? 'sumMap(bins)' : 'map()',
      groups: ['metric', 'point', ...groups.names].join(', '),
      segments: source.text,
    }),
    parameters: {
      ...filter.parameters,
      ...groups.parameters,
      ...source.parameters,
      app: query.app,
      metrics: query.metrics,
      ...(query.stepSeconds === undefined ? {} : { step: query.stepSeconds }),
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
  bins: Readonly<Record<string, number>>,
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
  const [events, weight, sum, min, max, errors, weights] = row.slice(
    2 + groupBy.length,
  ) as unknown as Aggregates;
  const bins: Distribution['bins'] = Object.entries(weights)
    .map(([bin, binWeight]) => [Number(bin), binWeight] as const)
    .toSorted((a, b) => a[0] - b[0]);
  return { metric, atSeconds, group, distribution: { events, weight, sum, min, max, errors, bins } };
}
