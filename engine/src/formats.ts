/** Insert formats that chdb takes as bytes without a copy. */
const RAW_INSERT = {
  JSONEachRow: 'JSONEachRow',
  JSONLines: 'JSONEachRow',
  NDJSON: 'JSONEachRow',
  JSONCompactEachRow: 'JSONCompactEachRow',
  TabSeparated: 'TabSeparated',
  TSV: 'TabSeparated',
  TabSeparatedWithNames: 'TabSeparatedWithNames',
  TSVWithNames: 'TabSeparatedWithNames',
  CSV: 'CSV',
  CSVWithNames: 'CSVWithNames',
} as const;

export type RawInsertFormat = (typeof RAW_INSERT)[keyof typeof RAW_INSERT];

/** chdb's name for an insert format that it takes as bytes; `undefined` when it does not. */
export function toRawInsertFormat(format: string): RawInsertFormat | undefined {
  return Object.hasOwn(RAW_INSERT, format) ? RAW_INSERT[format as keyof typeof RAW_INSERT] : undefined;
}

/** Other text formats: the rows travel as part of the statement's text. */
const TEXT_INSERT = new Set([
  'Values',
  'JSON',
  'JSONCompact',
  'JSONColumns',
  'JSONColumnsWithMetadata',
  'JSONObjectEachRow',
  'JSONStringsEachRow',
  'JSONCompactStringsEachRow',
  'JSONCompactEachRowWithNames',
  'JSONCompactEachRowWithNamesAndTypes',
  'JSONCompactStringsEachRowWithNames',
  'JSONCompactStringsEachRowWithNamesAndTypes',
  'TabSeparatedRaw',
  'TSVRaw',
  'TabSeparatedWithNamesAndTypes',
  'TSVWithNamesAndTypes',
  'CSVWithNamesAndTypes',
  'CustomSeparated',
  'CustomSeparatedWithNames',
  'CustomSeparatedWithNamesAndTypes',
  'TSKV',
  'LineAsString',
]);

/** Whether rows in this format may be inserted at all: chdb cuts binary ones short without an error. */
export function isTextInsertFormat(format: string): boolean {
  return toRawInsertFormat(format) !== undefined || TEXT_INSERT.has(format);
}

/** Whether a result in this format is bytes rather than text. */
export function isBinaryFormat(format: string): boolean {
  return /^(RowBinary|Native|Parquet|Arrow|ORC|Avro|Npy|MsgPack|Protobuf|CapnProto|BSON)/.test(format);
}

/** The `Content-Type` that ClickHouse answers with. */
export function toContentType(format: string): string {
  if (/^(NDJSON|JSON.*EachRow.*|JSONLines)$/.test(format)) return 'application/x-ndjson; charset=UTF-8';
  if (format.startsWith('JSON')) return 'application/json; charset=UTF-8';
  if (format.startsWith('CSV')) return 'text/csv; charset=UTF-8';
  if (/^(TabSeparated|TSV)/.test(format)) return 'text/tab-separated-values; charset=UTF-8';
  if (isBinaryFormat(format)) return 'application/octet-stream';
  return 'text/plain; charset=UTF-8';
}
