import { type BoundQuery, toConditions } from '../distributionQuery.ts';
import { fillTemplate } from '../fillTemplate.ts';
import type { SqlTexts } from '../sqlText.ts';
import type { Filter } from '../storage.ts';
import { type ExportFormat, exportSourceOf, type ExportTable, toSelectList } from './exportTables.ts';

export interface ExportQuery {
  readonly app: string;
  readonly table: ExportTable;
  readonly format: ExportFormat;
  /** Epoch milliseconds, `from` inclusive, `to` exclusive, by the time of a row or the start of its bucket; absent: no end. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Only of this metric. */
  readonly metric?: string;
  readonly filter: Filter;
}

const FORMATS: Readonly<Record<ExportFormat, string>> = {
  parquet: 'Parquet',
  csv: 'CSVWithNames',
  jsonl: 'JSONEachRow',
};

/** Which rows an export has; errors have no metric. */
export function toExportConditions({ table, app, fromMs, toMs, metric, filter }: ExportQuery): BoundQuery {
  const { dimensions, hasMetric } = exportSourceOf(table);
  const strange = Object.keys(filter).filter((name) => !dimensions.some((dimension) => dimension === name));
  if (metric !== undefined && !hasMetric) strange.push('metric');
  if (strange.length > 0) throw new RangeError(`Rows of ${table} cannot be chosen by ${strange.join(', ')}`);
  const narrowed = toConditions(filter);
  const conditions = [
    metric === undefined ? '' : ' AND metric = {metric:String}',
    fromMs === undefined ? '' : ' AND at >= fromUnixTimestamp64Milli({from:Int64})',
    toMs === undefined ? '' : ' AND at < fromUnixTimestamp64Milli({to:Int64})',
    narrowed.text,
  ];
  return {
    text: conditions.join(''),
    parameters: {
      ...narrowed.parameters,
      app,
      ...(metric !== undefined && { metric }),
      ...(fromMs !== undefined && { from: Math.ceil(fromMs) }),
      ...(toMs !== undefined && { to: Math.ceil(toMs) }),
    },
  };
}

/** The query whose result is the file. */
export function toExportQuery(sql: SqlTexts, query: ExportQuery): BoundQuery {
  const { table, format } = query;
  const { columns, isMerged } = exportSourceOf(table);
  const { text, parameters } = toExportConditions(query);
  return {
    text: fillTemplate(sql.query('export_rows'), {
      columns: toSelectList(columns, format),
      table,
      final: isMerged ? ' FINAL' : '',
      conditions: text,
      format: FORMATS[format],
    }),
    parameters,
  };
}
