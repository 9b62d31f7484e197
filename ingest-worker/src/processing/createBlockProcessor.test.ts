import type { ErrorReport, Measurement, TelemetryEvent } from '@paceline/protocol';
import { type Block, RetryLater } from '@paceline/queue';
import { StorageError } from '@paceline/storage';
import { array, assert, asyncProperty, boolean } from 'fast-check';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { aBatch } from '../../test/aBatch.ts';
import { createWorkerMetrics } from '../createWorkerMetrics.ts';
import { createBlockProcessor } from './createBlockProcessor.ts';

const receivedAt = Date.UTC(2026, 0, 1);
const measure = { type: 'measure', at: receivedAt, name: 'a', value: 1 } as const;
const crash = { type: 'error', at: receivedAt, kind: 'uncaught', name: 'E', message: 'no' } as const;
const empty = { type: 'system', at: receivedAt } as const;

let inserted: { token: string; rows: readonly (Measurement | ErrorReport)[] }[];
let failWith: Error | undefined;
let refuse: (rows: readonly (Measurement | ErrorReport)[]) => void;
let registry: Registry;
let logged: { level: number; msg: string }[];

beforeEach(() => {
  inserted = [];
  failWith = undefined;
  refuse = () => undefined;
  registry = new Registry();
  logged = [];
});

async function insert(given: Iterable<Measurement | ErrorReport>, token: string): Promise<void> {
  const rows = [...given];
  if (failWith !== undefined) throw failWith;
  refuse(rows);
  inserted.push({ token, rows });
}

function aProcessor() {
  return createBlockProcessor({
    storage: { insertMeasurements: insert, insertErrors: insert },
    metrics: createWorkerMetrics(registry),
    log: pino({}, { write: (line) => void logged.push(JSON.parse(line)) }),
    now: () => receivedAt + 250,
  });
}

function aBlock(parts: Partial<Block> = {}): Block {
  return { id: 'block-1', batches: [aBatch({ events: [measure, crash] })], ...parts };
}

async function valueOf(name: string): Promise<number | undefined> {
  const { values } = (await registry.getSingleMetric(name)?.get()) ?? { values: [] };
  return values[0]?.value;
}

const batchIds = () =>
  inserted.map(({ token, rows }) => [
    token,
    rows.map(({ batchId, eventIndex }) => `${batchId}#${eventIndex}`),
  ]);

/** Makes the store refuse every insert that has a row of `batchId`, and say which rows only when `named`. */
function refuseRowsOf(batchId: string, { named }: { named: boolean }): void {
  refuse = (rows) => {
    const rejected = [...rows.keys()].filter((index) => rows[index]?.batchId === batchId);
    if (rejected.length > 0)
      throw new StorageError('rejected-rows', 'not like this', named ? { rows: rejected } : {});
  };
}

