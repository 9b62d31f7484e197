import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import { aBatch } from '../test/aBatch.ts';
import { aPrefix } from '../test/aPrefix.ts';
import { type BlockConsumerOptions, createBlockConsumer } from './blocks/createBlockConsumer.ts';
import { type BatchProducerOptions, createBatchProducer } from './createBatchProducer.ts';
import { createQueueDepth } from './createQueueDepth.ts';
import { createLedgerReader } from './ledger/createLedgerReader.ts';
import type { Block, BlockOutcome } from './queue.ts';
import { RetryLater } from './retryLater.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };
const EMPTY = { waiting: 0, active: 0, delayed: 0, failed: 0 };
const NOTHING_LOST: BlockOutcome = { deadLetters: [] };
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

function startQueue(handle: (block: Block) => Promise<BlockOutcome | void> = async () => undefined) {
  const connection = { redisUrl: inject('redisUrl'), prefix: aPrefix() };
  const errors: unknown[] = [];
  const blocks: Block[] = [];
  const startProducer = (options: Partial<BatchProducerOptions> = {}) => {
    const producer = createBatchProducer({ ...connection, ...options });
    closers.push(() => producer.close());
    return producer;
  };
  const startConsumer = (options: Partial<BlockConsumerOptions> = {}) => {
    const consumer = createBlockConsumer({
      ...connection,
      handle: async (block) => {
        const outcome = await handle(block);
        blocks.push(block);
        return outcome ?? NOTHING_LOST;
      },
      onError: (error) => errors.push(error),
      retryDelayMs: { first: 10, longest: 40 },
      now: Date.now,
      ...options,
    });
    closers.push(() => consumer.close());
    return consumer;
  };
  const depth = createQueueDepth(connection);
  const ledger = createLedgerReader(connection);
  const client = new Redis(connection.redisUrl);
  closers.push(
    () => depth.close(),
    () => ledger.close(),
    async () => client.disconnect(),
  );
  return {
    connection,
    client,
    producer: startProducer(),
    startProducer,
    startConsumer,
    errors,
    blocks,
    stored: () => blocks.flatMap(({ batches }) => batches.map(({ batchId }) => batchId)),
    depth: () => depth.load(),
    ledger: async (app = 'shop') => (await ledger.load([app]))[0],
    storeState: () => ledger.loadStoreState(),
    keys: () => client.keys(`${connection.prefix}:*`),
  };
}

