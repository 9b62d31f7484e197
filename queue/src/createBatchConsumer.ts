import { DelayedError, Worker } from 'bullmq';
import { BATCH_QUEUE, type BatchJobPayload } from './batchQueue.ts';
import { closeWorker } from './closeWorker.ts';
import type { BatchConsumer, BatchJob } from './queue.ts';
import { connectPatient, DEFAULT_PREFIX, type QueueConnection } from './redisConnection.ts';
import { RetryLater } from './retryLater.ts';
import { withoutCommand } from './withoutCommand.ts';
import { RECOVERY } from './workerRecovery.ts';

export interface BatchConsumerOptions extends QueueConnection {
  /** Jobs handled at a time. */
  readonly concurrency: number;
  /**
   * Stores a job. {@link RetryLater} makes the job wait and come again, however often; any other error is
   * final, and the job is kept among the failed ones.
   */
  readonly handle: (job: BatchJob) => Promise<void>;
  /** Told of lost connections and of jobs that failed for good. */
  readonly onError: (error: unknown) => void;
  /** Shortest and longest time that a job waits after {@link RetryLater}; doubled each time. Default 200 ms and 10 s. */
  readonly retryDelayMs?: { readonly first: number; readonly longest: number };
}

const DEFAULT_RETRY_DELAY_MS = { first: 200, longest: 10_000 };

/** The consuming side of the queue: every job is handled at least once. */
export function createBatchConsumer(options: BatchConsumerOptions): BatchConsumer {
  const { concurrency, handle, onError, retryDelayMs = DEFAULT_RETRY_DELAY_MS } = options;
  const redis = connectPatient(options);
  const worker = new Worker<BatchJobPayload>(
    BATCH_QUEUE,
    async (job, token) => {
      const attempt = Math.max(1, job.attemptsStarted);
      try {
        await handle({ id: job.id ?? job.name, batches: job.data.batches, attempt });
      } catch (error) {
        if (!(error instanceof RetryLater)) throw error;
        const delayMs = Math.min(retryDelayMs.longest, retryDelayMs.first * 2 ** Math.min(20, attempt - 1));
        await job.moveToDelayed(Date.now() + delayMs, token);
        throw new DelayedError(error.message);
      }
    },
    {
      connection: redis,
      prefix: options.prefix ?? DEFAULT_PREFIX,
      concurrency,
      removeOnComplete: { count: 0 },
      ...RECOVERY,
    },
  );
  worker.on('failed', (_job, error) => onError(withoutCommand(error)));
  // The connection itself reports what goes wrong.
  worker.on('error', () => undefined);
  return { close: () => closeWorker(worker, redis) };
}
