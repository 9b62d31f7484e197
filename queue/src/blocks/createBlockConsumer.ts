import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { DelayedError, Worker } from 'bullmq';
import { BATCH_QUEUE, type BatchJobPayload } from '../batchQueue.ts';
import { closeWorker } from '../closeWorker.ts';
import { createQueueLoader } from '../createQueueLoader.ts';
import { DEAD_LETTER_QUEUE } from '../deadLetters/deadLetterQueue.ts';
import { storeStateKey } from '../ledger/ledgerKeys.ts';
import type { Block, BlockOutcome, Consumer, DeadLetter } from '../queue.ts';
import { connectPatient, DEFAULT_PREFIX, type QueueConnection } from '../redisConnection.ts';
import { RetryLater } from '../retryLater.ts';
import { withoutCommand } from '../withoutCommand.ts';
import { RECOVERY } from '../workerRecovery.ts';
import { createBlockRegistry, type JobBatches, withoutDuplicates } from './blockRegistry.ts';
import { createBlockGatherer } from './createBlockGatherer.ts';
import { createBlockSettler } from './settleBlock.ts';

export interface BlockConsumerOptions extends QueueConnection {
  /**
   * Stores a block. May be called again with the same block, also by another worker and at the same time. Whatever it
   * throws, the block is tried again: {@link RetryLater} says why it has to wait, anything else is told to `onError`.
   */
  readonly handle: (block: Block) => Promise<BlockOutcome>;
  /** Told of lost connections and of what handlers threw. */
  readonly onError: (error: unknown) => void;
  /**
   * Most jobs held at a time, waiting for their block or in it; default 400. Fewer are held when they are large: as many as
   * make a block more than are stored at a time.
   */
  readonly maxJobs?: number;
  /** Jobs are gathered into a block up to this many events; default 10,000. A larger job is a block of its own. */
  readonly maxEvents?: number;
  /** A job waits for others at most this long; default 200 ms. */
  readonly windowMs?: number;
  /** Blocks stored at a time: while one waits for ClickHouse, another is made; default 2. */
  readonly parallel?: number;
  /** Shortest and longest pause between two tries of a block; doubled each time. Default 200 ms and 10 s. */
  readonly retryDelayMs?: { readonly first: number; readonly longest: number };
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A job that waits for its block. */
interface HeldJob {
  readonly jobId: string;
  readonly batches: BatchJobPayload['batches'];
  readonly events: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const DEFAULT_RETRY_DELAY_MS = { first: 200, longest: 10_000 };
/** Held at least, however large they are. */
const FEWEST_JOBS = 4;
/** Between two tries of what only Redis has to do. */
const REDIS_RETRY_MS = 200;

/**
 * The consuming side of the queue. Jobs that come together are stored as one block, and what is in a block is remembered
 * before it is stored: whoever tries it again, after a crash at any moment, makes the same block under the same id.
 */
export function createBlockConsumer(options: BlockConsumerOptions): Consumer {
  const { handle, onError, now, retryDelayMs = DEFAULT_RETRY_DELAY_MS, prefix = DEFAULT_PREFIX } = options;
  const redis = connectPatient(options);
  const workerRedis = connectPatient({ ...options, onError: () => undefined });
  const registry = createBlockRegistry(redis, prefix);
  const settle = createBlockSettler({
    redis,
    prefix,
    loadDeadLetterQueue: createQueueLoader<DeadLetter>({ redis, name: DEAD_LETTER_QUEUE, prefix }),
  });
  const closing = new AbortController();
  /** Blocks in progress; jobs of one block may come at different times. */
  const inProgress = new Map<string, Promise<void>>();
  let storeState = '';

  const { maxJobs = 400, maxEvents = 10_000, windowMs = 200, parallel = 2 } = options;
  const gatherer = createBlockGatherer<HeldJob>({ maxEvents, windowMs, parallel, run: storeGroup });
  let eventsPerJob = maxEvents / 10;

  /** Follows the size of jobs, so that what is held is enough for the next block and no more: it is memory. */
  function adjustConcurrency(events: number): void {
    eventsPerJob += (events - eventsPerJob) / 16;
    const wanted = Math.ceil((maxEvents * (parallel + 1)) / Math.max(1, eventsPerJob));
    const concurrency = Math.min(maxJobs, Math.max(FEWEST_JOBS, wanted));
    if (concurrency !== worker.concurrency) worker.concurrency = concurrency;
  }

  async function storeGroup(jobs: readonly HeldJob[]): Promise<void> {
    try {
      const newId = randomUUID();
      const placements = await untilDone(() =>
        registry.form(
          newId,
          jobs.map(({ jobId }) => jobId),
        ),
      );
      const fresh: JobBatches[] = [];
      const blockIds = new Set<string>();
      for (const [index, { jobId, blockId, duplicates }] of placements.entries()) {
        blockIds.add(blockId);
        if (blockId !== newId) continue;
        fresh.push({ jobId, batches: withoutDuplicates(jobs[index]?.batches ?? [], duplicates) });
      }
      const outcomes = new Map([...blockIds].map((id) => [id, store(id, id === newId ? fresh : undefined)]));
      await Promise.all(
        jobs.map(async (job, index) => {
          await outcomes.get(placements[index]?.blockId ?? '')?.then(job.resolve, job.reject);
        }),
      );
    } catch (error) {
      for (const job of jobs) job.reject(error);
    }
  }

  /** Stores a block; one of earlier is loaded first. Rejects with {@link RetryLater} only, when the consumer closes. */
  function store(id: string, fresh: readonly JobBatches[] | undefined): Promise<void> {
    let storing = inProgress.get(id);
    if (storing === undefined) {
      storing = storeOnce(id, fresh).finally(() => inProgress.delete(id));
      inProgress.set(id, storing);
    }
    return storing;
  }

  async function storeOnce(id: string, fresh: readonly JobBatches[] | undefined): Promise<void> {
    const jobs = fresh ?? (await untilDone(() => registry.load(id)));
    // Settled before: only the completion of its jobs was missing.
    if (jobs === undefined) return;
    const block: Block = { id, batches: jobs.flatMap(({ batches }) => batches) };
    const outcome = await untilStored(block);
    await untilDone(() => settle(block, outcome));
  }

  async function untilStored(block: Block): Promise<BlockOutcome> {
    for (let delayMs = retryDelayMs.first; ; delayMs = Math.min(retryDelayMs.longest, delayMs * 2)) {
      try {
        const outcome = await handle(block);
        noteStore('storing');
        return outcome;
      } catch (error) {
        noteStore(error instanceof RetryLater ? error.reason : 'failing');
        if (!(error instanceof RetryLater)) onError(error);
        await pause(delayMs, error);
      }
    }
  }

  /** Tries again what Redis did not do; every such step may run twice. */
  async function untilDone<Result>(step: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await step();
      } catch (error) {
        onError(withoutCommand(error));
        await pause(REDIS_RETRY_MS, error);
      }
    }
  }

