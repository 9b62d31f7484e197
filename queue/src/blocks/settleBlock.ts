import { createIORedisClient, type IRedisClient, type Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { addDeadLetters } from '../deadLetters/addDeadLetters.ts';
import { LEDGER_FIELDS } from '../ledger/ledgerKeys.ts';
import type { Block, BlockOutcome, DeadLetter } from '../queue.ts';
import { runTransaction } from '../runTransaction.ts';
import { blockKey } from './blockRegistry.ts';

/**
 * The block's key is there until it is settled, so that its events leave the ledger's "in flight" once. It is not settled
 * without its dead letters.
 */
const SCRIPT = `
for index = 2, #KEYS do
  if redis.call('EXISTS', KEYS[index]) == 0 then return redis.error_reply('a dead letter was not added') end
end
if redis.call('DEL', KEYS[1]) == 0 then return 0 end
local prefix = ARGV[1]
for app, fields in pairs(cjson.decode(ARGV[2])) do
  for field, count in pairs(fields) do redis.call('HINCRBY', prefix .. ':ledger:' .. app, field, count) end
end
return 1`;

interface SettleDeps {
  readonly redis: Redis;
  readonly prefix: string;
  readonly loadDeadLetterQueue: () => Promise<Queue<DeadLetter>>;
}

/** Settles a block that was stored: counts its events, and puts its dead letters down, in one transaction; once, however often it is called. */
export function createBlockSettler({ redis, prefix, loadDeadLetterQueue }: SettleDeps) {
  const client: IRedisClient = createIORedisClient(redis);

  return async function settle(block: Block, { deadLetters }: BlockOutcome): Promise<void> {
    const key = blockKey(prefix, block.id);
    // Settled before, without an answer: a letter that an operator took since must not come back.
    if (deadLetters.length > 0 && (await redis.exists(key)) === 0) return;
    const queue = deadLetters.length === 0 ? undefined : await loadDeadLetterQueue();
    const transaction = client.multi();
    const keys = [key];
    if (queue !== undefined) {
      await addDeadLetters(transaction, queue, deadLetters);
      keys.push(...deadLetters.map(({ id }) => queue.toKey(id)));
    }
    const additions = JSON.stringify(ledgerOf(block, deadLetters));
    transaction.runCommand('eval', [SCRIPT, keys.length, ...keys, prefix, additions]);
    await runTransaction(redis, transaction);
  };
}

function ledgerOf(block: Block, deadLetters: readonly DeadLetter[]): Record<string, Record<string, number>> {
  const apps: Record<string, Record<string, number>> = {};
  const add = (app: string, field: string, count: number) => {
    const fields = (apps[app] ??= {});
    fields[field] = (fields[field] ?? 0) + count;
  };
  for (const { app, events } of block.batches) add(app, LEDGER_FIELDS.inFlight, -events.length);
  for (const { app } of deadLetters) add(app, LEDGER_FIELDS.deadLettered, 1);
  return apps;
}
