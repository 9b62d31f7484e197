import { RELATIVE_ERROR_BOUND, type Measurement, type MetricName } from '@paceline/protocol';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { summarySchema, type Summary } from '../src/index.ts';
import { aMeasurement } from './aMeasurement.ts';
import { createRandom, exactMean, exactQuantile, expectWithinBound, weightOf } from './exactly.ts';
import { NOW, startWorld, type World } from './startWorld.ts';

const MINUTE = 60_000;
const random = createRandom(11);
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;

/** Requests of the last hour, some sampled; in two environments. */
const requests = Array.from({ length: 4_000 }, (): Measurement => {
  const failed = random() < 0.03;
  return aMeasurement({
    at: NOW - Math.floor(random() * 59 * MINUTE),
    value: Math.exp(random() * 3 + random() * 3),
    weight: pick([1, 1, 1, 4]),
    failed,
    statusClass: failed ? '5xx' : '2xx',
    environment: pick(['production', 'production', 'staging']),
    release: pick(['1.4.0', '1.5.0']),
    route: pick(['/', '/orders/:id', '/cart']),
  });
});

const measured = (metric: MetricName, value: number, parts: Partial<Measurement> = {}) =>
  aMeasurement({ at: NOW - 5 * MINUTE, metric, value, route: '', eventCount: 0, ...parts });

const others = [
  measured('system.cpu', 0.2),
  measured('system.cpu', 0.4),
  measured('system.memory', 100e6),
  measured('system.memory', 140e6),
  measured('cache.lookup', 1, { layer: 'redis', weight: 75 }),
  measured('cache.lookup', 0, { layer: 'redis', weight: 25 }),
  measured('cache.eviction', 1, { layer: 'redis', weight: 5 }),
  measured('cache.lookup', 1, { layer: 'browser', weight: 300 }),
  measured('vital.lcp', 1200),
  measured('vital.lcp', 1800),
  measured('vital.cls', 0),
  measured('error.count', 1, { weight: 3 }),
];

/** Values that nothing measured, with the errors that they do not have. */
const withoutErrors = <Values extends Record<string, null>>(values: Values, rest: object) => ({
  ...values,
  ...rest,
  estimates: values,
});
const NOTHING = withoutErrors({ p50: null, p75: null, p95: null, p99: null, mean: null }, { events: 0 });