  async function pause(delayMs: number, cause: unknown): Promise<void> {
    try {
      await wait(delayMs, undefined, { signal: closing.signal });
    } catch {
      throw new RetryLater('closing', 'the worker closes; another one goes on', { cause });
    }
  }

  /** Said when it changes; a Redis that is away meanwhile is told with the next change. */
  function noteStore(state: string): void {
    if (state === storeState) return;
    storeState = state;
    redis.hset(storeStateKey(prefix), { state, since: now() }).catch(() => {
      storeState = '';
    });
  }

  const worker = new Worker<BatchJobPayload>(
    BATCH_QUEUE,
    async (job, token) => {
      const { id: jobId = '' } = job;
      const { batches } = job.data;
      const events = batches.reduce((sum, batch) => sum + batch.events.length, 0);
      adjustConcurrency(events);
      try {
        await new Promise<void>((resolve, reject) => {
          gatherer.add({ jobId, batches, events, resolve, reject });
          if (closing.signal.aborted) gatherer.flush();
        });
      } catch (error) {
        // At once for the next worker: nothing says that the store is still away then.
        await job.moveToDelayed(now(), token);
        throw new DelayedError(error instanceof Error ? error.message : String(error));
      }
    },
    {
      connection: workerRedis,
      prefix,
      concurrency: Math.min(maxJobs, FEWEST_JOBS * 8),
      removeOnComplete: { count: 0 },
      ...RECOVERY,
    },
  );
  worker.on('completed', ({ id }) => {
    if (id !== undefined) registry.forget(id);
  });
  worker.on('failed', (_job, error) => onError(withoutCommand(error)));
  // The connection itself reports what goes wrong.
  worker.on('error', () => undefined);

  return {
    async close() {
      closing.abort();
      gatherer.flush();
      await closeWorker(worker, workerRedis);
      redis.disconnect();
    },
  };
}
