import type { Measurement } from '@paceline/protocol';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Table, tableSchema } from '../src/index.ts';
import { aMeasurement } from './aMeasurement.ts';
import { NOW, type Query, startWorld, type World } from './startWorld.ts';

const MINUTE = 60_000;

/** Requests of a route that took as long each, an hour or less ago. */
const requests = (route: string, count: number, value: number, parts: Partial<Measurement> = {}) =>
  Array.from({ length: count }, (_, index) =>
    aMeasurement({ at: NOW - (index % 50) * MINUTE, route, value, ...parts }),
  );

const rows = [
  ...requests('/orders/:id', 300, 80),
  ...requests('/cart', 200, 240, { device: 'mobile' }),
  ...requests('/Cart/items', 100, 30),
  ...requests('/export', 5, 4_000, { failed: true, statusClass: '5xx' }),
  ...requests('', 7, 10),
  // Fewer events that stand for more.
  ...requests('/sampled', 50, 100, { weight: 10 }),
];

const routes = ({ rows: found }: Table) => found.map(({ group }) => group['route']);

describe('GET /api/v1/table', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(inject('clickhouseUrl'));
    await world.insert(rows);
  });
  afterAll(() => world.close());

  async function table(query: Query = {}): Promise<Table> {
    const response = await world.ask('/api/v1/table', {
      app: 'shop',
      metric: 'request.duration',
      groupBy: 'route',
      ...query,
    });
    expect(response.status, await response.clone().text()).toBe(200);
    return tableSchema.parse(await response.json());
  }
  it('tells the heaviest rows first, with the usual percentiles', async () => {
    const answer = await table();
    expect(routes(answer)).toEqual(['/sampled', '/orders/:id', '/cart', '/Cart/items', '', '/export']);
    expect(answer).toMatchObject({
      total: 6,
      offset: 0,
      limit: 50,
      sort: 'weight',
      order: 'desc',
      unit: 'ms',
    });
    expect(answer.statistics.map(({ name }) => name)).toEqual(['p50', 'p75', 'p95', 'p99']);
    expect(answer.rows[0]).toMatchObject({ events: 50, weight: 500, errors: 0 });
    expect(answer.rows[5]).toMatchObject({ events: 5, errors: 5 });
  });

  const orders: readonly [Query, readonly string[]][] = [
    [{ sort: 'p95' }, ['/export', '/cart', '/sampled', '/orders/:id', '/Cart/items', '']],
    [{ sort: 'p95', order: 'asc' }, ['', '/Cart/items', '/orders/:id', '/sampled', '/cart', '/export']],
    [{ sort: 'mean' }, ['/export', '/cart', '/sampled', '/orders/:id', '/Cart/items', '']],
    [{ sort: 'events' }, ['/orders/:id', '/cart', '/Cart/items', '/sampled', '', '/export']],
    [{ sort: 'errors' }, ['/export', '', '/Cart/items', '/cart', '/orders/:id', '/sampled']],
    [{ sort: 'route' }, ['', '/Cart/items', '/cart', '/export', '/orders/:id', '/sampled']],
    [{ sort: 'route', order: 'desc' }, ['/sampled', '/orders/:id', '/export', '/cart', '/Cart/items', '']],
    [
      { sort: 'share-under:50', order: 'asc' },
      ['/cart', '/export', '/orders/:id', '/sampled', '', '/Cart/items'],
    ],
  ];
  it.each(orders)('sorts by %o', async (query, expected) => {
    expect(routes(await table({ statistic: 'p95,mean,share-under:50', ...query }))).toEqual(expected);
  });

  it('is turned page by page, in one order', async () => {
    for (const sort of ['weight', 'p95', 'route']) {
      const whole = await table({ statistic: 'p95', sort });
      const pages = await Promise.all(
        ['0', '2', '4', '6'].map((offset) => table({ statistic: 'p95', sort, limit: '2', offset })),
      );
      expect(pages.flatMap((page) => page.rows)).toEqual(whole.rows);
      expect(pages.map(({ total }) => total)).toEqual([6, 6, 6, 6]);
    }
  });

  it('finds rows by a part of their dimension, in letters of any case', async () => {
    const found = await table({ search: 'CART' });
    expect(routes(found)).toEqual(['/cart', '/Cart/items']);
    expect(found.total).toBe(2);
    const none = await table({ search: 'nothing', sort: 'p95' });
    expect(none).toMatchObject({ total: 0, rows: [] });
  });

  it('tells errors of its values, and marks rows of few events as thin', async () => {
    const answer = await table({ statistic: 'p50' });
    const of = (route: string) => answer.rows.find(({ group }) => group['route'] === route);
    expect(of('/orders/:id')?.estimates['p50']).toMatchObject({ thin: false });
    expect(of('/export')).toMatchObject({
      estimates: { p50: { thin: true } },
      values: { p50: expect.closeTo(4_000, 6) },
    });
  });

  it('splits by two dimensions, and takes filters', async () => {
    const answer = await table({ groupBy: 'device,route', device: ['mobile', '(unknown)'], search: 'cart' });
    expect(answer.groupBy).toEqual(['device', 'route']);
    expect(answer.rows.map(({ group }) => group)).toEqual([
      { device: 'mobile', route: '/cart' },
      { device: '', route: '/Cart/items' },
    ]);
    expect(routes(await table({ device: '(unknown)', statusClass: '2xx' }))).not.toContain('/cart');
  });

  it('reads no bins for what is told without them', async () => {
    const answer = await table({ statistic: 'rate,max,error-rate', sort: 'max' });
    expect(answer.rows[0]).toMatchObject({
      group: { route: '/export' },
      values: { max: 4_000, 'error-rate': 1 },
    });
  });

  it('has no rows where nothing was measured', async () => {
    expect(await table({ app: 'paceline' })).toMatchObject({ total: 0, rows: [] });
  });
});
