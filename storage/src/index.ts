export { chooseResolution, choosePeakResolution } from './chooseResolution.ts';
export { MAX_ROWS_PER_INSERT, type QueryLimits } from './clickHouse.ts';
export { createStorage, type StorageOptions } from './createStorage.ts';
export { coveredRange, planSegments, type Segment, type TimeRange } from './planSegments.ts';
export { BUCKET_SECONDS, type Retention } from './resolution.ts';
export * from './storage.ts';
export { STORAGE_ERROR_REASONS, StorageError, type StorageErrorReason } from './storageError.ts';
