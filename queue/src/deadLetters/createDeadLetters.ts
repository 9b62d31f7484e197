import type { Queue } from 'bullmq';
import { createQueueLoader } from '../createQueueLoader.ts';
import { LEDGER_FIELDS } from '../ledger/ledgerKeys.ts';
import type { DeadLetter, DeadLetters } from '../queue.ts';
import { connectFailFast, DEFAULT_PREFIX, type QueueConnection } from '../redisConnection.ts';
import { withoutCommand } from '../withoutCommand.ts';
import { createReplayer } from './createReplayer.ts';
import { DEAD_LETTER_QUEUE } from './deadLetterQueue.ts';
import { takeLetter } from './takeLetter.ts';

/** Letters that are read at a time when they are searched. */
const CHUNK = 200;

/** The dead letters of all apps. Everything rejects when Redis does not answer, within a second. */
export function createDeadLetters(connection: QueueConnection): DeadLetters {
  const { prefix = DEFAULT_PREFIX } = connection;
  const redis = connectFailFast(connection);
  const loadQueue = createQueueLoader<DeadLetter>({ redis, name: DEAD_LETTER_QUEUE, prefix });
  const replayer = createReplayer({ redis, prefix });

  /** Oldest first. */
  async function loadIds(first: number, count = Infinity): Promise<readonly string[]> {
    if (count <= 0) return [];
    const queue = await loadQueue();
    return queue.getRanges(['waiting'], first, Number.isFinite(count) ? first + count - 1 : -1, true);
  }

  async function loadLetters(ids: readonly string[]): Promise<readonly DeadLetter[]> {
    const letters = await Promise.all(ids.map(load));
    return letters.filter((letter) => letter !== undefined);
  }

  async function load(id: string): Promise<DeadLetter | undefined> {
    const queue = await loadQueue();
    return isLetterId(queue, id) ? (await queue.getJob(id))?.data : undefined;
  }

  async function listOf(app: string, offset: number, limit: number) {
    const letters: DeadLetter[] = [];
    let total = 0;
    const ids = await loadIds(0);
    for (let first = 0; first < ids.length; first += CHUNK) {
      for (const letter of await loadLetters(ids.slice(first, first + CHUNK))) {
        if (letter.app !== app) continue;
        if (total >= offset && letters.length < limit) letters.push(letter);
        total += 1;
      }
    }
    return { total, letters };
  }

  return {
    list: ({ app, limit, offset = 0 }) =>
      withBareErrors(async () => {
        if (app !== undefined) return listOf(app, offset, limit);
        const queue = await loadQueue();
        const [total, ids] = await Promise.all([queue.getWaitingCount(), loadIds(offset, limit)]);
        return { total, letters: await loadLetters(ids) };
      }),
    load: (id) => withBareErrors(() => load(id)),
    replay: (id) => withBareErrors(async () => isLetterId(await loadQueue(), id) && replayer.replay(id)),
    drop: (id) =>
      withBareErrors(async () => {
        const letter = await load(id);
        if (letter === undefined) return false;
        const field = LEDGER_FIELDS.dropped('discarded');
        return (await redis.eval(...takeLetter(await loadQueue(), prefix, letter, { field }))) === 1;
      }),
    async close() {
      replayer.close();
      redis.disconnect();
    },
  };
}

/** The queue's own keys stand beside the letters: `meta` could be asked for as well. */
function isLetterId({ keys }: Queue<DeadLetter>, id: string): boolean {
  return /^[A-Za-z0-9-]+$/.test(id) && !(id in keys);
}

/** Errors end in logs and on terminals, where what a letter holds has no place. */
async function withBareErrors<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw withoutCommand(error);
  }
}
