import { createIORedisClient, type IRedisClient, Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { BATCH_QUEUE, type BatchJobPayload } from '../src/batchQueue.ts';
import { addDeadLetters } from '../src/deadLetters/addDeadLetters.ts';
import { createDeadLetters } from '../src/deadLetters/createDeadLetters.ts';
import { DEAD_LETTER_QUEUE } from '../src/deadLetters/deadLetterQueue.ts';
import { ledgerKey } from '../src/ledger/ledgerKeys.ts';
import type { DeadLetter, DeadLetters } from '../src/queue.ts';
import { aPrefix } from './aPrefix.ts';

/** Dead letters under a prefix of their own, and what a worker and an onlooker see of them. */
export async function startDeadLetters(redisUrl: string) {
  const connection = { redisUrl, prefix: aPrefix() };
  const { prefix } = connection;
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const client: IRedisClient = createIORedisClient(redis);
  const queue = new Queue<DeadLetter>(DEAD_LETTER_QUEUE, { connection: redis, prefix });
  const batches = new Queue<BatchJobPayload>(BATCH_QUEUE, { connection: redis, prefix });
  // Tests take Redis away.
  for (const source of [redis, queue, batches]) source.on('error', () => undefined);
  await Promise.all([queue.waitUntilReady(), batches.waitUntilReady()]);
  const opened: DeadLetters[] = [];
  const open = () => {
    const deadLetters = createDeadLetters(connection);
    opened.push(deadLetters);
    return deadLetters;
  };
  return {
    redis,
    client,
    queue,
    /** One operator's. */
    deadLetters: open(),
    /** Another operator's. */
    open,
    /** What a worker does with letters, and their count in the ledger. */
    add: async (letters: readonly DeadLetter[]) => {
      const transaction = client.multi();
      await addDeadLetters(transaction, queue, letters);
      for (const { app } of letters)
        transaction.runCommand('hincrby', [ledgerKey(prefix, app), 'dead-lettered', 1]);
      for (const [error] of (await transaction.exec()) ?? []) if (error !== null) throw error;
    },
    ledger: async (app: string): Promise<Record<string, number>> => {
      const fields = Object.entries(await redis.hgetall(ledgerKey(prefix, app)));
      return Object.fromEntries(fields.map(([name, count]) => [name, Number(count)]));
    },
    /** What workers are about to get. */
    replayed: async (): Promise<readonly BatchJobPayload[]> => {
      return (await batches.getWaiting()).map(({ data }) => data);
    },
    close: async () => {
      await Promise.all(opened.map((deadLetters) => deadLetters.close()));
      redis.disconnect();
    },
  };
}
