import { randomUUID } from 'node:crypto';
import { DROP_REASONS, REFUSAL_REASONS } from '@paceline/protocol';
import { createLedgerReader, createQueueDepth } from '@paceline/queue';
import { createStorage, type Storage } from '@paceline/storage';
import { Redis } from 'ioredis';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import {
  createQueryApi,
  ledgerSchema,
  problemSchema,
  type QueryApi,
  type QueryApiOptions,
} from '../src/index.ts';
import { aMeasurement } from './aMeasurement.ts';
import { ask, LONG_RETENTION, someOptions, startWorld, type World } from './startWorld.ts';

/** For a machine that is busy with other tests. */
const PATIENCE = { timeout: 20_000, interval: 20 };
/** Nothing listens there. */
const NOWHERE = '127.0.0.1:1';
const DEPTH = { waiting: 3, active: 1, delayed: 2, failed: 0 };

let redis: Redis;
let world: World;
let prefix: string;
const closers: (() => Promise<void>)[] = [];

beforeAll(() => {
  redis = new Redis(inject('redisUrl'));
});
beforeEach(async () => {
  prefix = `{test-${randomUUID()}}`;
  world = await startWorld(inject('clickhouseUrl'), { now: Date.now });
});
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
  await world.close();
});
afterAll(() => redis.disconnect());

/** An API on this test's part of Redis and ClickHouse, unless it says otherwise. */
async function startApi({
  redisUrl = inject('redisUrl'),
  storage = world.storage,
  ...parts
}: { redisUrl?: string; storage?: Storage } & Partial<QueryApiOptions> = {}): Promise<QueryApi> {
  const ledger = createLedgerReader({ redisUrl, prefix });
  const depth = createQueueDepth({ redisUrl, prefix });
  closers.push(
    () => ledger.close(),
    () => depth.close(),
  );
  if (!redisUrl.includes(NOWHERE)) await vi.waitFor(() => depth.load(), PATIENCE);
  return createQueryApi(
    someOptions(storage, { now: Date.now, ledger, queueDepth: () => depth.load(), ...parts }),
  );
}

/** A database that cannot be reached. */
function noStorage(): Storage {
  const storage = createStorage({ url: `http://${NOWHERE}`, database: 'gone', retention: LONG_RETENTION });
  closers.push(() => storage.close());
  return storage;
}

/** A figure as Prometheus reads it. */
const events = (app: string, outcome: string, value: number) =>
  `paceline_ledger_events{app="${app}",outcome="${outcome}"} ${value}`;

/** The figures of Paceline's ledger, as Prometheus reads them. */
async function scrape(api: QueryApi): Promise<readonly string[]> {
  const figures = await (await api.request('/metrics')).text();
  return figures
    .split('\n')
    .filter((line) => /^paceline_(ledger_events|newest_stored_age|queue_jobs)/.test(line))
    .toSorted();
}

const zeros = (reasons: readonly string[]) => Object.fromEntries(reasons.map((reason) => [reason, 0]));

/** Counts in one step, as collectors and workers do. */
async function count(app: string, changes: Readonly<Record<string, number>>): Promise<void> {
  const transaction = redis.multi();
  for (const [field, change] of Object.entries(changes)) {
    transaction.hincrby(`${prefix}:ledger:${app}`, field, change);
  }
  await transaction.exec();
}

const store = (events: number, app = 'shop') =>
  world.insert(
    Array.from({ length: events }, (_, index) => aMeasurement({ app, at: Date.now(), value: index })),
  );

async function load(api: QueryApi, app = 'shop') {
  const response = await ask(api, '/api/v1/ledger', { app });
  expect(response.status, await response.clone().text()).toBe(200);
  return ledgerSchema.parse(await response.json());
}

