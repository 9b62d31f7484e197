import { DEFAULT_BUDGETS, type Budget } from '@paceline/budgets';
import type { Measurement, MetricName } from '@paceline/protocol';
import type { Storage } from '@paceline/storage';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { budgetsSchema, createQueryApi, type Budgets, type BudgetStatus } from '../src/index.ts';
import { aMeasurement } from './aMeasurement.ts';
import { createRandom, exactMean, exactQuantile, expectWithinBound } from './exactly.ts';
import { ask, NOW, someOptions, startWorld, type World } from './startWorld.ts';

const MINUTE = 60_000;
const random = createRandom(5);

const requests = Array.from({ length: 3_000 }, (_, index): Measurement => {
  const failed = index % 1000 === 0;
  return aMeasurement({
    at: NOW - Math.floor(random() * 59 * MINUTE),
    value: 20 + random() * 150,
    failed,
    statusClass: failed ? '5xx' : '2xx',
    environment: index % 2 === 0 ? 'production' : 'staging',
    route: index % 3 === 0 ? '/cart' : '/',
  });
});
const measured = (metric: MetricName, value: number, parts: Partial<Measurement> = {}) =>
  aMeasurement({ at: NOW - 5 * MINUTE, metric, value, route: '', ...parts });
const repeated = (count: number, row: Measurement) => Array.from({ length: count }, () => row);
const others = [
  ...repeated(30, measured('vital.lcp', 1700)),
  ...repeated(30, measured('vital.fcp', 900)),
  ...repeated(5, measured('vital.load', 300)),
  ...repeated(4, measured('cache.lookup', 1, { layer: 'redis', weight: 90 })),
  ...repeated(4, measured('cache.lookup', 0, { layer: 'redis', weight: 10 })),
  ...repeated(4, measured('cache.lookup', 0, { layer: 'memory', weight: 100 })),
  ...repeated(3, measured('system.memory', 200 * 1024 * 1024)),
];

/** A budget of a team's own, beside the documented ones. */
function aBudget(id: string, parts: Partial<Budget>): Budget {
  const documented = DEFAULT_BUDGETS.find((budget) => budget.id === 'api-response-time');
  if (documented === undefined) throw new Error('the documented budgets lack response time');
  return { ...documented, id, ...parts };
}
const budgets = [
  ...DEFAULT_BUDGETS,
  aBudget('cart', { scope: { route: '/cart' }, companions: ['rate', 'peak-rate', 'max'] }),
  aBudget('production-only', { scope: { environment: 'production' } }),
  aBudget('other-app', { app: 'paceline' }),
  aBudget('peak', { statistic: 'peak-rate', comparison: 'at-least', unit: 'per-second', target: 1 }),
];

