import { Queue } from 'bullmq';
import { BATCH_QUEUE } from './batchQueue.ts';
import type { QueueDepth } from './queue.ts';
import { connectPatient, DEFAULT_PREFIX, type QueueConnection } from './redisConnection.ts';

/** Reads how many jobs of batches are in which state. */
export interface QueueDepthReader {
  /** Rejects when Redis does not answer within `timeoutMs` (default 1,000 ms). */
  load(timeoutMs?: number): Promise<QueueDepth>;
  close(): Promise<void>;
}

export function createQueueDepth(connection: QueueConnection): QueueDepthReader {
  const redis = connectPatient(connection);
  const queue = new Queue(BATCH_QUEUE, { connection: redis, prefix: connection.prefix ?? DEFAULT_PREFIX });
  queue.on('error', () => undefined);
  return {
    async load(timeoutMs = 1_000) {
      let timer: NodeJS.Timeout | undefined;
      const expired = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error(`Redis did not answer within ${timeoutMs} ms`)), timeoutMs);
      });
      const counting = queue.getJobCounts('waiting', 'active', 'delayed', 'failed');
      counting.catch(() => undefined);
      const counts = await Promise.race([counting, expired]).finally(() => clearTimeout(timer));
      const { waiting = 0, active = 0, delayed = 0, failed = 0 } = counts;
      return { waiting, active, delayed, failed };
    },
    async close() {
      await queue.close().catch(() => undefined);
      redis.disconnect();
    },
  };
}