describe('GET /api/v1/ledger', () => {
  it('balances: every received event is stored, dropped, in flight or a dead letter', async () => {
    const api = await startApi();
    // Of 40 events one was invalid and 13 came again; 5 are under way, and one can never be stored.
    await count('shop', { received: 40, 'in-flight': 26, 'dropped:invalid': 1, 'dropped:duplicate': 13 });
    await store(20);
    await count('shop', { 'in-flight': -21, 'dead-lettered': 1 });
    await count('shop', { 'refused:origin': 2, 'refused:rate-limited': 7 });
    await count('', { 'refused:unknown-key': 3 });
    await count('paceline', { received: 1, 'in-flight': 1 });
    const ledger = await load(api);
    expect(ledger).toMatchObject({
      app: 'shop',
      received: 40,
      stored: 20,
      inFlight: 5,
      deadLettered: 1,
      unknownKeyRequests: 3,
      unaccounted: 0,
      store: null,
      queue: { waiting: 0, active: 0, delayed: 0, failed: 0 },
    });
    expect(ledger.dropped).toEqual({ ...zeros(DROP_REASONS), invalid: 1, duplicate: 13 });
    expect(ledger.refusedRequests).toEqual({ ...zeros(REFUSAL_REASONS), origin: 2, 'rate-limited': 7 });
    expect(await load(api, 'paceline')).toMatchObject({
      received: 1,
      stored: 0,
      inFlight: 1,
      unaccounted: 0,
    });
  });

  it('shows a block that is stored but not counted yet as unaccounted, until it is counted', async () => {
    const api = await startApi();
    await count('shop', { received: 4, 'in-flight': 4 });
    await store(4);
    expect(await load(api)).toMatchObject({ stored: 4, inFlight: 4, unaccounted: -4 });
    await count('shop', { 'in-flight': -4 });
    expect(await load(api)).toMatchObject({ stored: 4, inFlight: 0, unaccounted: 0 });
  });

  it('tells the age of the newest stored event, and none before the first', async () => {
    let nowMs = Date.now();
    const api = await startApi({ now: () => nowMs });
    expect(await load(api)).toMatchObject({ stored: 0, newestStoredAt: null, newestStoredAgeMs: null });
    await store(1);
    const { newestStoredAt } = await load(api);
    nowMs = Date.parse(newestStoredAt ?? '') + 5_000;
    expect(await load(api)).toMatchObject({ newestStoredAt, newestStoredAgeMs: 5_000 });
    nowMs -= 60_000;
    expect((await load(api)).newestStoredAgeMs).toBe(0);
  });

  it('says since when workers cannot store, and why', async () => {
    const since = Date.UTC(2026, 4, 20, 12);
    await redis.hset(`${prefix}:store-state`, { state: 'unreachable', since });
    expect((await load(await startApi())).store).toEqual({
      state: 'unreachable',
      since: '2026-05-20T12:00:00.000Z',
    });
  });

  it('still answers while the database does not, and says what it cannot know', async () => {
    await count('shop', { received: 9, 'in-flight': 8, 'dropped:sampled': 1 });
    await redis.hset(`${prefix}:store-state`, { state: 'unreachable', since: 1 });
    expect(await load(await startApi({ storage: noStorage() }))).toMatchObject({
      received: 9,
      inFlight: 8,
      stored: null,
      unaccounted: null,
      newestStoredAt: null,
      newestStoredAgeMs: null,
      store: { state: 'unreachable' },
    });
  });

  it('does not wait for a database that hangs', async () => {
    const hanging: Storage = { ...world.storage, loadFreshness: () => new Promise(() => undefined) };
    expect(await load(await startApi({ storage: hanging }))).toMatchObject({ received: 0, stored: null });
  });

  it('answers without the depth of the queue when that is not known', async () => {
    const api = await startApi({ queueDepth: () => Promise.reject(new Error('gone')) });
    expect((await load(api)).queue).toBeNull();
  });

  it('answers 503 with Retry-After when Redis cannot be reached', async () => {
    const api = await startApi({ redisUrl: `redis://${NOWHERE}` });
    const response = await ask(api, '/api/v1/ledger', { app: 'shop' });
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(problemSchema.parse(await response.json()).detail).toMatch(/queue \(Redis\) does not answer/);
  });

  it('answers 404 where no queue is known, and for an app that is not configured', async () => {
    const withoutQueue = await world.ask('/api/v1/ledger', { app: 'shop' });
    expect(withoutQueue.status).toBe(404);
    expect(problemSchema.parse(await withoutQueue.json()).detail).toMatch(/knows no queue. Set REDIS_URL/);
    const unknown = await ask(await startApi(), '/api/v1/ledger', { app: 'blog' });
    expect(unknown.status).toBe(404);
    expect(problemSchema.parse(await unknown.json()).detail).toMatch(/There is no app "blog"/);
  });
});

describe('the gauges of the ledger', () => {
  it('tell what became of the events of the configured apps, and of no other', async () => {
    let nowMs = Date.now();
    const api = await startApi({ queueDepth: async () => DEPTH, now: () => nowMs, registry: new Registry() });
    await count('shop', { received: 9, 'in-flight': 3, 'dead-lettered': 1, 'dropped:too-old': 2 });
    await count('removed', { received: 5 });
    await store(3);
    await store(5, 'removed');
    nowMs = Date.parse((await load(api)).newestStoredAt ?? '') + 1_500;
    const figures = await scrape(api);
    for (const figure of [
      events('shop', 'received', 9),
      events('shop', 'stored', 3),
      events('shop', 'in_flight', 3),
      events('shop', 'dead_lettered', 1),
      events('shop', 'dropped_too_old', 2),
      events('shop', 'dropped_duplicate', 0),
      events('paceline', 'received', 0),
      events('paceline', 'stored', 0),
      'paceline_newest_stored_age_seconds{app="shop"} 1.5',
      'paceline_queue_jobs{state="waiting"} 3',
      'paceline_queue_jobs{state="delayed"} 2',
    ]) {
      expect(figures).toContain(figure);
    }
    const perApp = 4 + DROP_REASONS.length;
    expect(figures).toHaveLength(2 * perApp + 1 + 4);
  });

  it('leave out what Redis knows while it is away', async () => {
    await store(2);
    const figures = await scrape(await startApi({ redisUrl: `redis://${NOWHERE}` }));
    expect(figures).toEqual([
      events('paceline', 'stored', 0),
      events('shop', 'stored', 2),
      expect.stringMatching(/^paceline_newest_stored_age_seconds\{app="shop"\} \d/),
    ]);
  });

  it('leave out what the database knows while it is away, also after it was there', async () => {
    await store(2);
    await count('shop', { received: 2 });
    let isThere = true;
    const gone = noStorage();
    const api = await startApi({
      storage: {
        ...world.storage,
        loadFreshness: () => (isThere ? world.storage : gone).loadFreshness(),
      },
    });
    expect(await scrape(api)).toContain(events('shop', 'stored', 2));
    isThere = false;
    const figures = await scrape(api);
    expect(figures).toContain(events('shop', 'received', 2));
    expect(figures.filter((figure) => /outcome="stored"|newest_stored_age/.test(figure))).toEqual([]);
  });
});
