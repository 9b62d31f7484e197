import { inspect } from 'node:util';
import type { AcceptedBatch } from '@paceline/protocol';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aBatch } from '../test/aBatch.ts';
import { startOwnRedis } from '../test/startOwnRedis.ts';
import { createBlockConsumer } from './blocks/createBlockConsumer.ts';
import { createBatchProducer } from './createBatchProducer.ts';
import { createDeliveryQueue } from './createDeliveryQueue.ts';
import { createQueueDepth } from './createQueueDepth.ts';
import type { BatchProducer } from './queue.ts';

const PATIENCE = { timeout: 15_000, interval: 50 };
const UNAVAILABLE = { ok: false, reason: 'unavailable' };
let redis: Awaited<ReturnType<typeof startOwnRedis>>;
let producer: BatchProducer;
let errors: unknown[];

beforeEach(async () => {
  redis = await startOwnRedis({ maxMemoryBytes: 32 * 1024 * 1024 });
  errors = [];
  producer = createBatchProducer({ redisUrl: redis.url, onError: (error) => errors.push(error) });
});

afterEach(async () => {
  await producer.close();
  await redis.remove();
});

function startConsumer(handle: (batches: readonly AcceptedBatch[]) => void) {
  return createBlockConsumer({
    redisUrl: redis.url,
    handle: async ({ batches }) => {
      handle(batches);
      return { deadLetters: [] };
    },
    onError: () => undefined,
    now: Date.now,
  });
}

describe('a producer', () => {
  it('says so when Redis is killed, keeps what was acknowledged, and recovers by itself', async () => {
    const acknowledged = aBatch();
    expect(await producer.enqueue(acknowledged, {})).toEqual({ ok: true, isDuplicate: false });
    redis.child().kill('SIGTERM');
    await vi.waitFor(async () => expect(await producer.enqueue(aBatch(), {})).toEqual(UNAVAILABLE), PATIENCE);
    expect(await producer.ready()).toBe(false);
    await vi.waitFor(() => expect(errors).toHaveLength(1), PATIENCE);

    await redis.start();
    await vi.waitFor(async () => expect(await producer.ready()).toBe(true), PATIENCE);
    expect(await producer.enqueue(aBatch(), {})).toEqual({ ok: true, isDuplicate: false });
    const seen: string[] = [];
    const consumer = startConsumer((batches) => void seen.push(...batches.map(({ batchId }) => batchId)));
    await vi.waitFor(() => expect(seen).toContain(acknowledged.batchId), PATIENCE);
    expect(errors).toHaveLength(1);
    await consumer.close();
  });

  it('never throws, also when Redis is killed in the middle of its transactions', async () => {
    for (let round = 0; round < 3; round += 1) {
      await vi.waitFor(async () => expect(await producer.ready()).toBe(true), PATIENCE);
      const impatient = createBatchProducer({ redisUrl: redis.url, maxBatchesPerJob: 1 });
      await vi.waitFor(async () => expect(await impatient.ready()).toBe(true), PATIENCE);
      const sending = Array.from({ length: 200 }, () => impatient.enqueue(aBatch(), {}));
      redis.child().kill('SIGKILL');
      for (const result of await Promise.all(sending)) {
        expect([UNAVAILABLE, { ok: true, isDuplicate: false }]).toContainEqual(result);
      }
      await impatient.close();
      await redis.start();
    }
  });

  it('does not hang on a Redis that is frozen', async () => {
    expect(await producer.enqueue(aBatch(), {})).toEqual({ ok: true, isDuplicate: false });
    redis.child().kill('SIGSTOP');
    expect(await producer.enqueue(aBatch(), {})).toEqual(UNAVAILABLE);
    redis.child().kill('SIGCONT');
    await vi.waitFor(
      async () => expect(await producer.enqueue(aBatch(), {})).toEqual({ ok: true, isDuplicate: false }),
      PATIENCE,
    );
  });

  it('takes a batch once that a frozen Redis took without an answer, when it is sent again', async () => {
    expect(await producer.enqueue(aBatch(), {})).toEqual({ ok: true, isDuplicate: false });
    const batch = aBatch();
    redis.child().kill('SIGSTOP');
    expect(await producer.enqueue(batch, {})).toEqual(UNAVAILABLE);
    redis.child().kill('SIGCONT');
    await vi.waitFor(
      async () => expect(await producer.enqueue(batch, {})).toMatchObject({ ok: true }),
      PATIENCE,
    );
    expect(await producer.enqueue(batch, {})).toEqual({ ok: true, isDuplicate: true });
    const seen: string[] = [];
    const consumer = startConsumer((batches) => void seen.push(...batches.map(({ batchId }) => batchId)));
    const depth = createQueueDepth({ redisUrl: redis.url });
    await vi.waitFor(
      async () => expect(await depth.load()).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 0 }),
      PATIENCE,
    );
    expect(seen.filter((id) => id === batch.batchId)).toHaveLength(1);
    await Promise.all([consumer.close(), depth.close()]);
  });

  it('takes a batch whole or not at all from a Redis that forgot its scripts, and recovers', async () => {
    expect(await producer.enqueue(aBatch(), {})).toEqual({ ok: true, isDuplicate: false });
    const client = new Redis(redis.url);
    await client.script('FLUSH');
    const batch = aBatch();
    await vi.waitFor(
      async () => expect(await producer.enqueue(batch, {})).toMatchObject({ ok: true }),
      PATIENCE,
    );
    expect(await producer.enqueue(batch, {})).toEqual({ ok: true, isDuplicate: true });
    const seen: string[] = [];
    const consumer = startConsumer((batches) => void seen.push(...batches.map(({ batchId }) => batchId)));
    await vi.waitFor(() => expect(seen).toContain(batch.batchId), PATIENCE);
    await consumer.close();
    expect(seen.filter((id) => id === batch.batchId)).toHaveLength(1);
    expect(await client.hget('{paceline}:ledger:shop', 'in-flight')).toBe('0');
    client.disconnect();
  });

  it('that starts before Redis does recovers too', async () => {
    await redis.stop();
    const early = createBatchProducer({ redisUrl: redis.url });
    expect(await early.enqueue(aBatch(), {})).toEqual(UNAVAILABLE);
    expect(await early.ready()).toBe(false);
    await redis.start();
    await vi.waitFor(
      async () => expect(await early.enqueue(aBatch(), {})).toEqual({ ok: true, isDuplicate: false }),
      PATIENCE,
    );
    await early.close();
  });

  it('says that Redis is full while it still has memory for workers, who need some to empty it', async () => {
    const filling = createBatchProducer({ redisUrl: redis.url, maxBatchesPerJob: 1 });
    let acknowledged = 0;
    for (const length of [100_000, 2_000, 1]) {
      for (let refusals = 0; refusals < 3;) {
        const message = 'x'.repeat(length);
        const batch = aBatch({ events: [{ type: 'error', at: 1, kind: 'handled', name: 'Error', message }] });
        const result = await filling.enqueue(batch, {});
        expect([
          { ok: true, isDuplicate: false },
          { ok: false, reason: 'full' },
        ]).toContainEqual(result);
        refusals = result.ok ? 0 : refusals + 1;
        acknowledged += result.ok ? 1 : 0;
      }
    }
    const client = new Redis(redis.url);
    expect(await client.set('a worker writes', 'x'.repeat(1024 * 1024))).toBe('OK');
    expect(await client.set('and again', 'x')).toBe('OK');
    client.disconnect();

    let handled = 0;
    const consumer = startConsumer((batches) => void (handled += batches.length));
    await vi.waitFor(() => expect(handled).toBe(acknowledged), PATIENCE);
    await vi.waitFor(
      async () => expect(await filling.enqueue(aBatch(), {})).toEqual({ ok: true, isDuplicate: false }),
      PATIENCE,
    );
    await Promise.all([consumer.close(), filling.close()]);
  });
});

