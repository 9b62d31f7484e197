import { randomUUID } from 'node:crypto';
import type { AcceptedBatch } from '@paceline/protocol';
import { BATCH_QUEUE, type BatchJobPayload } from './batchQueue.ts';
import { createMemoryCheck } from './createMemoryCheck.ts';
import { createQueueLoader } from './createQueueLoader.ts';
import type { BatchProducer, EnqueueResult } from './queue.ts';
import { connectFailFast, type QueueConnection } from './redisConnection.ts';

export interface BatchProducerOptions extends QueueConnection {
  /** Batches that arrive within this time become one job; default 20 ms. */
  readonly windowMs?: number;
  /** A job is sent early at this many batches; default 200. */
  readonly maxBatchesPerJob?: number;
  /** A job is sent early at this many events; default 5,000. */
  readonly maxEventsPerJob?: number;
}

const UNAVAILABLE: EnqueueResult = { ok: false, reason: 'unavailable' };
const FULL: EnqueueResult = { ok: false, reason: 'full' };

/** Batches that wait for the window to close. */
interface Gathering {
  readonly batches: AcceptedBatch[];
  events: number;
  /** Ends the window; nothing may join afterwards. */
  readonly flush: () => void;
  /** What became of the job. */
  readonly outcome: Promise<EnqueueResult>;
}

/**
 * The producing side of the queue. Batches that arrive together share one job (group commit), and
 * all their senders wait for its acknowledgement.
 */
export function createBatchProducer(options: BatchProducerOptions): BatchProducer {
  const { windowMs = 20, maxBatchesPerJob = 200, maxEventsPerJob = 5_000 } = options;
  const redis = connectFailFast(options);
  const loadQueue = createQueueLoader<BatchJobPayload>({ redis, name: BATCH_QUEUE, prefix: options.prefix });
  const hasRoom = createMemoryCheck(redis);
  const inFlight = new Set<Promise<EnqueueResult>>();
  let gathering: Gathering | undefined;
  let isClosed = false;

  function gather(): Gathering {
    const batches: AcceptedBatch[] = [];
    const window = new AbortController();
    const outcome = new Promise<void>((resolve) => {
      const timer = setTimeout(() => window.abort(), windowMs);
      window.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        gathering = undefined;
        resolve();
      });
    }).then(() => send(batches));
    inFlight.add(outcome);
    void outcome.finally(() => inFlight.delete(outcome));
    return { batches, events: 0, flush: () => window.abort(), outcome };
  }

  async function send(batches: readonly AcceptedBatch[]): Promise<EnqueueResult> {
    try {
      const queue = await loadQueue();
      if (!(await hasRoom())) return FULL;
      const payload: BatchJobPayload = { batches };
      await queue.add('batches', payload, { jobId: randomUUID() });
      return { ok: true };
    } catch (error) {
      const isFull = error instanceof Error && /\bOOM\b/.test(error.message);
      return isFull ? FULL : UNAVAILABLE;
    }
  }

  return {
    async enqueue(batch) {
      if (isClosed) return UNAVAILABLE;
      gathering ??= gather();
      const { batches, flush, outcome } = gathering;
      batches.push(batch);
      gathering.events += batch.events.length;
      if (batches.length >= maxBatchesPerJob || gathering.events >= maxEventsPerJob) flush();
      return outcome;
    },
    async ready() {
      try {
        await loadQueue();
        return (await redis.ping()) === 'PONG';
      } catch {
        return false;
      }
    },
    async close() {
      isClosed = true;
      gathering?.flush();
      await Promise.all(inFlight);
      redis.disconnect();
    },
  };
}
