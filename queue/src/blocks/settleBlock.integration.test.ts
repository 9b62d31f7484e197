import { Redis } from 'ioredis';
import { afterEach, expect, inject, it } from 'vitest';
import { aBatch } from '../../test/aBatch.ts';
import { aPrefix } from '../../test/aPrefix.ts';
import { createQueueLoader } from '../createQueueLoader.ts';
import { DEAD_LETTER_QUEUE } from '../deadLetters/deadLetterQueue.ts';
import { createDeadLetters } from '../deadLetters/createDeadLetters.ts';
import type { DeadLetter } from '../queue.ts';
import { createBlockRegistry } from './blockRegistry.ts';
import { createBlockSettler } from './settleBlock.ts';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

it('a block that two workers settle is counted once, and a letter that was taken since does not come back', async () => {
  const [redisUrl, prefix] = [inject('redisUrl'), aPrefix()];
  const redis = new Redis(redisUrl);
  const letters = createDeadLetters({ redisUrl, prefix });
  closers.push(
    () => redis.disconnect(),
    () => letters.close(),
  );
  const settle = createBlockSettler({
    redis,
    prefix,
    loadDeadLetterQueue: createQueueLoader<DeadLetter>({ redis, name: DEAD_LETTER_QUEUE, prefix }),
  });
  const batch = aBatch();
  const block = { id: 'block-1', batches: [batch, aBatch()] };
  await createBlockRegistry(redis, prefix).form(block.id, ['job-1']);
  await redis.hset(`${prefix}:ledger:shop`, 'in-flight', 2);

  const outcome = { deadLetters: [{ id: 'letter-1', app: 'shop', reason: 'no', at: 1, batch }] };
  await Promise.all([settle(block, outcome), settle(block, outcome)]);
  expect(await redis.hgetall(`${prefix}:ledger:shop`)).toEqual({ 'in-flight': '0', 'dead-lettered': '1' });
  expect(await letters.drop('letter-1')).toBe(true);
  await settle(block, outcome);
  expect(await letters.list({ limit: 10 })).toEqual({ total: 0, letters: [] });
  expect(await redis.hget(`${prefix}:ledger:shop`, 'dead-lettered')).toBe('0');
});