describe('batches', () => {
  it('that arrive together travel as one job, are stored as one block, and each sender is told', async () => {
    const { producer, startConsumer, depth, blocks } = startQueue();
    expect(await producer.ready()).toBe(true);
    const batches = Array.from({ length: 30 }, () => aBatch({ batchId: randomUUID() }));
    const results = await Promise.all(batches.map((batch) => producer.enqueue(batch, {})));
    expect(results).toEqual(batches.map(() => ({ ok: true, isDuplicate: false })));
    expect(await depth()).toEqual({ ...EMPTY, waiting: 1 });
    startConsumer();
    await vi.waitFor(() => expect(blocks).toHaveLength(1), PATIENCE);
    expect(blocks[0]?.batches).toEqual(batches);
    await vi.waitFor(async () => expect(await depth()).toEqual(EMPTY), PATIENCE);
  });

  it('travel in several jobs when they are many', async () => {
    const { startProducer, depth } = startQueue();
    const producer = startProducer({ maxBatchesPerJob: 4, maxEventsPerJob: 10, windowMs: 60_000 });
    const [event] = aBatch().events;
    const large = aBatch({ events: event === undefined ? [] : Array.from({ length: 12 }, () => event) });
    const sending = [...Array.from({ length: 11 }, () => aBatch()), large].map((batch) =>
      producer.enqueue({ ...batch, batchId: randomUUID() }, {}),
    );
    await Promise.all(sending);
    expect(await depth()).toEqual({ ...EMPTY, waiting: 3 });
  });

  it('of many jobs are stored in few blocks of bounded size', async () => {
    const { startProducer, startConsumer, depth, blocks, stored } = startQueue();
    const producer = startProducer({ maxBatchesPerJob: 1 });
    const ids = Array.from({ length: 40 }, () => randomUUID());
    for (const batchId of ids) await producer.enqueue(aBatch({ batchId }), {});
    expect(await depth()).toEqual({ ...EMPTY, waiting: 40 });
    startConsumer({ maxEvents: 10, windowMs: 60_000, maxJobs: 20, parallel: 1 });
    await vi.waitFor(() => expect(stored()).toHaveLength(40), PATIENCE);
    expect(stored().toSorted()).toEqual(ids.toSorted());
    expect(blocks.map(({ batches }) => batches.length)).toEqual([10, 10, 10, 10]);
  });

  it('of one id are taken once, whichever collector they reach, and however close together', async () => {
    const { producer, startProducer, startConsumer, stored, ledger } = startQueue();
    const other = startProducer();
    const [once, twice] = [aBatch({ batchId: 'once-0001' }), aBatch({ batchId: 'twice-001' })];
    const together = await Promise.all([
      producer.enqueue(twice, { invalid: 2 }),
      producer.enqueue(once, {}),
      producer.enqueue(twice, { invalid: 2 }),
    ]);
    expect(together.map((result) => result.ok && result.isDuplicate)).toEqual([false, false, true]);
    expect(await other.enqueue(twice, { invalid: 2 })).toEqual({ ok: true, isDuplicate: true });
    expect(await other.enqueue({ ...twice, app: 'blog' }, {})).toEqual({ ok: true, isDuplicate: false });
    startConsumer();
    await vi.waitFor(() => expect(stored()).toHaveLength(3), PATIENCE);
    expect(stored().toSorted()).toEqual(['once-0001', 'twice-001', 'twice-001']);
    const { events } = twice;
    await vi.waitFor(async () => expect(await ledger()).toMatchObject({ inFlight: 0 }), PATIENCE);
    expect(await ledger()).toMatchObject({
      received: once.events.length + 3 * (events.length + 2),
      dropped: { invalid: 2, duplicate: 2 * (events.length + 2) },
    });
  });

  it('are remembered into the next window of the clock', async () => {
    const { startProducer, client } = startQueue();
    const producer = startProducer({ duplicateWindowSeconds: 4 });
    const windowNow = async () => Math.floor(Number((await client.time())[0]) / 4);
    const batch = aBatch({ batchId: 'remembered' });
    const taken = await windowNow();
    expect(await producer.enqueue(batch, {})).toEqual({ ok: true, isDuplicate: false });
    await vi.waitFor(async () => expect(await windowNow()).toBeGreaterThan(taken), PATIENCE);
    expect(await producer.enqueue(batch, {})).toEqual({ ok: true, isDuplicate: true });
  });

  it('are remembered for the whole window, and forgotten after two', async () => {
    const { startProducer } = startQueue();
    const producer = startProducer({ duplicateWindowSeconds: 1 });
    const batch = aBatch({ batchId: 'remembered' });
    expect(await producer.enqueue(batch, {})).toEqual({ ok: true, isDuplicate: false });
    expect(await producer.enqueue(batch, {})).toEqual({ ok: true, isDuplicate: true });
    await vi.waitFor(
      async () => expect(await producer.enqueue(batch, {})).toEqual({ ok: true, isDuplicate: false }),
      PATIENCE,
    );
  });

  it('that are gathered when the producer closes still arrive; later ones are refused', async () => {
    const { startProducer, startConsumer, stored } = startQueue();
    const producer = startProducer({ windowMs: 60_000 });
    const batch = aBatch({ batchId: randomUUID() });
    const result = producer.enqueue(batch, {});
    await producer.close();
    expect(await result).toEqual({ ok: true, isDuplicate: false });
    expect(await producer.enqueue(aBatch(), {})).toEqual({ ok: false, reason: 'unavailable' });
    startConsumer();
    await vi.waitFor(() => expect(stored()).toEqual([batch.batchId]), PATIENCE);
  });

  it('are refused while too many jobs wait, and taken when there is room again', async () => {
    const { startProducer, startConsumer, depth } = startQueue();
    const producer = startProducer({ maxQueuedJobs: 3, windowMs: 0 });
    await vi.waitFor(
      async () =>
        expect(await producer.enqueue(aBatch({ batchId: randomUUID() }), {})).toEqual({
          ok: false,
          reason: 'full',
        }),
      PATIENCE,
    );
    expect((await depth()).waiting).toBeGreaterThanOrEqual(3);
    startConsumer();
    await vi.waitFor(
      async () =>
        expect(await producer.enqueue(aBatch({ batchId: randomUUID() }), {})).toMatchObject({ ok: true }),
      PATIENCE,
    );
  });
});

