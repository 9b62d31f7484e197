import { randomUUID } from 'node:crypto';
import type { AcceptedBatch } from '@paceline/protocol';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { BATCH_QUEUE, type BatchJobPayload } from './batchQueue.ts';
import { createMemoryCheck } from './createMemoryCheck.ts';
import type { BatchProducer, EnqueueResult } from './queue.ts';
import { connectFailFast, DEFAULT_PREFIX, type QueueConnection, untilReady } from './redisConnection.ts';

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
  const loadQueue = createQueueLoader(redis, options.prefix ?? DEFAULT_PREFIX);
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

/**
 * BullMQ gives a queue up for good whose connection fails while it begins. The queue is made once the
 * connection stands, and anew when that went wrong. A caller waits for it no longer than for a command.
 */
function createQueueLoader(redis: Redis, prefix: string): () => Promise<Queue<BatchJobPayload>> {
  let opened: Promise<Queue<BatchJobPayload>> | undefined;
  return function loadQueue() {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };

  async function open(): Promise<Queue<BatchJobPayload>> {
    await untilReady(redis);
    const queue = new Queue<BatchJobPayload>(BATCH_QUEUE, { connection: redis, prefix });
    // The connection itself reports what goes wrong.
    queue.on('error', () => undefined);
    await queue.waitUntilReady();
    return queue;
  }
}