describe('createBlockProcessor', () => {
  it('stores errors and measurements of a block as one insert each, under tokens of the block', async () => {
    const batches = [
      aBatch({ events: [measure, crash] }),
      aBatch({ batchId: 'batch-0002', events: [measure] }),
    ];
    expect(await aProcessor()(aBlock({ batches }))).toEqual({ deadLetters: [] });
    expect(inserted.map(({ token, rows }) => [token, rows.length])).toEqual([
      ['block-1-errors', 1],
      ['block-1', 3],
    ]);
  });

  it('makes the same inserts under the same tokens when a block is tried again', async () => {
    const process = aProcessor();
    await process(aBlock());
    const first = inserted.splice(0);
    expect(first).toHaveLength(2);
    await process(aBlock());
    expect(inserted).toEqual(first);
  });

  it('makes several inserts of a block with more rows than one may have, and tears no event apart', async () => {
    const pool = { name: 'db', active: 1, idle: 1, waiting: 0, size: 4 };
    const system: TelemetryEvent = { type: 'system', at: receivedAt, cpuShare: 0.5, pools: [pool, pool] };
    const events = Array.from({ length: 2500 }, () => system);
    await aProcessor()(aBlock({ batches: [aBatch({ events })] }));
    expect(inserted.map(({ token, rows }) => [token, rows.length])).toEqual([
      ['block-1', 9_999],
      ['block-1-1', 9_999],
      ['block-1-2', 2_502],
    ]);
  });

  it('counts stored events, and how long they were on their way', async () => {
    await aProcessor()(aBlock({ batches: [aBatch({ receivedAt, events: [measure, crash] })] }));
    expect(await valueOf('paceline_worker_events_stored_total')).toBe(2);
    expect(await registry.metrics()).toContain('paceline_worker_lag_seconds_sum 0.25');
  });

  it.each(['unreachable', 'busy', 'too-heavy', 'refused'] as const)(
    'lets blocks wait while the store is %s, says so once, and goes on',
    async (reason) => {
      const process = aProcessor();
      failWith = new StorageError(reason, 'no');
      await expect(process(aBlock())).rejects.toThrow(RetryLater);
      await expect(process(aBlock())).rejects.toMatchObject({ reason });
      expect(await valueOf('paceline_worker_store_reachable')).toBe(0);
      expect(logged).toHaveLength(1);
      failWith = undefined;
      await process(aBlock());
      expect(await valueOf('paceline_worker_store_reachable')).toBe(1);
      expect(logged).toHaveLength(2);
    },
  );

  it('throws what it does not know on, so that the block is tried again', async () => {
    failWith = new TypeError('a bug');
    await expect(aProcessor()(aBlock())).rejects.toBe(failWith);
  });

  it('stores what stands beside an event that gives nothing to store, or that this worker does not know', async () => {
    const unknown = { ...measure, type: 'hologram' } as unknown as typeof measure;
    const events = [measure, empty, unknown, measure];
    const { deadLetters } = await aProcessor()(aBlock({ batches: [aBatch({ events })] }));
    expect(batchIds()).toEqual([['block-1', ['batch-0001#0', 'batch-0001#3']]]);
    expect(deadLetters).toEqual([
      {
        id: 'block-1-0-1',
        app: 'shop',
        reason: 'it names no figure',
        at: receivedAt + 250,
        batch: aBatch({ events: [empty] }),
      },
      expect.objectContaining({
        id: 'block-1-0-2',
        reason: expect.stringContaining('"hologram"'),
        batch: aBatch({ events: [unknown] }),
      }),
    ]);
    expect(await valueOf('paceline_worker_dead_letters_total')).toBe(2);
    expect(await valueOf('paceline_worker_events_stored_total')).toBe(2);
  });

  const neighbours = [
    aBatch({ events: [measure, crash] }),
    aBatch({ batchId: 'poison', events: [measure] }),
    aBatch({ batchId: 'batch-0003', events: [crash] }),
  ];

  it('leaves out the rows that the store names as never storable, under the same token', async () => {
    refuseRowsOf('poison', { named: true });
    const { deadLetters } = await aProcessor()(aBlock({ batches: neighbours }));
    expect(batchIds()).toEqual([
      ['block-1-errors', ['batch-0001#1', 'batch-0003#0']],
      ['block-1', ['batch-0001#0', 'batch-0001#1', 'batch-0003#0']],
    ]);
    expect(deadLetters).toMatchObject([{ id: 'block-1-1-0', reason: 'not like this' }]);
  });

  it('halves an insert that the store refuses without naming a row, always in the same way', async () => {
    refuseRowsOf('poison', { named: false });
    const process = aProcessor();
    const { deadLetters } = await process(aBlock({ batches: neighbours }));
    const first = inserted.splice(0);
    expect(first.map(({ token }) => token)).toEqual(['block-1-errors', 'block-1.0', 'block-1.1.1']);
    expect(first.slice(1).flatMap(({ rows }) => rows.map(({ batchId }) => batchId))).toEqual([
      'batch-0001',
      'batch-0001',
      'batch-0003',
    ]);
    expect(deadLetters.map(({ id }) => id)).toEqual(['block-1-1-0']);
    expect(await process(aBlock({ batches: neighbours }))).toEqual({ deadLetters });
    expect(inserted).toEqual(first);
  });

  it('does not count an error whose texts are refused', async () => {
    refuse = (rows) => {
      if (rows.some((row) => 'message' in row)) throw new StorageError('rejected-rows', 'no texts');
    };
    const { deadLetters } = await aProcessor()(aBlock({ batches: neighbours }));
    expect(batchIds()).toEqual([['block-1', ['batch-0001#0', 'poison#0']]]);
    expect(deadLetters.map(({ id }) => id)).toEqual(['block-1-0-1', 'block-1-2-0']);
  });

  it.each([true, false])(
    'makes a letter of every event that is refused, and stores all others (rows named: %s)',
    async (named) => {
      await assert(
        asyncProperty(array(boolean(), { minLength: 1, maxLength: 60 }), async (poisoned) => {
          inserted = [];
          registry = new Registry();
          refuse = (rows) => {
            const rejected = [...rows.keys()].filter((index) => poisoned[Number(rows[index]?.eventIndex)]);
            if (rejected.length > 0)
              throw new StorageError('rejected-rows', 'no', named ? { rows: rejected } : {});
          };
          const events = poisoned.map(() => measure);
          const { deadLetters } = await aProcessor()(aBlock({ batches: [aBatch({ events })] }));
          const indexes = [...poisoned.keys()];
          expect(inserted.flatMap(({ rows }) => rows.map(({ eventIndex }) => eventIndex))).toEqual(
            indexes.filter((index) => !poisoned[index]),
          );
          expect(new Set(deadLetters.map(({ id }) => id))).toEqual(
            new Set(indexes.filter((index) => poisoned[index]).map((index) => `block-1-0-${index}`)),
          );
          expect(new Set(inserted.map(({ token }) => token)).size).toBe(inserted.length);
        }),
        { numRuns: 100 },
      );
    },
  );
});
