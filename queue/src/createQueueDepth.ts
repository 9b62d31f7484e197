import { BATCH_QUEUE } from './batchQueue.ts';
import { createQueueLoader } from './createQueueLoader.ts';
import type { QueueDepth } from './queue.ts';
import { connectFailFast, type QueueConnection } from './redisConnection.ts';

/** Reads how many jobs of batches are in which state. */
export interface QueueDepthReader {
  /** Rejects when Redis does not answer, within a second. */
  load(): Promise<QueueDepth>;
  close(): Promise<void>;
}

export function createQueueDepth(connection: QueueConnection): QueueDepthReader {
  const redis = connectFailFast(connection);
  const loadQueue = createQueueLoader({ redis, name: BATCH_QUEUE, prefix: connection.prefix });
  return {
    async load() {
      const queue = await loadQueue();
      const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'failed');
      const { waiting = 0, active = 0, delayed = 0, failed = 0 } = counts;
      return { waiting, active, delayed, failed };
    },
    async close() {
      redis.disconnect();
    },
  };
}
