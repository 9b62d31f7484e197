import type { ErrorReport, Measurement } from '@paceline/protocol';
import { type BatchJob, RetryLater } from '@paceline/queue';
import { StorageError } from '@paceline/storage';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { aBatch } from '../../test/aBatch.ts';
import { createWorkerMetrics } from '../createWorkerMetrics.ts';
import { createBatchProcessor } from './createBatchProcessor.ts';

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

async function insert(rows: readonly (Measurement | ErrorReport)[], token: string): Promise<void> {
  if (failWith !== undefined) throw failWith;
  refuse(rows);
  inserted.push({ token, rows });
}

function aProcessor() {
  return createBatchProcessor({
    storage: { insertMeasurements: insert, insertErrors: insert },
    metrics: createWorkerMetrics(registry),
    log: pino({}, { write: (line) => void logged.push(JSON.parse(line)) }),
    now: () => receivedAt + 250,
  });
}

function aJob(parts: Partial<BatchJob> = {}): BatchJob {
  return { id: 'job-1', attempt: 1, batches: [aBatch({ events: [measure, crash] })], ...parts };
}

async function valueOf(name: string): Promise<number | undefined> {
  const { values } = (await registry.getSingleMetric(name)?.get()) ?? { values: [] };
  return values[0]?.value;
}

describe('createBatchProcessor', () => {
  it('stores measurements and errors of a job as one block each, under tokens of the job', async () => {
    const batches = [
      aBatch({ events: [measure, crash] }),
      aBatch({ batchId: 'batch-0002', events: [measure] }),
    ];
    await aProcessor()(aJob({ batches }));
    expect(inserted.map(({ token, rows }) => [token, rows.length])).toEqual([
      ['job-1', 3],
      ['job-1-errors', 1],
    ]);
  });

  it('forms the same blocks under the same tokens when a job is tried again', async () => {
    const process = aProcessor();
    await process(aJob());
    const first = inserted.splice(0);
    expect(first).toHaveLength(2);
    await process(aJob({ attempt: 2 }));
    expect(inserted).toEqual(first);
  });

  it('inserts no empty block', async () => {
    await aProcessor()(aJob({ batches: [aBatch({ events: [empty] })] }));
    expect(inserted).toEqual([]);
  });

  it('counts stored and empty events, and how long they were on their way', async () => {
    await aProcessor()(aJob({ batches: [aBatch({ receivedAt, events: [measure, crash, empty] })] }));
    expect(await valueOf('paceline_worker_events_stored_total')).toBe(2);
    expect(await valueOf('paceline_worker_events_empty_total')).toBe(1);
    expect(await registry.metrics()).toContain('paceline_worker_lag_seconds_sum 0.25');
  });

  it.each(['unreachable', 'busy', 'too-heavy', 'refused'] as const)(
    'lets jobs wait while the store is %s, says so once, and goes on',
    async (reason) => {
      const process = aProcessor();
      failWith = new StorageError(reason, 'no');
      await expect(process(aJob())).rejects.toThrow(RetryLater);
      await expect(process(aJob())).rejects.toThrow(RetryLater);
      expect(await valueOf('paceline_worker_store_reachable')).toBe(0);
      expect(logged).toHaveLength(1);
      failWith = undefined;
      await process(aJob());
      expect(await valueOf('paceline_worker_store_reachable')).toBe(1);
      expect(logged).toHaveLength(2);
    },
  );

  it.each([new StorageError('rejected-rows', 'no', { rows: [0] }), new TypeError('a bug')])(
    'throws %s on, so that the job becomes a dead letter',
    async (error) => {
      failWith = error;
      await expect(aProcessor()(aJob())).rejects.toBe(error);
      expect(await valueOf('paceline_worker_store_reachable')).toBe(1);
    },
  );

  it('stores what stands beside rows that can never be stored, before the job becomes a dead letter', async () => {
    const batches = [
      aBatch({ events: [measure] }),
      aBatch({ batchId: 'poison', events: [measure] }),
      aBatch({ batchId: 'batch-0003', events: [crash] }),
    ];
    refuse = (rows) => {
      const rejected = [...rows.keys()].filter((index) => rows[index]?.batchId === 'poison');
      if (rejected.length > 0) throw new StorageError('rejected-rows', 'no', { rows: rejected });
    };
    await expect(aProcessor()(aJob({ batches }))).rejects.toMatchObject({ reason: 'rejected-rows' });
    expect(inserted.map(({ token, rows }) => [token, rows.map(({ batchId }) => batchId)])).toEqual([
      ['job-1', ['batch-0001', 'batch-0003']],
      ['job-1-errors', ['batch-0003']],
    ]);
    expect(await valueOf('paceline_worker_rows_rejected_total')).toBe(1);
    expect(await valueOf('paceline_worker_events_stored_total')).toBe(2);
  });
});
