import type { Worker } from 'bullmq';
import type { Redis } from 'ioredis';

/** A worker waits for its jobs this long; what is not done then is handled by another one. */
const CLOSE_TIMEOUT_MS = 8_000;

/** Waits for the jobs in progress and disconnects; without a Redis that answers, it does not wait forever. */
export async function closeWorker(worker: Worker, redis: Redis): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_TIMEOUT_MS);
  });
  await Promise.race([worker.close().catch(() => undefined), expired]);
  clearTimeout(timer);
  redis.disconnect();
}
