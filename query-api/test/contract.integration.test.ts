import { DEFAULT_BUDGETS } from '@paceline/budgets';
import { DROP_REASONS } from '@paceline/protocol';
import { createStorage, StorageError, type StorageErrorReason } from '@paceline/storage';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import {
  alertsSchema,
  appsSchema,
  createQueryApi,
  dimensionValuesSchema,
  metricsSchema,
  problemSchema,
} from '../src/index.ts';
import { aMeasurement } from './aMeasurement.ts';
import { ask, LONG_RETENTION, NOW, someOptions, startWorld, TOKEN, type World } from './startWorld.ts';

/** The parts of an OpenAPI document that are looked at. */
const openApiSchema = z.looseObject({
  paths: z.record(
    z.string(),
    z.object({
      get: z
        .object({
          parameters: z.array(z.object({ name: z.string() })).default([]),
          security: z.unknown().optional(),
          responses: z.record(z.string(), z.unknown()),
        })
        .optional(),
    }),
  ),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});

const DAY = 86_400_000;
const HOUR = 3_600_000;

describe('what the query API answers besides figures', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(inject('clickhouseUrl'), {
      budgets: DEFAULT_BUDGETS.map((budget) =>
        budget.id === 'cpu' ? { ...budget, scope: { environment: 'staging' } } : budget,
      ),
    });
    await world.insert([
      ...Array.from({ length: 3 }, () => aMeasurement({ at: NOW - HOUR / 2, environment: 'production' })),
      aMeasurement({ at: NOW - 2 * DAY, environment: 'staging', route: '/cart' }),
      aMeasurement({ at: NOW - 20 * DAY, environment: 'old' }),
    ]);
    const transition = { app: 'shop', value: 250, target: 200, events: 40 };
    for (const stored of [
      { id: 'a1', incidentId: 'a', budgetId: 'api-response-time', state: 'firing', at: NOW - HOUR / 2 },
      { id: 'a2', incidentId: 'a', budgetId: 'api-response-time', state: 'resolved', at: NOW - HOUR / 4 },
      { id: 'b1', incidentId: 'b', budgetId: 'cpu', state: 'firing', at: NOW - HOUR / 3 },
      { id: 'c1', incidentId: 'c', budgetId: 'memory', state: 'firing', at: NOW - 9 * HOUR },
      { id: 'd1', incidentId: 'd', budgetId: 'page-load', state: 'firing', at: NOW - 9 * HOUR },
      { id: 'd2', incidentId: 'd', budgetId: 'page-load', state: 'resolved', at: NOW - 8 * HOUR },
    ] as const) {
      await world.storage.insertAlertTransition({ ...transition, ...stored });
    }
    await world.storage.insertAlertTransition({
      ...transition,
      id: 'e1',
      incidentId: 'e',
      app: 'paceline',
      budgetId: 'memory',
      state: 'firing',
      at: NOW - HOUR / 2,
    });
  });
  afterAll(() => world.close());

  it('tells the configured apps with the environments of the last week, most frequent first', async () => {
    const { apps } = appsSchema.parse(await (await world.ask('/api/v1/apps')).json());
    expect(apps).toEqual([
      { name: 'shop', environments: ['production', 'staging'] },
      { name: 'paceline', environments: [] },
    ]);
  });

  it('tells the alerts of the range, and those that still fire from before it', async () => {
    const { alerts } = alertsSchema.parse(await (await world.ask('/api/v1/alerts', { app: 'shop' })).json());
    expect(alerts.map(({ incidentId, state }) => `${incidentId} ${state}`)).toEqual([
      'a resolved',
      'b firing',
      'a firing',
      'c firing',
    ]);
    expect(alerts[0]).toMatchObject({ at: new Date(NOW - HOUR / 4).toISOString(), value: 250, target: 200 });
  });

  it('leaves alerts of budgets for another environment out', async () => {
    const response = await world.ask('/api/v1/alerts', { app: 'shop', environment: 'production' });
    const { alerts } = alertsSchema.parse(await response.json());
    expect(new Set(alerts.map(({ incidentId }) => incidentId))).toEqual(new Set(['a', 'c']));
  });

  it('tells the values of a dimension in a range', async () => {
    const response = await world.ask('/api/v1/dimensions/route', { app: 'shop', from: 'now-7d' });
    expect(dimensionValuesSchema.parse(await response.json())).toEqual({
      app: 'shop',
      dimension: 'route',
      values: ['/orders/:id', '/cart'],
    });
    expect((await world.ask('/api/v1/dimensions/colour', { app: 'shop' })).status).toBe(400);
  });

  it('tells the catalogue of metrics', async () => {
    const { metrics } = metricsSchema.parse(await (await world.ask('/api/v1/metrics')).json());
    expect(metrics).toContainEqual({
      name: 'vital.tti',
      title: 'Time to interactive',
      unit: 'ms',
      better: 'lower',
      approximate: true,
    });
    expect(metrics.find(({ name }) => name === 'request.duration')?.approximate).toBe(false);
  });

  const paths = [
    'summary',
    'series',
    'table',
    'compare',
    'histogram',
    'heatmap',
    'budgets',
    'apps',
    'alerts',
    'ledger',
    'metrics',
    'dimensions/route',
    'live',
    'samples',
    'errors',
    'errors/f1',
    'export',
    'apps/shop/deletions',
    'nothing',
  ];
  it.each(paths)('lets nobody without the token see /api/v1/%s', async (path) => {
    for (const authorization of [
      undefined,
      `Bearer ${TOKEN}x`,
      `Bearer ${TOKEN.slice(1)}`,
      `Basic ${TOKEN}`,
      'Bearer ',
    ]) {
      const response = await world.api.request(`/api/v1/${path}?app=shop`, {
        headers: authorization === undefined ? {} : { authorization },
      });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm="paceline"/);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(problemSchema.parse(await response.json()).detail).toMatch(/token/);
    }
  });

  const refused: readonly [string, string, Record<string, string>, number, RegExp][] = [
    [
      'an unknown parameter',
      'summary',
      { app: 'shop', enviroment: 'x' },
      400,
      /unknown parameter "enviroment"; allowed: app, from, to, environment, release, route/,
    ],
    ['no app', 'summary', {}, 400, /^app: name an app; \/api\/v1\/apps lists them$/],
    ['an empty app', 'budgets', { app: '' }, 400, /^app: name an app/],
    [
      'an app that is not configured',
      'budgets',
      { app: 'blog' },
      404,
      /There is no app "blog". There are: shop, paceline/,
    ],
    [
      'a time that is none',
      'summary',
      { app: 'shop', from: 'monday' },
      400,
      /^from: "monday" is no time; write ISO 8601/,
    ],
    [
      'a range that ends before it begins',
      'alerts',
      { app: 'shop', from: 'now', to: 'now-1h' },
      400,
      /^from: must lie before/,
    ],
    [
      'a range that is too long',
      'budgets',
      { app: 'shop', from: 'now-500d' },
      400,
      /400 days long \(13 months\), not 500/,
    ],
    [
      'a text that is too long',
      'summary',
      { app: 'shop', route: 'x'.repeat(257) },
      400,
      /^route: at most 256/,
    ],
    ['a dimension that does not exist', 'dimensions/colour', { app: 'shop' }, 400, /^dimension: /],
    ['a path that does not exist', 'nothing', {}, 404, /There is nothing at/],
  ];
  it.each(refused)(
    'refuses %s with a problem that says what to do',
    async (_name, path, query, status, detail) => {
      const response = await world.ask(`/api/v1/${path}`, query);
      expect(response.status).toBe(status);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(problemSchema.parse(await response.json())).toMatchObject({
        status,
        detail: expect.stringMatching(detail),
      });
    },
  );

  it('refuses a parameter that is given twice', async () => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const response = await world.api.request('/api/v1/summary?app=shop&app=paceline', { headers });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ detail: 'app: give it once' });
  });

  it('names every parameter that is wrong at once', async () => {
    const response = await world.ask('/api/v1/summary', { route: 'x'.repeat(300), colour: 'red' });
    const { problems = [] } = problemSchema.parse(await response.json());
    expect(problems.map(({ parameter }) => parameter)).toEqual(['app', 'route', 'colour']);
  });

  it('says which methods a path takes', async () => {
    const response = await world.api.request('/api/v1/summary', {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toMatch(/GET/);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  it('describes every route, its parameters and its answers, without a token', async () => {
    const response = await world.api.request('/openapi.json');
    const document = openApiSchema.parse(await response.json());
    expect(document).toMatchObject({
      openapi: '3.1.0',
      components: { securitySchemes: { bearer: { scheme: 'bearer' } } },
    });
    expect(Object.keys(document.paths).toSorted()).toEqual([
      '/api/v1/alerts',
      '/api/v1/apps',
      '/api/v1/apps/{app}/deletions',
      '/api/v1/apps/{app}/sessions/{sessionId}',
      '/api/v1/apps/{app}/telemetry',
      '/api/v1/budgets',
      '/api/v1/compare',
      '/api/v1/dimensions/{dimension}',
      '/api/v1/errors',
      '/api/v1/errors/{fingerprint}',
      '/api/v1/export',
      '/api/v1/heatmap',
      '/api/v1/histogram',
      '/api/v1/ledger',
      '/api/v1/live',
      '/api/v1/metrics',
      '/api/v1/samples',
      '/api/v1/series',
      '/api/v1/session',
      '/api/v1/summary',
      '/api/v1/table',
      '/healthz',
      '/metrics',
      '/readyz',
    ]);
    const get = document.paths['/api/v1/series']?.get;
    expect(get?.parameters.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'app',
        'metric',
        'statistic',
        'from',
        'to',
        'step',
        'environment',
        'statusClass',
      ]),
    );
    expect(get?.security).toEqual([{ bearer: ['read'] }, { session: ['read'] }]);
    expect(Object.keys(get?.responses ?? {})).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '422',
      '429',
      '500',
      '503',
    ]);
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['Summary', 'Series', 'Budgets', 'BudgetStatus', 'Ledger', 'Problem']),
    );
    expect(document.components.schemas['Ledger']).toMatchObject({
      properties: {
        stored: { type: ['integer', 'null'] },
        dropped: {
          properties: Object.fromEntries(DROP_REASONS.map((reason) => [reason, expect.anything()])),
        },
      },
    });
  });
});

