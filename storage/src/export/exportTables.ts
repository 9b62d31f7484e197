import { BIN_RATIO, ZERO_BIN } from '@paceline/protocol';

import { DIMENSION_COLUMNS } from '../distributionQuery.ts';
import { ERROR_DIMENSIONS } from '../raw/errorGroups.ts';
import { type Dimension, DIMENSIONS } from '../storage.ts';

/** What can be exported. */
export const EXPORT_TABLES = ['measurements', 'errors', 'rollup_10s', 'rollup_1m', 'rollup_1h'] as const;
export type ExportTable = (typeof EXPORT_TABLES)[number];

/** How it can be written. */
export const EXPORT_FORMATS = ['parquet', 'csv', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** One column of an export. */
export interface ExportColumn {
  readonly name: string;
  /** For people. */
  readonly meaning: string;
}

interface Column extends ExportColumn {
  /** What is selected; absent: the column of that name. */
  readonly expression?: string;
  /** The same for CSV, which knows texts and numbers only. */
  readonly csvExpression?: string;
}

interface TableSource {
  readonly columns: readonly Column[];
  /** Dimensions that its rows can be chosen by. */
  readonly dimensions: readonly Dimension[];
  /** Whether its rows are of a metric. */
  readonly hasMetric: boolean;
  /** Whether rows of one key may still be apart, and are merged on the way out. */
  readonly isMerged: boolean;
}

const dimensionColumns = (dimensions: readonly Dimension[]): readonly Column[] =>
  dimensions.map((dimension) => ({
    name: DIMENSION_COLUMNS[dimension],
    meaning: `The dimension ${dimension}; empty when it is not known`,
  }));

const IDS: readonly Column[] = [
  { name: 'session_id', meaning: 'Random id of the visit, else of the page view; empty for servers' },
  { name: 'batch_id', meaning: 'The batch that it came in' },
  { name: 'event_index', meaning: 'Position of its event in the batch' },
  { name: 'trace_id', meaning: 'W3C trace id; empty when there is none' },
];

const MEASUREMENTS: TableSource = {
  columns: [
    { name: 'app', meaning: 'The app' },
    { name: 'metric', meaning: 'The metric, as /api/v1/metrics lists them' },
    { name: 'at', meaning: 'When it happened (UTC, milliseconds)' },
    { name: 'received_at', meaning: 'When the collector took it (UTC, milliseconds)' },
    { name: 'value', meaning: 'The measured value, in the unit of the metric' },
    { name: 'weight', meaning: 'How many observations it stands for' },
    {
      name: 'failed',
      meaning: 'Whether it counts as failed',
      expression: "CAST(failed, 'Bool')",
    },
    { name: 'event_count', meaning: '1 on the first measurement of an event, 0 on its others' },
    ...dimensionColumns(DIMENSIONS),
    ...IDS,
    { name: 'attributes', meaning: 'Attributes of the event as JSON; empty when it has none' },
  ],
  dimensions: DIMENSIONS,
  hasMetric: true,
  isMerged: false,
};

const ERRORS: TableSource = {
  columns: [
    { name: 'app', meaning: 'The app' },
    { name: 'at', meaning: 'When it happened (UTC, milliseconds)' },
    { name: 'kind', meaning: 'uncaught, rejection, resource, csp or handled' },
    { name: 'name', meaning: 'Class of the error' },
    { name: 'message', meaning: 'Its message' },
    { name: 'stack', meaning: 'Its stack; empty when there is none' },
    { name: 'fingerprint', meaning: 'Equal for errors that are alike' },
    { name: 'weight', meaning: 'How many errors the report stands for' },
    ...dimensionColumns(ERROR_DIMENSIONS),
    ...IDS,
  ],
  dimensions: ERROR_DIMENSIONS,
  hasMetric: false,
  isMerged: false,
};

const ROLLUP: TableSource = {
  columns: [
    { name: 'app', meaning: 'The app' },
    { name: 'metric', meaning: 'The metric, as /api/v1/metrics lists them' },
    { name: 'at', meaning: 'Start of the bucket (UTC)' },
    ...dimensionColumns(DIMENSIONS),
    { name: 'event_count', meaning: 'Events whose first measurement is in the bucket' },
    { name: 'observations', meaning: 'Measurements in the bucket' },
    { name: 'weight', meaning: 'How many observations they stand for' },
    { name: 'failed_weight', meaning: 'The same, of those that failed' },
    { name: 'value_sum', meaning: 'Sum of value times weight' },
    { name: 'value_min', meaning: 'Smallest value' },
    { name: 'value_max', meaning: 'Largest value' },
    {
      name: 'bins',
      meaning: `Weight by bin; bin i has the values from ${BIN_RATIO}^i to ${BIN_RATIO}^(i+1), bin ${ZERO_BIN} those up to 0; JSON in CSV`,
      csvExpression: 'toJSONString(bins)',
    },
  ],
  dimensions: DIMENSIONS,
  hasMetric: true,
  isMerged: true,
};

const SOURCES: Readonly<Record<ExportTable, TableSource>> = {
  measurements: MEASUREMENTS,
  errors: ERRORS,
  rollup_10s: ROLLUP,
  rollup_1m: ROLLUP,
  rollup_1h: ROLLUP,
};

/** What an export of a table consists of, and what its rows can be chosen by. */
export function exportSourceOf(table: ExportTable): TableSource {
  return SOURCES[table];
}

/** The columns as they are selected. */
export function toSelectList(columns: readonly Column[], format: ExportFormat): string {
  return columns
    .map(({ name, expression, csvExpression }) => {
      const selected = (format === 'csv' ? csvExpression : undefined) ?? expression;
      return selected === undefined ? name : `${selected} AS ${name}`;
    })
    .join(', ');
}
