import type { ErrorReport } from '@paceline/protocol';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import type { ErrorGroupsQuery, SampleQuery } from '../src/index.ts';
import { aMeasurement, anErrorReport } from './aMeasurement.ts';
import { openStorage, type OpenedStorage } from './openStorage.ts';

const START = Date.UTC(2026, 0, 10, 21);
const MINUTE = 60_000;
const DAY = 86_400_000;

describe('loadSamples', () => {
  let opened: OpenedStorage;
  const rows = Array.from({ length: 400 }, (_, index) =>
    aMeasurement({
      // Over two days, so that they lie in several partitions.
      at: START + index * 7 * MINUTE,
      value: (index * 7919) % 1000,
      failed: index % 5 === 0,
      route: index % 2 === 0 ? '/' : '/cart',
      device: index % 3 === 0 ? 'mobile' : '',
      traceId: `trace-${index}`,
      eventIndex: index,
    }),
  );
  beforeAll(async () => {
    opened = openStorage(inject('clickhouseUrl'));
    await opened.storage.migrate();
    for (let start = 0; start < rows.length; start += 50) {
      await opened.storage.insertMeasurements(rows.slice(start, start + 50), `rows-${start}`);
    }
    await opened.storage.insertMeasurements(
      [
        aMeasurement({ at: START, app: 'other', value: 1e6 }),
        aMeasurement({ at: START, metric: 'vital.lcp' }),
      ],
      'others',
    );
  });
  afterAll(() => opened.close());

  const ask = (parts: Partial<SampleQuery> = {}) =>
    opened.storage.loadSamples({
      app: 'shop',
      metric: 'request.duration',
      fromMs: START,
      toMs: START + 3 * DAY,
      filter: {},
      order: 'slowest',
      limit: 200,
      ...parts,
    });

  const cases: readonly [string, Partial<SampleQuery>, (row: (typeof rows)[number]) => boolean][] = [
    ['of everything', {}, () => true],
    [
      'of a part of the time',
      { fromMs: START + DAY, toMs: START + DAY + 60 * MINUTE },
      ({ at }) => at >= START + DAY && at < START + DAY + 60 * MINUTE,
    ],
    ['over a value', { above: 900 }, ({ value }) => value > 900],
    ['that failed', { failed: true }, ({ failed }) => failed],
    ['of one route', { filter: { route: '/cart' } }, ({ route }) => route === '/cart'],
    [
      'of one of several values, one of them not known',
      { filter: { device: ['', 'tablet'], route: '/' }, failed: true },
      ({ device, route, failed }) => device === '' && route === '/' && failed,
    ],
    ['of what there is none of', { filter: { route: '/nowhere' } }, () => false],
  ];
  const byValue = (sign: number) => (a: (typeof rows)[number], b: (typeof rows)[number]) =>
    sign * (a.value - b.value) || b.at - a.at;
  const ORDERS = { slowest: byValue(-1), fastest: byValue(1), newest: byValue(0) };

  it.each(cases)('gives the first ones %s, in every order', async (_, parts, fits) => {
    for (const order of ['slowest', 'fastest', 'newest'] as const) {
      const expected = rows.filter(fits).toSorted(ORDERS[order]).slice(0, 30);
      const samples = await ask({ ...parts, order, limit: 30 });
      expect(samples.map(({ eventIndex }) => eventIndex)).toEqual(
        expected.map(({ eventIndex }) => eventIndex),
      );
    }
  });

  it('gives everything that is known of a measurement', async () => {
    const row = aMeasurement({
      at: START,
      metric: 'vital.inp',
      subject: 'subject',
      release: '2.0',
      source: 'browser',
      device: 'tablet',
      browser: 'Firefox',
      country: 'PT',
      connection: '4g',
      layer: 'cdn',
      statusClass: '5xx',
      instance: 'host:9',
      value: 12.5,
      weight: 3,
      failed: true,
      sessionId: 's1',
      batchId: 'b1',
      eventIndex: 7,
      traceId: 't1',
      attributes: '{"element":"#buy"}',
    });
    await opened.storage.insertMeasurements([row], 'whole');
    const { app: _app, metric: _metric, receivedAt: _receivedAt, eventCount: _count, ...known } = row;
    const { at, value, weight, failed, traceId, sessionId, batchId, eventIndex, attributes, ...dimensions } =
      known;
    expect(await ask({ metric: 'vital.inp' })).toEqual([
      { at, value, weight, failed, dimensions, traceId, sessionId, batchId, eventIndex, attributes },
    ]);
  });
});

