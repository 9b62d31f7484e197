import { distributionOf } from '@paceline/protocol';
import { describe, expect, it } from 'vitest';
import { aBudget } from '../../test/aBudget.ts';
import { createAlertStore } from '../../test/createAlertStore.ts';
import { evaluateBudgets } from './evaluateBudgets.ts';

const at = Date.UTC(2026, 0, 1, 12);

describe('evaluateBudgets', () => {
  it('judges every budget of every app', async () => {
    const { storage, values } = createAlertStore();
    values.set('shop request.duration', [100, 300]);
    const budgets = [aBudget(), aBudget({ id: 'mean', statistic: 'mean' })];
    const judged = await evaluateBudgets({
      storage,
      apps: [{ name: 'shop' }, { name: 'blog' }],
      budgets,
      at,
    });
    expect(
      judged.map(({ app, budget, verdict }) => [app, budget.id, verdict.status, verdict.events]),
    ).toEqual([
      ['shop', 'api-response-time', 'broken', 2],
      ['shop', 'mean', 'broken', 2],
      ['blog', 'api-response-time', 'no-data', 0],
      ['blog', 'mean', 'no-data', 0],
    ]);
  });

  it('judges a budget that names an app for that app alone', async () => {
    const { storage } = createAlertStore();
    const apps = [{ name: 'shop' }, { name: 'blog' }];
    const judged = await evaluateBudgets({ storage, apps, budgets: [aBudget({ app: 'blog' })], at });
    expect(judged.map(({ app }) => app)).toEqual(['blog']);
  });

  it('gives each layer its own verdict from one query', async () => {
    const store = createAlertStore();
    const byLayer = { redis: [1, 1, 1, 0], cdn: [0, 0] };
    const storage: typeof store.storage = {
      ...store.storage,
      loadDistributions: async () =>
        Object.entries(byLayer).map(([layer, values]) => ({
          metric: 'cache.lookup',
          atSeconds: 0,
          group: { layer },
          distribution: distributionOf(values),
        })),
    };
    const budgets = (['cdn', 'redis', 'memory'] as const).map((layer) =>
      aBudget({
        metric: 'cache.lookup',
        statistic: 'mean',
        comparison: 'above',
        target: 0.5,
        scope: { layer },
      }),
    );
    const judged = await evaluateBudgets({ storage, apps: [{ name: 'shop' }], budgets, at });
    expect(judged.map(({ verdict }) => [verdict.value, verdict.status])).toEqual([
      [0, 'broken'],
      [0.75, 'ok'],
      [null, 'no-data'],
    ]);
  });

  it('divides a rate by the time that was looked at, and asks for a peak only where one is judged', async () => {
    const store = createAlertStore();
    store.values.set(
      'request.duration',
      Array.from({ length: 610 }, () => 1),
    );
    const peaks: unknown[] = [];
    const storage: typeof store.storage = {
      ...store.storage,
      loadPeakRate: async (query) => {
        peaks.push(query);
        return 42;
      },
    };
    const rate = aBudget({ statistic: 'rate', comparison: 'at-least', target: 1 });
    const budgets = [rate, { ...rate, statistic: 'peak-rate' as const }];
    const judged = await evaluateBudgets({ storage, apps: [{ name: 'shop' }], budgets, at: at + 5_000 });
    expect(judged.map(({ verdict }) => verdict.value)).toEqual([2, 42]);
    expect(peaks).toEqual([
      { app: 'shop', metric: 'request.duration', filter: {}, fromMs: at - 300_000, toMs: at + 5_000 },
    ]);
  });
});
