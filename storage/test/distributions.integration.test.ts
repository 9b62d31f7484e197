import {
  type Distribution,
  type Measurement,
  mean,
  type MetricName,
  quantile,
  RELATIVE_ERROR_BOUND,
} from '@paceline/protocol';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import type { Dimension, DistributionQuery, Group } from '../src/index.ts';
import { aMeasurement } from './aMeasurement.ts';
import { openStorage, type OpenedStorage } from './openStorage.ts';

const START = Date.UTC(2026, 0, 10, 21, 17, 23, 456);
const HOURS = 3_600_000;
const SPAN_MS = 5 * HOURS;
const METRICS = ['request.duration', 'vital.lcp', 'vital.cls', 'cache.lookup', "custom.o'ne\\"] as const;

/** Numbers from 0 to 1, the same in every run (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function randomMeasurements(count: number, seed: number): Measurement[] {
  const random = createRandom(seed);
  const pick = <Item>(items: readonly Item[]): Item =>
    items[Math.floor(random() ** 2 * items.length)] as Item;
  const toValue = (metric: MetricName): number => {
    if (metric === 'cache.lookup') return random() < 0.8 ? 1 : 0;
    if (metric === 'vital.cls') return random() < 0.3 ? 0 : random() / 5;
    if (metric.startsWith('custom.')) return (random() - 0.3) * 100;
    return Math.exp(random() * 4 + random() * 4);
  };
  return Array.from({ length: count }, (_, index) => {
    const metric = pick(METRICS);
    const failed = random() < 0.1;
    return aMeasurement({
      at: START + Math.floor(random() * SPAN_MS),
      metric,
      value: toValue(metric),
      weight: metric === 'cache.lookup' ? 1 + Math.floor(random() * 20) : pick([1, 1, 1, 10, 2.5]),
      failed,
      statusClass: failed ? '5xx' : '2xx',
      environment: pick(['production', 'staging']),
      release: pick(['1.0', '1.1', '']),
      route: pick(['/', '/orders/:id', "/it's\\n", '/größe', '{route:String}']),
      device: pick(['', 'mobile', 'desktop']),
      layer: metric === 'cache.lookup' ? pick(['redis', 'memory']) : '',
      instance: pick(['a', 'b']),
      eventCount: index % 2 === 0 ? 1 : 0,
    });
  });
}

/** What is asked, computed from the measurements themselves; the range is already on its buckets' edges. */
function computeGroups(all: readonly Measurement[], query: DistributionQuery): Map<string, Measurement[]> {
  const groups = new Map<string, Measurement[]>();
  for (const row of all) {
    if (row.app !== query.app || !query.metrics.includes(row.metric)) continue;
    if (row.at < query.fromMs || row.at >= query.toMs) continue;
    const wanted = Object.entries(query.filter) as [Dimension, string | readonly string[]][];
    if (wanted.some(([dimension, value]) => ![value].flat().includes(row[dimension]))) continue;
    const step = query.stepSeconds;
    const point = step === undefined ? 0 : Math.floor(row.at / 1000 / step) * step;
    const isApart = query.apart?.some((group) =>
      (query.groupBy ?? []).every((dimension) => group[dimension] === row[dimension]),
    );
    const group = (query.groupBy ?? []).map((dimension) => (isApart === false ? undefined : row[dimension]));
    const key = JSON.stringify([row.metric, point, ...group]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}

function weightedQuantile(rows: readonly Measurement[], q: number): number {
  const sorted = rows.toSorted((a, b) => a.value - b.value);
  const total = sorted.reduce((sum, row) => sum + row.weight, 0);
  let below = 0;
  for (const row of sorted) {
    below += row.weight;
    if (below >= q * total - 1e-9) return row.value;
  }
  return sorted.at(-1)?.value ?? Number.NaN;
}

function expectSame(distribution: Distribution, rows: readonly Measurement[], withBins: boolean): void {
  const weight = rows.reduce((sum, row) => sum + row.weight, 0);
  const sum = rows.reduce((total, row) => total + row.value * row.weight, 0);
  const scale = rows.reduce((total, row) => total + Math.abs(row.value) * row.weight, 0) || 1;
  expect(distribution.events).toBe(rows.length);
  expect(distribution.weight).toBe(weight);
  expect(distribution.errors).toBe(rows.reduce((total, row) => total + (row.failed ? row.weight : 0), 0));
  expect(distribution.min).toBe(Math.min(...rows.map((row) => row.value)));
  expect(distribution.max).toBe(Math.max(...rows.map((row) => row.value)));
  expect(Math.abs(distribution.sum - sum) / scale).toBeLessThan(1e-9);
  expect(Math.abs((mean(distribution) ?? Number.NaN) - sum / weight) / (scale / weight)).toBeLessThan(1e-9);
  if (!withBins) {
    expect(distribution.bins).toEqual([]);
    return;
  }
  expect(distribution.bins.reduce((total, [, binWeight]) => total + binWeight, 0)).toBe(weight);
  expect(distribution.bins.map(([bin]) => bin)).toEqual(
    distribution.bins.map(([bin]) => bin).toSorted((a, b) => a - b),
  );
  if (distribution.min < 0) return; // all that is negative shares one bin, whose quantile is 0
  for (const q of [0.5, 0.75, 0.95, 0.99]) {
    const exact = weightedQuantile(rows, q);
    const read = quantile(distribution, q) ?? Number.NaN;
    expect(Math.abs(read - exact)).toBeLessThanOrEqual(exact * RELATIVE_ERROR_BOUND * (1 + 1e-9));
  }
}

const eventsOf = (rows: readonly Measurement[], app: string) =>
  rows.filter((row) => row.app === app && row.eventCount === 1).length;
const floor = (ms: number, seconds: number) => Math.floor(ms / 1000 / seconds) * seconds * 1000;
const ceil = (ms: number, seconds: number) => Math.ceil(ms / 1000 / seconds) * seconds * 1000;

/** Width of the buckets that a range is rounded outwards to. */
function edgeSeconds({ stepSeconds: step, fromMs, toMs }: DistributionQuery): number {
  if (step !== undefined) return step % 3600 === 0 ? 3600 : step % 60 === 0 ? 60 : 10;
  if (toMs - fromMs <= 6 * HOURS) return 10;
  return toMs - fromMs <= 7 * 24 * HOURS ? 60 : 3600;
}

describe('loadDistributions', () => {
  let opened: OpenedStorage;
  const all = [
    ...randomMeasurements(6_000, 42),
    ...randomMeasurements(300, 7).map((row) => ({ ...row, app: 'other' })),
  ];
  beforeAll(async () => {
    opened = openStorage(inject('clickhouseUrl'), { now: () => START + SPAN_MS });
    await opened.storage.migrate();
    // In an order of time that no clock would give: rows come late and mixed.
    for (let start = 0; start < all.length; start += 900) {
      await opened.storage.insertMeasurements(all.slice(start, start + 900), `random-${start}`);
    }
  });
  afterAll(() => opened.close());

  const whole = { fromMs: START, toMs: START + SPAN_MS };
  const cases: readonly [string, Partial<DistributionQuery>][] = [
    ['one metric over the whole range', {}],
    ['every metric, some with odd names', { metrics: METRICS }],
    ['a metric that nothing measured', { metrics: ['vital.tbt'] }],
    ['a part of the range', { fromMs: START + 1234, toMs: START + 2 * HOURS + 77_777 }],
    ['a few minutes', { fromMs: START + HOURS + 1234, toMs: START + HOURS + 700_000 }],
    ['less than one bucket', { fromMs: START + HOURS + 30_000, toMs: START + HOURS + 30_001 }],
    ['a range of days', { fromMs: START + HOURS + 30_001, toMs: START + 30 * HOURS }],
    ['a range of weeks', { fromMs: START - 200 * HOURS, toMs: START + 2 * HOURS }],
    ['a filter', { filter: { route: '/orders/:id' } }],
    ['a filter on a text that looks like SQL', { filter: { route: "/it's\\n" } }],
    ['a filter on a text that looks like a parameter', { filter: { route: '{route:String}' } }],
    ['several filters', { filter: { environment: 'staging', device: 'mobile', statusClass: '5xx' } }],
    ['a filter on what is not known', { filter: { release: '' } }],
    ['a filter that nothing fits', { filter: { route: '/nowhere' } }],
    [
      'a filter with several values',
      { filter: { route: ['/', "/it's\\n", ''], device: ['mobile', 'desktop'] } },
    ],
    ['a filter without any value fits nothing', { filter: { route: [] } }],
    ['groups by route', { groupBy: ['route'] }],
    [
      'two routes told apart from all others',
      { groupBy: ['route'], apart: [{ route: "/it's\\n" }, { route: '/größe' }], filter: { device: '' } },
    ],
    [
      'pairs of two dimensions told apart from all others, over time',
      {
        groupBy: ['route', 'statusClass'],
        apart: [
          { route: '/', statusClass: '5xx' },
          { route: '/orders/:id', statusClass: '2xx' },
        ],
        filter: { route: ['/', '/orders/:id', '/größe'] },
        stepSeconds: 3600,
      },
    ],
    ['no group told apart', { groupBy: ['route'], apart: [] }],
    [
      'groups by three dimensions of several metrics',
      { metrics: METRICS, groupBy: ['layer', 'statusClass', 'instance'] },
    ],
    ['points of 10 seconds', { stepSeconds: 10, toMs: START + HOURS / 4 }],
    ['points of 30 seconds', { stepSeconds: 30, toMs: START + HOURS / 4 }],
    ['points of a minute by environment', { stepSeconds: 60, groupBy: ['environment'] }],
    ['points of five minutes', { stepSeconds: 300, filter: { environment: 'production' } }],
    ['points of an hour', { stepSeconds: 3600, metrics: METRICS }],
    ['points of a day', { stepSeconds: 86_400 }],
    ['no bins', { withBins: false, groupBy: ['route'], stepSeconds: 3600 }],
  ];

  it.each(cases)('equals what is computed from the measurements: %s', async (name, part) => {
    const query: DistributionQuery = {
      app: 'shop',
      metrics: ['request.duration'],
      filter: {},
      withBins: true,
      ...whole,
      ...part,
    };
    const width = edgeSeconds(query);
    const expected = computeGroups(all, {
      ...query,
      fromMs: floor(query.fromMs, width),
      toMs: ceil(query.toMs, width),
    });
    expect(expected.size > 0).toBe(!name.includes('nothing'));
    const rows = await opened.storage.loadDistributions(query);
    const keyOf = (metric: string, point: number, group: Group) =>
      JSON.stringify([metric, point, ...(query.groupBy ?? []).map((dimension) => group[dimension])]);
    expect(rows.map((row) => keyOf(row.metric, row.atSeconds, row.group)).toSorted()).toEqual(
      [...expected.keys()].toSorted(),
    );
    for (const row of rows) {
      const measurements = expected.get(keyOf(row.metric, row.atSeconds, row.group)) ?? [];
      expectSame(row.distribution, measurements, query.withBins);
    }
  });

  it('gives nothing for an empty range and for no metrics', async () => {
    const query = { app: 'shop', metrics: ['request.duration'], filter: {}, withBins: true };
    const { storage } = opened;
    expect(await storage.loadDistributions({ ...query, fromMs: START, toMs: START })).toEqual([]);
    expect(await storage.loadDistributions({ ...query, fromMs: START + 1, toMs: START })).toEqual([]);
    expect(await storage.loadDistributions({ ...query, ...whole, metrics: [] })).toEqual([]);
    expect(await storage.loadDistributions({ ...query, fromMs: 0, toMs: 1000 })).toEqual([]);
  });

  it('reads the same totals whatever is left over of the finer rollups', async () => {
    const day = 86_400;
    const query = { app: 'shop', metrics: METRICS, filter: {}, withBins: true };
    const range = { fromMs: floor(START, 3600), toMs: ceil(START + SPAN_MS, 3600) };
    const [first, ...others] = await Promise.all(
      [
        {},
        { rollup10sSeconds: 1 },
        { rollup10sSeconds: 1, rollup1mSeconds: 1 },
        { rollup1hSeconds: 1 },
        { rollup1mSeconds: 1, rollup1hSeconds: 1 },
      ].map((part) => {
        const retention = {
          rawSeconds: day,
          rollup10sSeconds: day,
          rollup1mSeconds: day,
          rollup1hSeconds: day,
          ...part,
        };
        return opened.another({ retention }).loadDistributions({ ...query, ...range });
      }),
    );
    expect(first).toHaveLength(METRICS.length);
    for (const other of others) {
      expect(
        other.map(({ metric, distribution: { events, weight, bins } }) => [metric, events, weight, bins]),
      ).toEqual(
        first?.map(({ metric, distribution: { events, weight, bins } }) => [metric, events, weight, bins]),
      );
    }
  });

  it('counts rows that arrive late', async () => {
    const query = { app: 'late', metrics: ['request.duration'], filter: {}, withBins: true, ...whole };
    const { storage } = opened;
    await storage.insertMeasurements([aMeasurement({ app: 'late', at: START + 4 * HOURS })], 'late-1');
    await storage.insertMeasurements([aMeasurement({ app: 'late', at: START + 1, value: 5 })], 'late-2');
    const [row] = await storage.loadDistributions(query);
    expect(row?.distribution).toMatchObject({ events: 2, min: 5, max: 12 });
    const points = await storage.loadDistributions({ ...query, stepSeconds: 3600 });
    expect(points.map(({ distribution }) => distribution.events)).toEqual([1, 1]);
  });

  it('refuses a step that no rollup can make', async () => {
    const query = { app: 'shop', metrics: ['request.duration'], filter: {}, withBins: true, ...whole };
    await expect(opened.storage.loadDistributions({ ...query, stepSeconds: 15 })).rejects.toThrow(RangeError);
  });

  it('gives up a query that takes too much, as too heavy', async () => {
    const storage = opened.another({ queryLimits: { memoryBytes: 1_000_000 } });
    const query = { app: 'shop', metrics: METRICS, filter: {}, withBins: true, ...whole, stepSeconds: 10 };
    await expect(
      storage.loadDistributions({ ...query, groupBy: ['route', 'instance'] }),
    ).rejects.toMatchObject({
      reason: 'too-heavy',
    });
  });

  it('finds the peak of observations per second in the busiest 10 seconds', async () => {
    const perBucket = new Map<number, number>();
    for (const row of all) {
      if (row.app !== 'shop' || row.metric !== 'request.duration' || row.environment !== 'production')
        continue;
      const bucket = Math.floor(row.at / 10_000);
      perBucket.set(bucket, (perBucket.get(bucket) ?? 0) + row.weight);
    }
    const query = {
      app: 'shop',
      metric: 'request.duration',
      filter: { environment: 'production' },
      ...whole,
    };
    expect(await opened.storage.loadPeakRate(query)).toBeCloseTo(Math.max(...perBucket.values()) / 10, 9);
    expect(await opened.storage.loadPeakRate({ ...query, app: 'nothing' })).toBeNull();
    expect(await opened.storage.loadPeakRate({ ...query, toMs: query.fromMs })).toBeNull();
  });

  it('lists the values of a dimension, most frequent first', async () => {
    const counts = new Map<string, number>();
    for (const row of all) {
      if (row.app === 'shop') counts.set(row.release, (counts.get(row.release) ?? 0) + 1);
    }
    const expected = ['1.0', '1.1'].toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
    const query = { app: 'shop', dimension: 'release', limit: 10, ...whole } as const;
    expect(await opened.storage.loadDimensionValues(query)).toEqual(expected);
    expect(await opened.storage.loadDimensionValues({ ...query, limit: 1 })).toEqual(expected.slice(0, 1));
    expect(await opened.storage.loadDimensionValues({ ...query, dimension: 'statusClass' })).toEqual([
      '2xx',
      '5xx',
    ]);
    expect(await opened.storage.loadDimensionValues({ ...query, toMs: query.fromMs })).toEqual([]);
  });

  it('tells how many events every app stored', async () => {
    const freshness = await opened.storage.loadFreshness();
    expect(freshness.find(({ app }) => app === 'shop')?.storedEvents).toBe(eventsOf(all, 'shop'));
    expect(freshness.find(({ app }) => app === 'other')?.storedEvents).toBe(eventsOf(all, 'other'));
    const newest = freshness.find(({ app }) => app === 'shop')?.newestStoredAt ?? 0;
    expect(Math.abs(newest - Date.now())).toBeLessThan(60_000);
  });
});