describe('without a Redis that answers', () => {
  it('a delivery is refused instead of kept waiting, and can be handed over again later', async () => {
    const deliveries = createDeliveryQueue({ redisUrl: redis.url });
    const delivery = { id: 'one', receiver: 'pager', body: '{}' };
    await deliveries.enqueue(delivery);
    await redis.stop();
    await expect(deliveries.enqueue({ ...delivery, id: 'two' })).rejects.toThrow();
    await redis.start();
    await vi.waitFor(() => deliveries.enqueue({ ...delivery, id: 'two' }), PATIENCE);
    await deliveries.close();
  });

  it('questions about the depth are given up: none is asked later, when nobody waits any more', async () => {
    const depth = createQueueDepth({ redisUrl: redis.url });
    const client = new Redis(redis.url, { retryStrategy: () => 50 });
    client.on('error', () => undefined);
    await vi.waitFor(() => depth.load(), PATIENCE);
    await redis.stop();
    await expect(Promise.all(Array.from({ length: 20 }, () => depth.load()))).rejects.toThrow();
    await redis.start();
    await vi.waitFor(() => depth.load(), PATIENCE);
    const calls = /^cmdstat_zcard:calls=(\d+)/m.exec(await client.info('commandstats'))?.[1];
    expect(Number(calls)).toBeLessThan(10);
    client.disconnect();
    await depth.close();
  });

  it('a reported error has no password in it', async () => {
    const wrong = redis.url.replace(/:[^:@]*@/, ':a%20wrong%20one@');
    const reported: unknown[] = [];
    const onError = (error: unknown) => void reported.push(error);
    const refused = createBatchProducer({ redisUrl: wrong, onError });
    await vi.waitFor(() => expect(reported).toHaveLength(1), PATIENCE);
    expect(inspect(reported, { depth: 9 })).toContain('WRONGPASS');
    expect(inspect(reported, { depth: 9 })).not.toContain('a wrong one');
    await refused.close();
  });
});
