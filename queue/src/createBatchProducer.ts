import { randomUUID } from 'node:crypto';
import { createIORedisClient, type IRedisClient, type Queue } from 'bullmq';
import { batchJson } from './batchJson.ts';
import { BATCH_QUEUE, type BatchJobPayload } from './batchQueue.ts';
import { createQueueLoader } from './createQueueLoader.ts';
import { createQueuePressure } from './createQueuePressure.ts';
import { isOutOfMemory } from './isOutOfMemory.ts';
import { JsonJob } from './jsonJob.ts';
import { createLedgerTally } from './ledger/createLedgerTally.ts';
import { LEDGER_FIELDS } from './ledger/ledgerKeys.ts';
import type { BatchProducer, EnqueueResult } from './queue.ts';
import { connectFailFast, DEFAULT_PREFIX, type QueueConnection } from './redisConnection.ts';
import { runTransaction } from './runTransaction.ts';
import { type OfferedBatch, takeBatches, toLedgerFields } from './takeBatches.ts';

export interface BatchProducerOptions extends QueueConnection {
  /** Batches that arrive within this time become one job; default 5 ms. */
  readonly windowMs?: number;
  /** A job is sent early at this many batches; default 200, at most 65,535. */
  readonly maxBatchesPerJob?: number;
  /** A job is sent early at this many events; default 1,000. */
  readonly maxEventsPerJob?: number;
  /** How long the id of a batch is remembered at least, by all producers together; default 900. */
  readonly duplicateWindowSeconds?: number;
  /** With more waiting jobs the queue is full; default 50,000. */
  readonly maxQueuedJobs?: number;
}

type Outcome = { readonly ok: true; readonly duplicates: ReadonlySet<number> } | Refused;
type Refused = Extract<EnqueueResult, { ok: false }>;

const UNAVAILABLE: Refused = { ok: false, reason: 'unavailable' };
const FULL: Refused = { ok: false, reason: 'full' };
const TAKEN: EnqueueResult = { ok: true, isDuplicate: false };
const DUPLICATE: EnqueueResult = { ok: true, isDuplicate: true };
const NONE: ReadonlySet<number> = new Set();

/** Whatever a job waits for, its senders have their answer after this time. */
const DEADLINE_MS = 500;
/** What is counted without a job waits for one at most this long. */
const COUNT_EVERY_MS = 1_000;

/** Batches that wait for the window to close. */
interface Gathering {
  readonly offered: OfferedBatch[];
  events: number;
  /** Ends the window; nothing may join afterwards. */
  readonly flush: () => void;
  /** What became of the job. */
  readonly outcome: Promise<Outcome>;
}

/**
 * The producing side of the queue. Batches that arrive together share one job (group commit), and
 * all their senders wait for its acknowledgement. One Redis transaction adds the job, decides which of its batches were
 * taken before and counts the ledger, so that none of the three is ever without the others: what timed out and had landed
 * after all is a duplicate when it is sent again.
 */
export function createBatchProducer(options: BatchProducerOptions): BatchProducer {
  const { windowMs = 5, maxBatchesPerJob = 200, maxEventsPerJob = 1_000, prefix = DEFAULT_PREFIX } = options;
  const { duplicateWindowSeconds = 900, maxQueuedJobs = 50_000 } = options;
  const redis = connectFailFast(options);
  const client: IRedisClient = createIORedisClient(redis);
  const loadQueue = createQueueLoader<BatchJobPayload>({ redis, name: BATCH_QUEUE, prefix });
  const hasRoom = createQueuePressure({
    redis,
    waitingKey: `${prefix}:${BATCH_QUEUE}:wait`,
    mostWaiting: maxQueuedJobs,
  });
  const tally = createLedgerTally({ redis, prefix, everyMs: COUNT_EVERY_MS });
  const inFlight = new Set<Promise<Outcome>>();
  let gathering: Gathering | undefined;
  let isClosed = false;

  function gather(): Gathering {
    const offered: OfferedBatch[] = [];
    const window = new AbortController();
    const outcome = new Promise<void>((resolve) => {
      const timer = setTimeout(() => window.abort(), windowMs);
      window.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        gathering = undefined;
        resolve();
      });
    }).then(() => withinDeadline(add(offered)));
    inFlight.add(outcome);
    void outcome.finally(() => inFlight.delete(outcome));
    return { offered, events: 0, flush: () => window.abort(), outcome };
  }

  async function add(offered: readonly OfferedBatch[]): Promise<Outcome> {
    try {
      const queue = await loadQueue();
      if (!(await hasRoom())) return FULL;
      return { ok: true, duplicates: await addJob(queue, offered) };
    } catch (error) {
      return isOutOfMemory(error) ? FULL : UNAVAILABLE;
    }
  }

  async function addJob(
    queue: Queue<BatchJobPayload>,
    offered: readonly OfferedBatch[],
  ): Promise<ReadonlySet<number>> {
    const jobId = randomUUID();
    const additions = tally.take();
    const transaction = client.multi();
    const job = new JsonJob(
      queue,
      offered.map(({ json }) => json),
      jobId,
    );
    await job.addJob(transaction);
    takeBatches(transaction, {
      prefix,
      jobKey: queue.toKey(jobId),
      jobId,
      windowSeconds: duplicateWindowSeconds,
      offered,
      additions,
    });
    try {
      const duplicates = await runTransaction(redis, transaction);
      if (!Array.isArray(duplicates)) throw new Error('Redis gave an unexpected answer about duplicates.');
      return duplicates.length === 0 ? NONE : new Set(duplicates.map(Number));
    } catch (error) {
      // It may have landed; what was counted besides then counts twice on both sides, which still balances.
      tally.giveBack(additions);
      throw error;
    }
  }

  return {
    async enqueue(batch, dropped, eventsText) {
      if (isClosed) return UNAVAILABLE;
      const current = (gathering ??= gather());
      const { app, batchId } = batch;
      const events = batch.events.length;
      const json = batchJson(batch, eventsText);
      const index = current.offered.push({ app, batchId, events, json, dropped }) - 1;
      current.events += events;
      if (current.offered.length >= maxBatchesPerJob || current.events >= maxEventsPerJob) current.flush();
      const outcome = await current.outcome;
      if (!outcome.ok) return outcome;
      return outcome.duplicates.has(index) ? DUPLICATE : TAKEN;
    },
    countDropped(app, dropped) {
      const fields = toLedgerFields(dropped);
      if (fields === undefined) return;
      const received = Object.values(fields).reduce((sum, count) => sum + count, 0);
      tally.count(app, { ...fields, [LEDGER_FIELDS.received]: received });
    },
    countRefused: (app, reason) => tally.count(app, { [LEDGER_FIELDS.refused(reason)]: 1 }),
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
      await tally.close();
      redis.disconnect();
    },
  };
}

async function withinDeadline(outcome: Promise<Outcome>): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => resolve(UNAVAILABLE), DEADLINE_MS);
  });
  try {
    return await Promise.race([outcome, late]);
  } finally {
    clearTimeout(timer);
  }
}