describe('a block', () => {
  it('comes again under its id with the same batches after RetryLater, as often as it takes', async () => {
    const tries: Block[] = [];
    const { producer, startConsumer, depth, errors, storeState } = startQueue(async (block) => {
      tries.push(block);
      if (tries.length < 6) throw new RetryLater('unreachable', 'the store is away');
    });
    await producer.enqueue(aBatch(), {});
    startConsumer();
    await vi.waitFor(() => expect(tries).toHaveLength(6), PATIENCE);
    expect(tries).toEqual(Array.from({ length: 6 }, () => tries[0]));
    await vi.waitFor(async () => expect(await depth()).toEqual(EMPTY), PATIENCE);
    expect(await storeState()).toMatchObject({ state: 'storing' });
    expect(errors).toEqual([]);
  });

  it('is tried again after any other error too, which is told', async () => {
    const tries: string[] = [];
    const { producer, startConsumer, depth, errors } = startQueue(async ({ id }) => {
      tries.push(id);
      if (tries.length < 3) throw new TypeError('a bug');
    });
    await producer.enqueue(aBatch(), {});
    startConsumer();
    await vi.waitFor(async () => expect(await depth()).toEqual(EMPTY), PATIENCE);
    expect(new Set(tries).size).toBe(1);
    expect(errors.map(String)).toEqual(['TypeError: a bug', 'TypeError: a bug']);
  });

  it('is the same block for the worker that goes on with it, though its jobs come one by one and with others', async () => {
    let isAway = true;
    const tries = new Map<string, string[][]>();
    const { startProducer, startConsumer, depth, storeState, stored } = startQueue(async (block) => {
      const ids = block.batches.map(({ batchId }) => batchId);
      tries.set(block.id, [...(tries.get(block.id) ?? []), ids]);
      if (isAway) throw new RetryLater('busy', 'not now');
    });
    const producer = startProducer({ maxBatchesPerJob: 1 });
    const ids = Array.from({ length: 24 }, () => randomUUID());
    for (const batchId of ids.slice(0, 12)) await producer.enqueue(aBatch({ batchId }), {});
    const first = startConsumer({ maxEvents: 5, windowMs: 5, parallel: 3 });
    await vi.waitFor(() => expect(tries.size).toBeGreaterThanOrEqual(2), PATIENCE);
    expect(await storeState()).toMatchObject({ state: 'busy' });
    await first.close();
    for (const batchId of ids.slice(12)) await producer.enqueue(aBatch({ batchId }), {});

    isAway = false;
    startConsumer({ maxEvents: 7, windowMs: 5, maxJobs: 3 });
    startConsumer({ maxEvents: 100, windowMs: 1, maxJobs: 2 });
    await vi.waitFor(async () => expect(await depth()).toEqual(EMPTY), PATIENCE);
    for (const sameBlock of tries.values()) for (const ids of sameBlock) expect(ids).toEqual(sameBlock[0]);
    const byBlock = [...tries.values()].flatMap(([ids = []]) => ids);
    expect(byBlock.toSorted()).toEqual(ids.toSorted());
    expect(new Set(stored()).size).toBe(24);
  });

  it('that was settled is not handled again, though its jobs had not been completed', async () => {
    const { producer, startConsumer, depth, blocks, connection, ledger } = startQueue();
    await producer.enqueue(aBatch({ batchId: 'settled-01' }), {});
    startConsumer();
    await vi.waitFor(async () => expect(await depth()).toEqual(EMPTY), PATIENCE);
    const client = new Redis(connection.redisUrl);
    closers.push(async () => client.disconnect());
    // As if the worker was killed between settling and completing: the job waits, its place is known, its block is gone.
    await producer.enqueue(aBatch({ batchId: 'settled-02' }), {});
    const consumer = startConsumer();
    await vi.waitFor(() => expect(blocks).toHaveLength(2), PATIENCE);
    await consumer.close();
    expect(await ledger()).toMatchObject({ inFlight: 0 });
    const jobId = randomUUID();
    await client.set(`${connection.prefix}:block-of:${jobId}`, 'a-settled-block');
    const { Queue } = await import('bullmq');
    const queue = new Queue('batches', {
      connection: { url: connection.redisUrl },
      prefix: connection.prefix,
    });
    closers.push(() => queue.close());
    await queue.add('batches', { batches: [aBatch({ batchId: 'settled-03' })] }, { jobId });
    await vi.waitFor(async () => expect(await depth()).toEqual(EMPTY), PATIENCE);
    expect(blocks).toHaveLength(2);
  });

  it('leaves nothing behind in Redis but the ids of its batches and the ledger', async () => {
    const { producer, startConsumer, depth, keys, connection } = startQueue();
    const batch = aBatch({ batchId: randomUUID() });
    await Promise.all([producer.enqueue(batch, {}), producer.enqueue(batch, {})]);
    const consumer = startConsumer();
    await vi.waitFor(async () => expect(await depth()).toEqual(EMPTY), PATIENCE);
    await vi.waitFor(
      async () =>
        expect((await keys()).filter((key) => /:(block|block-of|duplicates):/.test(key))).toEqual([]),
      PATIENCE,
    );
    await consumer.close();
    const kinds = new Set((await keys()).map((key) => key.slice(connection.prefix.length + 1).split(':')[0]));
    expect(kinds).toEqual(new Set(['batches', 'ledger', 'store-state', 'taken']));
  });
});

