import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import { aBatch } from '../test/aBatch.ts';
import { aPrefix } from '../test/aPrefix.ts';
import { createBatchConsumer } from './createBatchConsumer.ts';
import { createBatchProducer } from './createBatchProducer.ts';
import { createQueueDepth } from './createQueueDepth.ts';
import type { BatchJob } from './queue.ts';
import { RetryLater } from './retryLater.ts';

const PATIENCE = { timeout: 10_000, interval: 20 };
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

function startQueue(handle: (job: BatchJob) => Promise<void>) {
  const connection = { redisUrl: inject('redisUrl'), prefix: aPrefix() };
  const producer = createBatchProducer(connection);
  closers.push(() => producer.close());
  const errors: unknown[] = [];
  const startConsumer = () => {
    const consumer = createBatchConsumer({
      ...connection,
      concurrency: 2,
      handle,
      onError: (error) => errors.push(error),
      retryDelayMs: { first: 10, longest: 40 },
    });
    closers.push(() => consumer.close());
    return consumer;
  };
  return { connection, producer, startConsumer, errors };
}

describe('batches', () => {
  it('that arrive together travel as one job, and each sender is told', async () => {
    const jobs: BatchJob[] = [];
    const { producer, startConsumer } = startQueue(async (job) => void jobs.push(job));
    expect(await producer.ready()).toBe(true);
    const batches = Array.from({ length: 30 }, () => aBatch());
    const results = await Promise.all(batches.map((batch) => producer.enqueue(batch)));
    expect(results).toEqual(batches.map(() => ({ ok: true })));
    startConsumer();
    await vi.waitFor(() => expect(jobs).toHaveLength(1), PATIENCE);
    expect(jobs[0]?.batches).toEqual(batches);
    expect(jobs[0]?.attempt).toBe(1);
  });

  it('travel in several jobs when they are many', async () => {
    const sizes: number[] = [];
    const { connection, startConsumer } = startQueue(async (job) => void sizes.push(job.batches.length));
    const producer = createBatchProducer({ ...connection, maxBatchesPerJob: 4, maxEventsPerJob: 10 });
    closers.push(() => producer.close());
    const [event] = aBatch().events;
    const large = aBatch({ events: event === undefined ? [] : Array.from({ length: 12 }, () => event) });
    await Promise.all(
      [...Array.from({ length: 9 }, () => aBatch()), large].map((batch) => producer.enqueue(batch)),
    );
    startConsumer();
    await vi.waitFor(() => expect(sizes.toSorted((a, b) => a - b)).toEqual([2, 4, 4]), PATIENCE);
  });

  it('come again under the same id after RetryLater, as often as it takes', async () => {
    const tries: { id: string; attempt: number }[] = [];
    const { connection, producer, startConsumer, errors } = startQueue(async ({ id, attempt }) => {
      tries.push({ id, attempt });
      if (tries.length < 8) throw new RetryLater('the store is away');
    });
    startConsumer();
    await producer.enqueue(aBatch());
    await vi.waitFor(() => expect(tries).toHaveLength(8), PATIENCE);
    expect(new Set(tries.map(({ id }) => id)).size).toBe(1);
    expect(tries.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const depth = createQueueDepth(connection);
    closers.push(() => depth.close());
    await vi.waitFor(
      async () => expect(await depth.load()).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 0 }),
      PATIENCE,
    );
    expect(errors).toEqual([]);
  });

  it('whose handler fails for good are kept apart, told, and do not hold up others', async () => {
    const handled: string[] = [];
    const { connection, producer, startConsumer, errors } = startQueue(async ({ batches }) => {
      if (batches[0]?.app === 'poison') throw new Error('cannot ever be stored');
      handled.push(batches[0]?.app ?? '');
    });
    await producer.enqueue(aBatch({ app: 'poison' }));
    await producer.enqueue(aBatch({ app: 'shop' }));
    startConsumer();
    await vi.waitFor(() => expect(handled).toEqual(['shop']), PATIENCE);
    const depth = createQueueDepth(connection);
    closers.push(() => depth.close());
    await vi.waitFor(
      async () => expect(await depth.load()).toMatchObject({ waiting: 0, failed: 1 }),
      PATIENCE,
    );
    expect(errors.map(String)).toEqual(['Error: cannot ever be stored']);
  });

  it('that are gathered when the producer closes still arrive; later ones are refused', async () => {
    const seen: string[] = [];
    const { connection, startConsumer } = startQueue(async ({ batches }) => {
      seen.push(...batches.map(({ batchId }) => batchId));
    });
    const producer = createBatchProducer({ ...connection, windowMs: 60_000 });
    const batch = aBatch({ batchId: randomUUID() });
    const result = producer.enqueue(batch);
    await producer.close();
    expect(await result).toEqual({ ok: true });
    expect(await producer.enqueue(aBatch())).toEqual({ ok: false, reason: 'unavailable' });
    startConsumer();
    await vi.waitFor(() => expect(seen).toEqual([batch.batchId]), PATIENCE);
  });

  it('are counted while they wait', async () => {
    const { connection, producer } = startQueue(async () => undefined);
    await producer.enqueue(aBatch());
    const depth = createQueueDepth(connection);
    closers.push(() => depth.close());
    expect(await depth.load()).toEqual({ waiting: 1, active: 0, delayed: 0, failed: 0 });
  });
});
