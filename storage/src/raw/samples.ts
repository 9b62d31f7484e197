import { type BoundQuery, DIMENSION_COLUMNS, toConditions } from '../distributionQuery.ts';
import { fillTemplate } from '../fillTemplate.ts';
import type { SqlTexts } from '../sqlText.ts';
import { type Dimension, DIMENSIONS, type Filter } from '../storage.ts';

/** By what samples are chosen. `slowest` begins with the largest values, `fastest` with the smallest. */
export const SAMPLE_ORDERS = ['slowest', 'fastest', 'newest'] as const;
export type SampleOrder = (typeof SAMPLE_ORDERS)[number];

export interface SampleQuery {
  readonly app: string;
  readonly metric: string;
  /** Epoch milliseconds, `from` inclusive, `to` exclusive. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly filter: Filter;
  readonly order: SampleOrder;
  /** Only values over this. */
  readonly above?: number;
  /** Only what counts as failed. */
  readonly failed?: boolean;
  readonly limit: number;
}

/** One stored measurement. */
export interface Sample {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly value: number;
  readonly weight: number;
  readonly failed: boolean;
  readonly dimensions: { readonly [Name in Dimension]: string };
  readonly traceId: string;
  readonly sessionId: string;
  readonly batchId: string;
  readonly eventIndex: number;
  /** JSON, or empty. */
  readonly attributes: string;
}

/**
 * Value first: ClickHouse keeps the best rows while it reads, and reads all other columns of those alone. The time decides
 * between equal values.
 */
const ORDERS: Readonly<Record<SampleOrder, string>> = {
  slowest: 'value DESC, at DESC',
  fastest: 'value ASC, at DESC',
  newest: 'at DESC',
};

type SampleRow = readonly [
  at: number,
  value: number,
  weight: number,
  failed: number,
  traceId: string,
  sessionId: string,
  batchId: string,
  eventIndex: number,
  attributes: string,
  ...dimensions: string[],
];

/** The query that {@link toSample} reads the rows of. */
export function toSamplesQuery(sql: SqlTexts, query: SampleQuery): BoundQuery {
  const { app, metric, fromMs, toMs, filter, order, above, failed = false, limit } = query;
  const narrowed = toConditions(filter);
  const conditions = [
    narrowed.text,
    above === undefined ? '' : ' AND value > {above:Float64}',
    failed ? ' AND failed != 0' : '',
  ];
  return {
    text: fillTemplate(sql.query('samples'), {
      dimensions: DIMENSIONS.map((dimension) => DIMENSION_COLUMNS[dimension]).join(', '),
      conditions: conditions.join(''),
      order: ORDERS[order],
    }),
    parameters: {
      ...narrowed.parameters,
      app,
      metric,
      from: Math.ceil(fromMs),
      to: Math.ceil(toMs),
      limit,
      ...(above !== undefined && { above }),
    },
  };
}

/** The sample of a stored row. */
export function toSample(row: SampleRow): Sample {
  const [at, value, weight, failed, traceId, sessionId, batchId, eventIndex, attributes, ...values] = row;
  const dimensionOf = (dimension: Dimension) => values[DIMENSIONS.indexOf(dimension)] ?? '';
  return {
    at,
    value,
    weight,
    failed: failed !== 0,
    dimensions: {
      environment: dimensionOf('environment'),
      release: dimensionOf('release'),
      route: dimensionOf('route'),
      subject: dimensionOf('subject'),
      source: dimensionOf('source'),
      device: dimensionOf('device'),
      browser: dimensionOf('browser'),
      country: dimensionOf('country'),
      connection: dimensionOf('connection'),
      layer: dimensionOf('layer'),
      statusClass: dimensionOf('statusClass'),
      instance: dimensionOf('instance'),
    },
    traceId,
    sessionId,
    batchId,
    eventIndex,
    attributes,
  };
}
