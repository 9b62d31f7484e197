import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { aDescription } from './aDescription.ts';
import { aMeasurement } from './aMeasurement.ts';
import { type AnswerCheck, createAnswerCheck } from './createAnswerCheck.ts';
import { NOW, startWorld, type World } from './startWorld.ts';

const MINUTE = 60_000;

describe('answers', () => {
  let world: World;
  let check: AnswerCheck;
  beforeAll(async () => {
    world = await startWorld(inject('clickhouseUrl'), {
      ledger: {
        load: async (apps) =>
          apps.map(() => ({
            received: 5,
            inFlight: 1,
            deadLettered: 0,
            dropped: {
              invalid: 0,
              'too-old': 0,
              'in-the-future': 0,
              'too-many-events': 0,
              cardinality: 0,
              sampled: 0,
              duplicate: 0,
              discarded: 0,
            },
            refusedRequests: {
              'unknown-key': 0,
              origin: 0,
              'rate-limited': 0,
              unsupported: 0,
              'too-large': 0,
              malformed: 0,
            },
          })),
        loadStoreState: async () => undefined,
      },
    });
    check = createAnswerCheck(await aDescription());
    await world.insert([
      ...Array.from({ length: 40 }, (_, index) => aMeasurement({ at: NOW - index * MINUTE, value: index })),
      aMeasurement({ at: NOW - MINUTE, metric: 'vital.lcp', value: 1200 }),
      aMeasurement({ at: NOW - MINUTE, metric: 'cache.lookup', layer: 'redis', value: 1 }),
    ]);
    await world.storage.insertAlertTransition({
      id: 'a1',
      incidentId: 'a',
      app: 'shop',
      budgetId: 'memory',
      state: 'firing',
      at: NOW - MINUTE,
      value: null,
      target: 200,
      events: 40,
    });
  });
  afterAll(() => world.close());

  const metric = 'request.duration';
  const questions: readonly [path: string, query: Record<string, string>][] = [
    ['summary', {}],
    ['summary', { from: 'now-9d', to: 'now-8d' }],
    ['budgets', {}],
    ['series', { metric, statistic: 'p50,rate,min,count', groupBy: 'route' }],
    ['series', { metric: 'vital.inp' }],
    ['table', { metric, groupBy: 'route,device', statistic: 'p95,mean' }],
    ['histogram', { metric, target: '20' }],
    ['histogram', { metric: 'vital.inp' }],
    ['heatmap', { metric }],
    ['compare', { metric, groupBy: 'route' }],
    ['alerts', {}],
    ['ledger', {}],
    ['dimensions/{dimension}', {}],
  ];
  it.each(questions)('of /api/v1/%s are as the description says, for %j', async (path, query) => {
    const asked = path.replace('{dimension}', 'route');
    const answer = await world.ask(`/api/v1/${asked}`, { app: 'shop', ...query });
    expect(answer.status).toBe(200);
    expect(check(`/api/v1/${path}`, 'get', 200, await answer.json())).toBe('');
  });

  it.each(['apps', 'metrics', 'session'])('of /api/v1/%s are as the description says', async (path) => {
    const answer = await world.ask(`/api/v1/${path}`);
    expect(check(`/api/v1/${path}`, 'get', 200, await answer.json())).toBe('');
  });

  it('that are errors are as the description says', async () => {
    for (const [query, status] of [
      [{ app: 'nobody' }, 404],
      [{ app: 'shop', from: 'monday', colour: 'red' }, 400],
    ] as const) {
      const answer = await world.ask('/api/v1/summary', query);
      expect(answer.status).toBe(status);
      expect(check('/api/v1/summary', 'get', status, await answer.json())).toBe('');
    }
    const refused = await world.api.request('/api/v1/summary');
    expect(check('/api/v1/summary', 'get', 401, await refused.json())).toBe('');
  });

  it('of probes are as the description says', async () => {
    for (const path of ['/healthz', '/readyz']) {
      const answer = await world.api.request(path);
      expect(check(path, 'get', answer.status, await answer.json())).toBe('');
    }
  });
});
