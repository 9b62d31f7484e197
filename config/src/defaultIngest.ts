import type { IngestConfig } from './config.ts';

/** How batches travel when `paceline.yaml` does not say. */
export const DEFAULT_INGEST: IngestConfig = {
  gatherMs: 5,
  batchesPerJob: 200,
  eventsPerJob: 1000,
  duplicateWindowSeconds: 15 * 60,
  queuedJobs: 50_000,
  blockMs: 200,
  blockEvents: 10_000,
};
