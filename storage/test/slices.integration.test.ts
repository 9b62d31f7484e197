import { distributionOf, type Measurement, mergeDistributions } from '@paceline/protocol';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import type { Dimension, DistributionQuery } from '../src/index.ts';
import { aMeasurement } from './aMeasurement.ts';
import { openStorage, type OpenedStorage } from './openStorage.ts';

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 0, 5);
const DAYS = 24;

const pick = (items: readonly string[], index: number) => items[index % items.length] ?? '';

/** Three weeks of page views, one every 37 minutes or so; every dimension has a period of its own. */
const VIEWS: readonly Measurement[] = Array.from({ length: 900 }, (_, index) =>
  aMeasurement({
    at: START + 17_000 + index * 2_221_000,
    metric: index % 3 === 0 ? 'vital.lcp' : 'vital.inp',
    value: 1 + ((index * 7919) % 4001),
    failed: index % 11 === 0,
    environment: pick(['production', 'staging'], index >> 1),
    release: pick(['1.0', '1.1', ''], index >> 2),
    route: pick(['/', '/cart', '/orders/:id', ''], index >> 3),
    subject: pick(['', 'a', 'b'], index >> 1),
    source: pick(['browser', 'node'], index >> 4),
    device: pick(['mobile', 'desktop', ''], index >> 2),
    browser: pick(['Chrome', 'Safari'], index >> 5),
    country: pick(['DE', 'FR', ''], index >> 1),
    connection: pick(['4g', '3g'], index >> 2),
    layer: pick(['', 'redis'], index >> 3),
    statusClass: pick(['2xx', '5xx'], index >> 1),
    instance: pick(['web-1', 'web-2'], index >> 2),
  }),
);

type Question = Pick<DistributionQuery, 'filter' | 'groupBy' | 'stepSeconds'>;

const ONE_DIMENSION: readonly Dimension[] = [
  'route',
  'subject',
  'source',
  'device',
  'browser',
  'country',
  'connection',
  'statusClass',
  'instance',
];

const QUESTIONS: readonly (readonly [string, Question])[] = [
  ['the whole app', { filter: {} }],
  [
    'an environment and a release by layer',
    { filter: { environment: 'staging', release: '1.1' }, groupBy: ['layer'] },
  ],
  ['the app by days', { filter: {}, stepSeconds: 86_400 }],
  ['a route by hours of six', { filter: { route: '/cart' }, stepSeconds: 6 * 3600 }],
  ['several routes', { filter: { route: ['/', '/cart'] } }],
  ['two dimensions at once', { filter: { country: 'DE' }, groupBy: ['device'] }],
  ['a dimension that is filtered and split by', { filter: { route: ['/', ''] }, groupBy: ['route'] }],
  ...ONE_DIMENSION.map((name) => [`by ${name}`, { filter: {}, groupBy: [name] }] as const),
  ...ONE_DIMENSION.map(
    (name) =>
      [`without ${name}, in production`, { filter: { [name]: '', environment: 'production' } }] as const,
  ),
];

describe('a question that slices answer', () => {
  let opened: OpenedStorage;
  beforeAll(async () => {
    opened = openStorage(inject('clickhouseUrl'));
    await opened.storage.migrate();
    for (const [index, half] of [VIEWS.slice(0, 400), VIEWS.slice(400)].entries()) {
      await opened.storage.insertMeasurements(half, `views-${index}`);
    }
  });
  afterAll(() => opened.close());

  const RANGES = [
    ['three weeks from a midnight', START, START + DAYS * DAY_MS],
    ['two weeks from the middle of a day', START + 1.3 * DAY_MS, START + 15.7 * DAY_MS],
    ['two hours', START + 3.5 * DAY_MS, START + 3.5 * DAY_MS + 7_200_000],
  ] as const;

  describe.each(RANGES)('over %s', (_, fromMs, toMs) => {
    it.each(QUESTIONS)(
      'counts what was measured: %s',
      async (_name, { filter, groupBy = [], stepSeconds }) => {
        const isLong = toMs - fromMs > 7 * DAY_MS;
        const width = stepSeconds ?? (isLong ? 3600 : 10);
        const edge = 1000 * (stepSeconds === undefined ? width : Math.min(3600, width));
        const from = Math.floor(fromMs / edge) * edge;
        const to = Math.ceil(toMs / edge) * edge;
        const expected = new Map<string, number[]>();
        for (const view of VIEWS) {
          if (view.at < from || view.at >= to) continue;
          const isWanted = Object.entries(filter).every(([name, value]) =>
            [value].flat().includes(view[name as Dimension]),
          );
          if (!isWanted) continue;
          const point =
            stepSeconds === undefined ? 0 : Math.floor(view.at / 1000 / stepSeconds) * stepSeconds;
          const key = JSON.stringify([view.metric, point, ...groupBy.map((name) => view[name])]);
          expected.set(key, [...(expected.get(key) ?? []), view.value]);
        }
        const rows = await opened.storage.loadDistributions({
          app: 'shop',
          metrics: ['vital.lcp', 'vital.inp'],
          fromMs,
          toMs,
          filter,
          groupBy,
          withBins: true,
          ...(stepSeconds === undefined ? {} : { stepSeconds }),
        });
        const read = new Map(
          rows.map(({ metric, atSeconds, group, distribution }) => [
            JSON.stringify([metric, atSeconds, ...groupBy.map((name) => group[name])]),
            { ...distribution, errors: 0 },
          ]),
        );
        expect([...read.keys()].toSorted()).toEqual([...expected.keys()].toSorted());
        for (const [key, values] of expected) expect(read.get(key)).toEqual(distributionOf(values));
      },
    );
  });

  it('counts failed views in the slice as in the rollup', async () => {
    const rows = await opened.storage.loadDistributions({
      app: 'shop',
      metrics: ['vital.lcp', 'vital.inp'],
      fromMs: START,
      toMs: START + DAYS * DAY_MS,
      filter: {},
      withBins: false,
    });
    const all = mergeDistributions(rows.map(({ distribution }) => distribution));
    expect(all.errors).toBe(VIEWS.filter(({ failed }) => failed).length);
  });

  it('finds the busiest hour of a route', async () => {
    const busiest = await opened.storage.loadPeakRate({
      app: 'shop',
      metric: 'vital.inp',
      fromMs: START,
      toMs: START + DAYS * DAY_MS,
      filter: { route: '/cart' },
    });
    const hours = new Map<number, number>();
    for (const { at, metric, route } of VIEWS) {
      if (metric !== 'vital.inp' || route !== '/cart') continue;
      const hour = Math.floor(at / 3_600_000);
      hours.set(hour, (hours.get(hour) ?? 0) + 1);
    }
    expect(busiest).toBeCloseTo(Math.max(...hours.values()) / 3600, 12);
  });

  it('names the members of a dimension, most frequent first', async () => {
    const values = await opened.storage.loadDimensionValues({
      app: 'shop',
      dimension: 'route',
      fromMs: START,
      toMs: START + DAYS * DAY_MS,
      limit: 10,
    });
    expect(values.toSorted()).toEqual(['/', '/cart', '/orders/:id']);
  });
});
