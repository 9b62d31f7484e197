import { StorageError, type Storage } from '@paceline/storage';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import type { TelemetryEvent } from '@paceline/protocol';
import { startProxy } from '../../test/startProxy.ts';
import { startWorld, type World } from '../../test/startWorld.ts';

const PATIENCE = { timeout: 20_000, interval: 50 };
let world: World;

beforeAll(async () => {
  world = await startWorld(inject('redisUrl'), inject('clickhouseUrl'));
});

// A worker that a failed test left behind would take the jobs of the next one.
afterEach(() => world.stopWorkers());

afterAll(() => world.close());

/** Requests with their errors: three rows for every two events. */
function events(count: number): TelemetryEvent[] {
  const at = Date.now();
  return Array.from({ length: count }, (_, index): TelemetryEvent[] => [
    { type: 'request', at, side: 'server', method: 'GET', status: 500, durationMs: index + 1, route: '/a' },
    { type: 'error', at, kind: 'uncaught', name: 'Error', message: 'no', weight: 2 },
  ]).flat();
}

async function storedEvents(app: string): Promise<number> {
  const freshness = await world.storage.loadFreshness();
  return freshness.find((one) => one.app === app)?.storedEvents ?? 0;
}

/** Raw rows, error texts, and what the rollups say of the requests of an app. */
async function stored(app: string) {
  const [[rows], [errors], distributions] = await Promise.all([
    world.ask(`SELECT count() FROM measurements WHERE app = '${app}'`),
    world.ask(`SELECT count() FROM errors WHERE app = '${app}'`),
    world.storage.loadDistributions({
      app,
      metrics: ['request.duration'],
      fromMs: Date.now() - 600_000,
      toMs: Date.now() + 60_000,
      filter: {},
      withBins: false,
    }),
  ]);
  const [request] = distributions;
  return {
    rows: Number(rows),
    errors: Number(errors),
    requests: request?.distribution.events,
    failed: request?.distribution.errors,
    durations: request?.distribution.sum,
  };
}

describe('a worker on a real queue and a real engine', () => {
  it('stores every event of every batch once', async () => {
    await Promise.all(Array.from({ length: 40 }, () => world.send('counted', events(25))));
    const worker = await world.startWorker();
    await vi.waitFor(
      async () =>
        expect(await worker.registry.metrics()).toContain('paceline_worker_events_stored_total 2000'),
      PATIENCE,
    );
    expect(await storedEvents('counted')).toBe(2000);
    expect(await stored('counted')).toEqual({
      rows: 2000,
      errors: 1000,
      requests: 1000,
      failed: 1000,
      durations: 40 * 325,
    });
  });

  it.each([
    [
      'the answer of the insert gets lost',
      () => new StorageError('unreachable', 'the answer got lost'),
      'insertMeasurements',
    ],
    ['the worker stops between its two inserts', () => new StorageError('busy', 'not now'), 'insertErrors'],
  ] as const)('stores a job once when %s', async (name, fail, where) => {
    const app = name.replaceAll(' ', '-');
    let isFailed = false;
    const failAfter = async (inserted: Promise<void>, method: string) => {
      await inserted;
      if (method !== where || isFailed) return;
      isFailed = true;
      throw fail();
    };
    const storage: Storage = {
      ...world.storage,
      insertMeasurements: (rows, token) =>
        failAfter(world.storage.insertMeasurements(rows, token), 'insertMeasurements'),
      insertErrors: (rows, token) => failAfter(world.storage.insertErrors(rows, token), 'insertErrors'),
    };
    const worker = await world.startWorker({ storage });
    await world.send(app, events(50));
    const stores = /paceline_worker_events_stored_total 100\b/;
    await vi.waitFor(async () => expect(await worker.registry.metrics()).toMatch(stores), PATIENCE);
    expect(isFailed).toBe(true);
    expect(await stored(app)).toMatchObject({ rows: 100, errors: 50, requests: 50, durations: 1275 });
    expect(await storedEvents(app)).toBe(100);
  });

  it('keeps jobs while the engine cannot be reached, says so, and stores them afterwards', async () => {
    const proxy = await startProxy(inject('clickhouseUrl'));
    proxy.cut();
    const storage = world.storageAt(proxy.url);
    const worker = await world.startWorker({ storage });
    const reachable = async () =>
      /^paceline_worker_store_reachable (\d)/m.exec(await worker.registry.metrics())?.[1];
    await world.send('waiting', events(10));
    await vi.waitFor(async () => expect(await reachable()).toBe('0'), PATIENCE);
    proxy.letThrough();
    await vi.waitFor(async () => expect(await storedEvents('waiting')).toBe(20), PATIENCE);
    await vi.waitFor(async () => expect(await reachable()).toBe('1'), PATIENCE);
    expect(await stored('waiting')).toMatchObject({ rows: 20, errors: 10, requests: 10 });
    await worker.close();
    await storage.close();
    await proxy.close();
  });
});