describe('the ledger', () => {
  it('counts what is dropped and refused without a batch, within a second or when the producer closes', async () => {
    const { producer, ledger } = startQueue();
    producer.countDropped('shop', { invalid: 3, 'too-old': 1 });
    producer.countRefused('shop', 'too-large');
    await vi.waitFor(
      async () =>
        expect(await ledger()).toMatchObject({
          received: 4,
          dropped: { invalid: 3, 'too-old': 1 },
          refusedRequests: { 'too-large': 1 },
        }),
      PATIENCE,
    );
    producer.countDropped('shop', { invalid: 1 });
    producer.countRefused('', 'unknown-key');
    await producer.close();
    expect(await ledger()).toMatchObject({ received: 5, dropped: { invalid: 4 } });
    expect(await ledger('')).toMatchObject({ refusedRequests: { 'unknown-key': 1 } });
  });

  it('has a dead letter once, however often its block is settled', async () => {
    const letter = { id: 'letter-0', app: 'shop', reason: 'no', at: 1, batch: aBatch() };
    const { producer, startConsumer, ledger, depth } = startQueue(async () => ({ deadLetters: [letter] }));
    const batch = aBatch({ batchId: randomUUID() });
    await producer.enqueue(batch, {});
    startConsumer();
    await vi.waitFor(async () => expect(await depth()).toEqual(EMPTY), PATIENCE);
    expect(await ledger()).toMatchObject({ received: batch.events.length, inFlight: 0, deadLettered: 1 });
  });
});