const heaviest = (values: { value: string; weight: number }[]) =>
  values.toSorted((a, b) => b.weight - a.weight || (a.value < b.value ? -1 : 1)).slice(0, 5);

describe('loadErrorGroups', () => {
  let opened: OpenedStorage;
  const reports: readonly ErrorReport[] = Array.from({ length: 300 }, (_, index) => {
    const fingerprint = `f${Math.floor(Math.sqrt(index)) % 12}`;
    return anErrorReport({
      at: START + index * 11 * MINUTE,
      fingerprint,
      weight: 1 + (index % 3),
      name: `Error of ${fingerprint}`,
      message: `message ${index}`,
      kind: index % 2 === 0 ? 'uncaught' : 'handled',
      route: `/${index % 8}`,
      release: index % 7 === 0 ? '' : '1.0',
      environment: index % 10 === 0 ? 'staging' : 'production',
      sessionId: index % 4 === 0 ? '' : `s${index % 9}`,
      eventIndex: index,
      stack: `at ${index}`,
      traceId: `trace-${index}`,
    });
  });
  beforeAll(async () => {
    opened = openStorage(inject('clickhouseUrl'));
    await opened.storage.migrate();
    for (let start = 0; start < reports.length; start += 60) {
      await opened.storage.insertErrors(reports.slice(start, start + 60), `reports-${start}`);
    }
    await opened.storage.insertErrors(
      [anErrorReport({ at: START, app: 'other', fingerprint: 'f0' })],
      'other',
    );
  });
  afterAll(() => opened.close());

  const STEP = 6 * 3600;
  const whole: ErrorGroupsQuery = {
    app: 'shop',
    fromMs: START,
    toMs: START + 4 * DAY,
    filter: {},
    order: 'weight',
    limit: 100,
    offset: 0,
    stepSeconds: STEP,
  };

  /** What a group has to say, computed from the reports themselves. */
  function groupOf(fingerprint: string, own: readonly ErrorReport[]) {
    const newest = own.toSorted((a, b) => b.at - a.at)[0];
    const weightBy = <Key>(keyOf: (report: ErrorReport) => Key) => {
      const weights = new Map<Key, number>();
      for (const report of own) {
        const key = keyOf(report);
        weights.set(key, (weights.get(key) ?? 0) + report.weight);
      }
      return [...weights].map(([value, weight]) => ({ value, weight }));
    };
    return {
      fingerprint,
      weight: own.reduce((sum, { weight }) => sum + weight, 0),
      events: own.length,
      sessions: new Set(own.map(({ sessionId }) => sessionId).filter((id) => id !== '')).size,
      firstSeenAt: Math.min(...own.map(({ at }) => at)),
      lastSeenAt: newest?.at,
      kind: newest?.kind,
      name: newest?.name,
      message: newest?.message,
      routes: heaviest(weightBy(({ route }) => route)),
      releases: heaviest(weightBy(({ release }) => release)),
      points: weightBy(({ at }) => Math.floor(at / 1000 / STEP) * STEP).toSorted((a, b) => a.value - b.value),
    };
  }

  function expectedGroups(fits: (report: ErrorReport) => boolean) {
    const fitting = reports.filter(fits);
    return [...new Set(fitting.map(({ fingerprint }) => fingerprint))].map((fingerprint) =>
      groupOf(
        fingerprint,
        fitting.filter((report) => report.fingerprint === fingerprint),
      ),
    );
  }

  const cases: readonly [string, Partial<ErrorGroupsQuery>, (report: ErrorReport) => boolean][] = [
    ['everything', {}, () => true],
    ['a part of the time', { toMs: START + DAY }, ({ at }) => at < START + DAY],
    [
      'one environment',
      { filter: { environment: 'staging' } },
      ({ environment }) => environment === 'staging',
    ],
    [
      'some routes of no known release',
      { filter: { route: ['/0', '/1', '/2'], release: '' } },
      ({ route, release }) => ['/0', '/1', '/2'].includes(route) && release === '',
    ],
    ['one group', { fingerprint: 'f3' }, ({ fingerprint }) => fingerprint === 'f3'],
  ];

  it.each(cases)('equals what is computed from the reports: %s', async (_, parts, fits) => {
    const expected = expectedGroups(fits).toSorted(
      (a, b) => b.weight - a.weight || Number(b.lastSeenAt) - Number(a.lastSeenAt),
    );
    const { total, groups } = await opened.storage.loadErrorGroups({ ...whole, ...parts });
    expect(total).toBe(expected.length);
    expect(groups).toEqual(expected);
  });

  it('gives pages in the order asked for, and the number of all groups with each', async () => {
    const expected = expectedGroups(() => true)
      .toSorted((a, b) => Number(b.lastSeenAt) - Number(a.lastSeenAt))
      .map(({ fingerprint }) => fingerprint);
    for (const offset of [0, 5, 10, 15]) {
      const page = await opened.storage.loadErrorGroups({ ...whole, order: 'lastSeen', limit: 5, offset });
      expect(page.total).toBe(expected.length);
      expect(page.groups.map(({ fingerprint }) => fingerprint)).toEqual(expected.slice(offset, offset + 5));
    }
  });

  it('gives the newest reports of a group with all of their texts', async () => {
    const expected = reports.filter(
      ({ fingerprint, environment }) => fingerprint === 'f5' && environment === 'production',
    );
    const { app, fromMs, toMs } = whole;
    const stored = await opened.storage.loadErrorReports({
      app,
      fromMs,
      toMs,
      filter: { environment: 'production' },
      fingerprint: 'f5',
      limit: 3,
    });
    expect(stored).toEqual(
      expected
        .toSorted((a, b) => b.at - a.at)
        .slice(0, 3)
        .map(({ app: _app, fingerprint: _fingerprint, ...texts }) => texts),
    );
  });
});