describe('GET /api/v1/budgets', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(inject('clickhouseUrl'), { budgets });
    await world.insert([...requests, ...others]);
  });
  afterAll(() => world.close());

  async function load(query: Record<string, string> = {}): Promise<Budgets> {
    const response = await world.ask('/api/v1/budgets', { app: 'shop', ...query });
    expect(response.status, await response.clone().text()).toBe(200);
    return budgetsSchema.parse(await response.json());
  }
  async function one(id: string, query: Record<string, string> = {}): Promise<BudgetStatus> {
    const found = (await load(query)).budgets.find((budget) => budget.id === id);
    if (found === undefined) throw new Error(`no budget ${id}`);
    return found;
  }

  it('tells every budget of the app, in the configured order', async () => {
    const { app, environment, from, to, budgets: told } = await load();
    expect(told.map(({ id }) => id)).toEqual([
      ...DEFAULT_BUDGETS.map(({ id }) => id),
      'cart',
      'production-only',
      'peak',
    ]);
    expect({ app, environment }).toEqual({ app: 'shop', environment: null });
    expect(Date.parse(to) - Date.parse(from)).toBe(3_600_000);
  });

  it('judges a percentile against its target, with its companions', async () => {
    const budget = await one('api-response-time');
    expectWithinBound(budget.value, exactQuantile(requests, 0.95));
    expectWithinBound(budget.companions['p50'], exactQuantile(requests, 0.5));
    expectWithinBound(budget.companions['p99'], exactQuantile(requests, 0.99));
    expect(Object.keys(budget.companions)).toEqual(['p50', 'p99']);
    expect(budget).toMatchObject({
      target: 200,
      bestSeen: 150,
      goal: null,
      status: 'ok',
      events: 3000,
      unit: 'ms',
      severity: 'page',
      scope: {},
    });
    expect(budget.headroom).toBeCloseTo(200 - (budget.value ?? 0), 9);
    expect(budget.headroomShare).toBeCloseTo((200 - (budget.value ?? 0)) / 200, 9);
  });

  it('tells the errors of the value and of its companions', async () => {
    const budget = await one('api-response-time');
    expect(budget.thin).toBe(false);
    expect(budget.low).toBeLessThan(budget.value ?? Number.NaN);
    expect(budget.high).toBeGreaterThan(budget.value ?? Number.NaN);
    expect(budget.companionEstimates).toMatchObject({ p50: { thin: false }, p99: { thin: false } });
    expect(await one('page-load')).toMatchObject({ value: 300, thin: true });
    expect(await one('time-to-interactive')).toMatchObject({
      value: null,
      low: null,
      high: null,
      thin: null,
    });
    // The busiest moment has no interval.
    expect(await one('peak')).toMatchObject({ low: null, high: null, thin: false });
  });

  it('counts the headroom of a share by what may fail', async () => {
    // Three of 3,000 failed; 0.05 % may.
    const availability = await one('api-availability');
    expect(availability).toMatchObject({ value: 0.999, status: 'broken' });
    expect(availability.headroomShare).toBeCloseTo(-1, 6);
    expect(await one('api-error-rate')).toMatchObject({ value: 0.001, status: 'broken' });
  });

  it('judges each documented statistic of a vital, and marks an approximate one', async () => {
    expect(await one('largest-contentful-paint')).toMatchObject({ value: 1700, status: 'at-risk' });
    expect((await one('largest-contentful-paint')).headroomShare).toBeCloseTo(100 / 1800, 9);
    expectWithinBound((await one('largest-contentful-paint-p75')).value, 1700);
    expect(await one('first-contentful-paint')).toMatchObject({
      value: 900,
      headroom: -300,
      status: 'broken',
    });
    expect(await one('time-to-interactive')).toMatchObject({
      value: null,
      status: 'no-data',
      approximate: true,
    });
  });

  it('gives a value but no verdict below the minimum of events', async () => {
    expect(await one('page-load')).toMatchObject({
      value: 300,
      events: 5,
      status: 'no-data',
      minimumEvents: 20,
    });
  });

  it('tells null of what nothing measured', async () => {
    const budget = await one('cumulative-layout-shift');
    expect(budget).toMatchObject({
      value: null,
      headroom: null,
      headroomShare: null,
      status: 'no-data',
      events: 0,
    });
    expect(budget.companions).toEqual({ p75: null });
    expect(new Set(budget.sparkline.values)).toEqual(new Set([null]));
  });

  it('judges caches of all layers and of each', async () => {
    expect((await one('cache-hit-rate')).value).toBeCloseTo(360 / 800, 12);
    expect(await one('cache-hit-rate-redis')).toMatchObject({ value: 0.9, events: 8, status: 'ok' });
    expect(await one('cache-hit-rate-memory')).toMatchObject({ value: 0, status: 'broken' });
    expect(await one('cache-hit-rate-browser')).toMatchObject({
      value: null,
      status: 'no-data',
      optional: true,
    });
    expect((await one('cache-hit-rate-redis')).sparkline.values).toContain(0.9);
  });

  it('judges a budget with a scope by its part of the traffic', async () => {
    const cart = requests.filter(({ route }) => route === '/cart');
    const budget = await one('cart');
    expectWithinBound(budget.value, exactQuantile(cart, 0.95));
    expect(budget).toMatchObject({ events: cart.length, scope: { route: '/cart' } });
    expect(budget.companions['max']).toBe(Math.max(...cart.map(({ value }) => value)));
  });

  it('tells rates over what has passed, and the busiest ten seconds', async () => {
    const counts = new Map<number, number>();
    for (const { at } of requests)
      counts.set(Math.floor(at / 10_000), (counts.get(Math.floor(at / 10_000)) ?? 0) + 1);
    const peak = Math.max(...counts.values()) / 10;
    const throughput = await one('api-throughput');
    const seconds = (NOW - Math.floor((NOW - 60 * MINUTE) / 10_000) * 10_000) / 1000;
    expect(throughput.value).toBeCloseTo(3000 / seconds, 9);
    expect(throughput.companions['peak-rate']).toBeCloseTo(peak, 9);
    expect((await one('peak')).value).toBeCloseTo(peak, 9);
  });

  it('narrows to an environment, and leaves budgets for another one out', async () => {
    const staging = requests.filter(({ environment }) => environment === 'staging');
    const answer = await load({ environment: 'staging' });
    expect(answer.environment).toBe('staging');
    expect(answer.budgets.map(({ id }) => id)).not.toContain('production-only');
    const budget = await one('api-response-time', { environment: 'staging' });
    expectWithinBound(budget.value, exactQuantile(staging, 0.95));
    expect(budget.events).toBe(staging.length);
    expect((await one('production-only', { environment: 'production' })).events).toBe(1500);
  });

  it('draws a sparkline of about forty points, null where nothing was measured', async () => {
    const { sparkline } = await one('api-response-time', { from: 'now-2h' });
    expect(sparkline.stepSeconds).toBe(300);
    expect(sparkline.values).toHaveLength(25);
    const firstAt = Math.floor((NOW - 120 * MINUTE) / 300_000) * 300_000;
    for (const [index, value] of sparkline.values.entries()) {
      const start = firstAt + index * 300_000;
      const point = requests.filter(({ at }) => at >= start && at < start + 300_000);
      if (point.length === 0) expect(value).toBeNull();
      else expectWithinBound(value, exactQuantile(point, 0.95));
    }
    expect(sparkline.values[0]).toBeNull();
    const lcp = (await one('largest-contentful-paint')).sparkline.values.filter((value) => value !== null);
    expect(lcp).toEqual([exactMean(others.filter(({ metric }) => metric === 'vital.lcp'))]);
  });

  it('answers the documented budgets with few queries', async () => {
    let asked = 0;
    const counting: Storage = {
      ...world.storage,
      loadDistributions: (query) => {
        asked += 1;
        return world.storage.loadDistributions(query);
      },
      loadPeakRate: (query) => {
        asked += 1;
        return world.storage.loadPeakRate(query);
      },
    };
    const api = createQueryApi(someOptions(counting));
    const response = await ask(api, '/api/v1/budgets', { app: 'shop' });
    expect(budgetsSchema.parse(await response.json()).budgets).toHaveLength(DEFAULT_BUDGETS.length);
    expect(asked).toBe(5);
  });
});
