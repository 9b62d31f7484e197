import { randomUUID } from 'node:crypto';
import { createIORedisClient, type IRedisClient, Job, type Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { BATCH_QUEUE, type BatchJobPayload } from '../batchQueue.ts';
import { createQueueLoader } from '../createQueueLoader.ts';
import { LEDGER_FIELDS } from '../ledger/ledgerKeys.ts';
import type { DeadLetter } from '../queue.ts';
import { DEAD_LETTER_QUEUE } from './deadLetterQueue.ts';
import { takeLetter } from './takeLetter.ts';

interface ReplayerDeps {
  /** Connection that those of replays are made like. */
  readonly redis: Redis;
  readonly prefix: string;
}

/** Hands dead letters to the workers again. */
export interface Replayer {
  /** `false` when there is no such letter any more. Rejects when it is not known whether it was done; it never is by half. */
  replay(id: string): Promise<boolean>;
  close(): void;
}

/** A connection for replays alone, as what is watched belongs to a connection. */
interface Session {
  readonly redis: Redis;
  readonly client: IRedisClient;
  readonly letters: Queue<DeadLetter>;
  readonly batches: Queue<BatchJobPayload>;
}

/** So often somebody else may change a letter while it is about to be replayed. */
const MOST_TRIES = 10;

/**
 * Replays letters, one after the other. One transaction adds the job and removes the letter, and is made only if nobody
 * touched the letter since it was read.
 *
 * A connection on which a transaction did not happen is not used again. Redis never ran the scripts of such a transaction,
 * but ioredis takes them for known from then on and sends their digests only; and one that connects again by itself
 * has forgotten what it watched.
 */
export function createReplayer({ redis: model, prefix }: ReplayerDeps): Replayer {
  let opened: Session | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function open(): Promise<Session> {
    const redis = model.duplicate({ retryStrategy: () => null });
    // What goes wrong is the answer of the command that it meets.
    redis.on('error', () => undefined);
    try {
      const [letters, batches] = await Promise.all([
        createQueueLoader<DeadLetter>({ redis, name: DEAD_LETTER_QUEUE, prefix })(),
        createQueueLoader<BatchJobPayload>({ redis, name: BATCH_QUEUE, prefix })(),
      ]);
      return { redis, client: createIORedisClient(redis), letters, batches };
    } catch (error) {
      redis.disconnect();
      throw error;
    }
  }

  function discard(): void {
    opened?.redis.disconnect();
    opened = undefined;
  }

  /** `undefined` when the letter changed meanwhile, or the transaction did not happen. */
  async function tryOnce(session: Session, id: string): Promise<boolean | undefined> {
    const { redis, client, letters, batches } = session;
    await redis.watch(letters.toKey(id));
    const letter = (await letters.getJob(id))?.data;
    if (letter === undefined) {
      await redis.unwatch();
      return false;
    }
    const jobId = `replay-${id}-${randomUUID()}`;
    const transaction = client.multi();
    const job = new Job<BatchJobPayload>(batches, 'batches', { batches: [letter.batch] }, { jobId }, jobId);
    await job.addJob(transaction);
    const destination = { field: LEDGER_FIELDS.inFlight, jobKey: batches.toKey(jobId) };
    transaction.runCommand('eval', takeLetter(letters, prefix, letter, destination));
    const answers = await transaction.exec();
    return answers?.[1]?.[1] === 1 ? true : undefined;
  }

  async function replay(id: string): Promise<boolean> {
    try {
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        // One that was lost since does not come back.
        if (opened?.redis.status !== 'ready') discard();
        opened ??= await open();
        const isDone = await tryOnce(opened, id);
        if (isDone !== undefined) return isDone;
        discard();
      }
    } catch (error) {
      discard();
      throw error;
    }
    throw new Error(`The dead letter ${id} could not be replayed in ${MOST_TRIES} tries.`);
  }

  return {
    replay(id) {
      const turn = last.then(() => replay(id));
      // Who waits for a turn when Redis stops answering is told at once, not one timeout after the other.
      last = turn;
      turn.catch(() => {
        if (last === turn) last = Promise.resolve();
      });
      return turn;
    },
    close: discard,
  };
}