describe('a query API whose database fails', () => {
  it('answers 503 with Retry-After when it cannot be reached', async () => {
    const storage = createStorage({ url: 'http://127.0.0.1:1', database: 'gone', retention: LONG_RETENTION });
    const api = createQueryApi(someOptions(storage));
    for (const path of ['summary', 'budgets', 'alerts', 'apps', 'series']) {
      const query = path === 'apps' ? {} : { app: 'shop', ...(path === 'series' && { metric: 'vital.lcp' }) };
      const response = await ask(api, `/api/v1/${path}`, query);
      expect(response.status).toBe(503);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(problemSchema.parse(await response.json()).detail).toMatch(/cannot be reached/);
    }
    const ready = await api.request('/readyz');
    expect(ready.status).toBe(503);
    await storage.close();
  });

  const answers: readonly [StorageErrorReason, number, RegExp][] = [
    ['busy', 503, /too much to do/],
    ['too-heavy', 422, /shorter range, a larger step or a narrower filter/],
    ['refused', 500, /log says why/],
  ];
  it.each(answers)('answers %s with %i', async (reason, status, detail) => {
    const fails = () => Promise.reject(new StorageError(reason, 'ClickHouse said its insides'));
    const storage = {
      ...createStorage({ url: 'http://127.0.0.1:1', database: 'gone', retention: LONG_RETENTION }),
      loadPeakRate: fails,
      loadDistributions: fails,
    };
    const response = await ask(createQueryApi(someOptions(storage)), '/api/v1/summary', { app: 'shop' });
    expect(response.status).toBe(status);
    const problem = problemSchema.parse(await response.json());
    expect(problem.detail).toMatch(detail);
    expect(JSON.stringify(problem)).not.toContain('insides');
    await storage.close();
  });
});
