import type { AcceptedBatch } from '@paceline/protocol';

/** Name of the queue between collectors and workers. */
export const BATCH_QUEUE = 'batches';

/** What one job of {@link BATCH_QUEUE} carries. */
export interface BatchJobPayload {
  readonly batches: readonly AcceptedBatch[];
}