describe('GET /api/v1/summary', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(inject('clickhouseUrl'));
    await world.insert([...requests, ...others]);
  });
  afterAll(() => world.close());

  async function summary(query: Record<string, string>): Promise<Summary> {
    const response = await world.ask('/api/v1/summary', { app: 'shop', ...query });
    expect(response.status, await response.clone().text()).toBe(200);
    return summarySchema.parse(await response.json());
  }

  const narrowed: readonly [string, Record<string, string>, (row: Measurement) => boolean][] = [
    ['everything of the last hour', {}, () => true],
    ['an environment', { environment: 'staging' }, (row) => row.environment === 'staging'],
    ['a release', { release: '1.5.0' }, (row) => row.release === '1.5.0'],
    ['a route', { route: '/cart' }, (row) => row.route === '/cart'],
    [
      'all three',
      { environment: 'production', release: '1.4.0', route: '/' },
      (row) => row.environment === 'production' && row.release === '1.4.0' && row.route === '/',
    ],
    ['what empty filters leave', { environment: '', release: '', route: '' }, () => true],
  ];

  it.each(narrowed)('tells the figures of the raw requests: %s', async (_name, query, isMeant) => {
    const rows = requests.filter(isMeant);
    const { responseTime, throughput, errorRate, availability, events, relativeErrorBound } =
      await summary(query);
    expectWithinBound(responseTime.p50, exactQuantile(rows, 0.5));
    expectWithinBound(responseTime.p75, exactQuantile(rows, 0.75));
    expectWithinBound(responseTime.p95, exactQuantile(rows, 0.95));
    expectWithinBound(responseTime.p99, exactQuantile(rows, 0.99));
    expect(responseTime.mean).toBeCloseTo(exactMean(rows), 6);
    expect(responseTime.events).toBe(rows.length);
    const failed = rows.filter((row) => row.failed);
    expect(errorRate).toBeCloseTo(weightOf(failed) / weightOf(rows), 12);
    expect(availability).toBeCloseTo(1 - weightOf(failed) / weightOf(rows), 12);
    expect(events).toMatchObject({ requests: weightOf(rows), failedRequests: weightOf(failed) });
    // From the bucket of an hour ago up to now, as the bucket of now still runs.
    const seconds = (NOW - Math.floor((NOW - 60 * MINUTE) / 10_000) * 10_000) / 1000;
    expect(throughput.requestsPerSecond).toBeCloseTo(weightOf(rows) / seconds, 9);
    expect(relativeErrorBound).toBe(RELATIVE_ERROR_BOUND);
  });

  it('tells the error of every value, and marks what few events are behind', async () => {
    const { responseTime, throughput, estimates, webVitals, cachePerformance, confidence } = await summary(
      {},
    );
    expect(confidence).toBe(0.95);
    for (const [value, estimate] of [
      [responseTime.p50, responseTime.estimates.p50],
      [responseTime.p99, responseTime.estimates.p99],
      [responseTime.mean, responseTime.estimates.mean],
      [throughput.requestsPerSecond, throughput.estimates.requestsPerSecond],
      [cachePerformance.hitRate, cachePerformance.estimates.hitRate],
    ] as const) {
      expect(estimate?.thin).toBe(false);
      expect(estimate?.low).toBeLessThan(value ?? Number.NaN);
      expect(estimate?.high).toBeGreaterThan(value ?? Number.NaN);
    }
    expect(responseTime.estimates.p50?.relativeErrorBound).toBeLessThanOrEqual(RELATIVE_ERROR_BOUND);
    expect(responseTime.estimates.mean?.relativeErrorBound).toBe(0);
    // What is not an error is available.
    expect(estimates.availability?.low).toBeCloseTo(1 - (estimates.errorRate?.high ?? Number.NaN), 12);
    expect(webVitals['LCP']?.estimates).toMatchObject({ p50: { thin: true }, mean: { thin: true } });
  });

  it('tells the rate of the busiest ten seconds', async () => {
    const weights = new Map<number, number>();
    for (const { at, weight } of requests) {
      const bucket = Math.floor(at / 10_000);
      weights.set(bucket, (weights.get(bucket) ?? 0) + weight);
    }
    const { throughput } = await summary({});
    expect(throughput.peakRps).toBeCloseTo(Math.max(...weights.values()) / 10, 9);
  });

  it('tells system health as means, and null of what was not sampled', async () => {
    const { systemHealth } = await summary({});
    expect(systemHealth.cpuUsage).toBeCloseTo(0.3, 12);
    expect(systemHealth).toMatchObject({ memoryUsage: 120e6, diskUsage: null, events: 2 });
  });

  it('counts cache lookups by what they stand for, in all layers and in each', async () => {
    const { cachePerformance } = await summary({});
    expect(cachePerformance).toMatchObject({ hitRate: 375 / 400, events: 400, evictionRate: 5 / 400 });
    expect(cachePerformance.missRate).toBeCloseTo(25 / 400, 12);
    expect(cachePerformance.layers).toMatchObject({
      redis: { hitRate: 0.75, missRate: 0.25, evictionRate: 0.05, events: 100 },
      // Nobody sees a browser evict.
      browser: { hitRate: 1, missRate: 0, evictionRate: null, events: 300 },
    });
  });

  it('names every vital, those that nothing measured with nulls', async () => {
    const { webVitals, events } = await summary({});
    expect(Object.keys(webVitals).toSorted()).toEqual(
      ['CLS', 'FCP', 'FID', 'INP', 'LCP', 'LOAD', 'TBT', 'TTFB', 'TTI'].toSorted(),
    );
    expect(webVitals['LCP']).toMatchObject({ mean: 1500, events: 2 });
    expect(webVitals['CLS']).toMatchObject({ p75: 0, mean: 0, events: 1 });
    expect(webVitals['INP']).toEqual(NOTHING);
    expect(events.errors).toBe(3);
  });

  it('tells null, never 0, where nothing was measured', async () => {
    const {
      responseTime,
      throughput,
      errorRate,
      availability,
      systemHealth,
      cachePerformance,
      events,
      estimates,
    } = await summary({ app: 'paceline' });
    expect(responseTime).toEqual(NOTHING);
    expect(throughput).toEqual(withoutErrors({ requestsPerSecond: null }, { peakRps: null, events: 0 }));
    expect([errorRate, availability]).toEqual([null, null]);
    expect(estimates).toEqual({ errorRate: null, availability: null });
    expect(systemHealth).toEqual(
      withoutErrors({ cpuUsage: null, memoryUsage: null, diskUsage: null }, { events: 0 }),
    );
    expect(cachePerformance).toEqual(
      withoutErrors({ hitRate: null, missRate: null, evictionRate: null }, { events: 0, layers: {} }),
    );
    expect(events).toEqual({ requests: 0, failedRequests: 0, errors: 0 });
  });

  it('divides by what has passed when the range ends in the future', async () => {
    const from = NOW - 30 * MINUTE;
    const seconds = (NOW - Math.floor(from / 10_000) * 10_000) / 1000;
    const weight = weightOf(requests.filter(({ at }) => at >= Math.floor(from / 10_000) * 10_000));
    const { throughput } = await summary({ from: String(from), to: String(NOW + 60 * MINUTE) });
    expect(throughput.requestsPerSecond).toBeCloseTo(weight / seconds, 9);
  });

  it('divides by whole buckets when the range lies in the past', async () => {
    const fromMs = Math.floor((NOW - 40 * MINUTE) / 10_000) * 10_000;
    const toMs = fromMs + 20 * MINUTE;
    const weight = weightOf(requests.filter(({ at }) => at >= fromMs && at < toMs));
    const { throughput, from, to } = await summary({
      from: new Date(fromMs + 3).toISOString(),
      to: String((toMs - 4_000) / 1000),
    });
    expect(throughput.requestsPerSecond).toBeCloseTo(weight / (20 * 60), 9);
    expect([Date.parse(from), Date.parse(to)]).toEqual([fromMs + 3, toMs - 4_000]);
  });

  it('has no rate in a range that lies in the future', async () => {
    const { throughput } = await summary({ from: String(NOW + 15_000), to: String(NOW + MINUTE) });
    expect(throughput.requestsPerSecond).toBeNull();
  });
});
