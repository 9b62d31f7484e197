export { chooseResolution, choosePeakResolution } from './chooseResolution.ts';
export { MAX_ROWS_PER_INSERT, type QueryLimits } from './clickHouse.ts';
export { createStorage, type StorageOptions } from './createStorage.ts';
export * from './deletion/deletion.ts';
export type { DimensionValuesQuery } from './dimensionValues.ts';
export type { Exports, ExportStream } from './export/createExports.ts';
export type { ExportQuery } from './export/exportQuery.ts';
export {
  EXPORT_FORMATS,
  EXPORT_TABLES,
  type ExportColumn,
  type ExportFormat,
  exportSourceOf,
  type ExportTable,
} from './export/exportTables.ts';
export { coveredRange, planSegments, type Segment, type TimeRange } from './planSegments.ts';
export type { RawReads } from './raw/createRawReads.ts';
export {
  ERROR_DIMENSIONS,
  ERROR_ORDERS,
  type ErrorFilter,
  type ErrorGroup,
  type ErrorGroups,
  type ErrorGroupsQuery,
  type ErrorOrder,
  type ErrorRange,
  type WeightOf,
} from './raw/errorGroups.ts';
export type { ErrorReportsQuery, StoredErrorReport } from './raw/errorReports.ts';
export { type Sample, SAMPLE_ORDERS, type SampleOrder, type SampleQuery } from './raw/samples.ts';
export { BUCKET_SECONDS, type Retention } from './resolution.ts';
export { sliceFor } from './slices.ts';
export * from './storage.ts';
export { STORAGE_ERROR_REASONS, StorageError, type StorageErrorReason } from './storageError.ts';