const of = (route: string, count: number, parts: object = {}) =>
  Array.from({ length: count }, () => aMeasurement({ at: START, route, ...parts }));

describe('loadDimensionValues', () => {
  let opened: OpenedStorage;
  beforeAll(async () => {
    opened = openStorage(inject('clickhouseUrl'), { now: () => START + DAY });
    await opened.storage.migrate();
    await opened.storage.insertMeasurements(
      [
        ...of('/orders/:id', 5),
        ...of('/Order', 2),
        ...of('/admin/orders', 9, { device: 'mobile' }),
        ...of('/GRÖSSE', 1),
        ...of('/cart', 3, { metric: 'vital.lcp', environment: 'staging' }),
        ...of('', 20),
      ],
      'routes',
    );
  });
  afterAll(() => opened.close());

  const ask = (parts: object = {}) =>
    opened.storage.loadDimensionValues({
      app: 'shop',
      dimension: 'route',
      fromMs: START - DAY,
      toMs: START + DAY,
      limit: 10,
      ...parts,
    });

  it.each([
    ['all, the most frequent first', {}, ['/admin/orders', '/orders/:id', '/cart', '/Order', '/GRÖSSE']],
    [
      'those that begin with the text first, whatever the case',
      { search: '/ORD' },
      ['/orders/:id', '/Order', '/admin/orders'],
    ],
    ['those that have it anywhere', { search: 'ord' }, ['/admin/orders', '/orders/:id', '/Order']],
    ['letters beyond ASCII in any case', { search: 'grö' }, ['/GRÖSSE']],
    ['nothing for a text that is a pattern', { search: '%' }, []],
    ['those of a metric', { metric: 'vital.lcp' }, ['/cart']],
    ['those that go with another dimension', { filter: { device: 'mobile' } }, ['/admin/orders']],
    [
      'those that go with several others',
      { filter: { device: '', environment: ['staging', 'production'] }, search: 'o' },
      ['/orders/:id', '/Order'],
    ],
    ['no more than asked for', { limit: 2 }, ['/admin/orders', '/orders/:id']],
  ])('gives %s', async (_, parts, expected) => {
    expect(await ask(parts)).toEqual(expected);
  });
});
