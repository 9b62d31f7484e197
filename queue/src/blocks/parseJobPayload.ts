import type { BatchJobPayload } from '../batchQueue.ts';

/** A job's data as BullMQ keeps it. Only collectors write it, after they checked every part. */
export function parseJobPayload(data: string): BatchJobPayload {
  return JSON.parse(data) as BatchJobPayload;
}
