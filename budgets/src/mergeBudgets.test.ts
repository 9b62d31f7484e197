import { describe, expect, it } from 'vitest';
import { budgetSchema, writtenBudgetSchema } from './budgetSchema.ts';
import { DEFAULT_BUDGETS } from './defaults.ts';
import { mergeBudgets } from './mergeBudgets.ts';

function defaultBudget(id: string) {
  const budget = DEFAULT_BUDGETS.find((candidate) => candidate.id === id);
  if (budget === undefined) throw new Error(`no default budget ${id}`);
  return budget;
}

describe('DEFAULT_BUDGETS', () => {
  it('have ids of their own', () => {
    const ids = DEFAULT_BUDGETS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(DEFAULT_BUDGETS.map((budget) => [budget.id, budget] as const))(
    '%s is what a team could have written',
    (_id, budget) => {
      expect(budgetSchema.parse(budget)).toEqual(budget);
    },
  );

  // Every row of the documented table: metric, statistic, comparison, target, best seen.
  it.each([
    ['page-load', 'vital.load mean below 1200 best 800 ms'],
    ['time-to-interactive', 'vital.tti mean below 1500 best 1100 ms'],
    ['first-contentful-paint', 'vital.fcp mean below 600 best 480 ms'],
    ['largest-contentful-paint', 'vital.lcp mean below 1800 best 1400 ms'],
    ['cumulative-layout-shift', 'vital.cls mean below 0.1 best 0.05 score'],
    ['interaction-to-next-paint', 'vital.inp p75 below 200 best - ms'],
    ['first-input-delay', 'vital.fid p75 below 100 best - ms'],
    ['api-response-time', 'request.duration p95 below 200 best 150 ms'],
    ['api-throughput', 'request.duration rate at-least 5000 best 6200 per-second'],
    ['api-availability', 'request.duration ok-share at-least 0.9995 best 0.9997 share'],
    ['api-error-rate', 'request.duration failed-share below 0.0005 best 0.0002 share'],
    ['database-query-time', 'query.duration mean below 25 best 18 ms'],
    ['database-connections', 'pool.active max below 100 best - count'],
    ['inference-time', 'inference.duration mean below 500 best - ms'],
    ['inference-throughput', 'inference.duration rate at-least 100 best - per-second'],
    ['model-cold-start', 'inference.cold_start max below 10000 best - ms'],
    ['vector-search-time', 'vector_search.duration mean below 100 best - ms'],
    ['page-code', 'page.code_bytes mean below 512000 best 389120 bytes'],
    ['inline-critical', 'page.inline_critical_bytes mean below 51200 best - bytes'],
    ['page-fonts', 'page.font_bytes mean below 102400 best - bytes'],
    ['modern-images', 'page.modern_image_share mean at-least 1 best - share'],
    ['memory', 'system.memory max below 536870912 best 134217728 bytes'],
    ['cpu', 'system.cpu mean below 0.7 best - share'],
    ['cache-hit-rate', 'cache.lookup mean above 0.8 best - share'],
    ['cache-hit-rate-browser', 'cache.lookup mean above 0.8 best - share'],
    ['cache-hit-rate-cdn', 'cache.lookup mean above 0.8 best - share'],
    ['cache-hit-rate-memory', 'cache.lookup mean above 0.8 best - share'],
    ['cache-hit-rate-redis', 'cache.lookup mean above 0.8 best - share'],
    ['cache-hit-rate-database', 'cache.lookup mean above 0.8 best - share'],
  ])('%s is documented as %s', (id, expected) => {
    const { metric, statistic, comparison, target, bestSeen = '-', unit } = defaultBudget(id);
    expect(`${metric} ${statistic} ${comparison} ${target} best ${bestSeen} ${unit}`).toBe(expected);
  });
});

describe('mergeBudgets', () => {
  it('gives the defaults when nothing is written', () => {
    expect(mergeBudgets(DEFAULT_BUDGETS, [])).toEqual({ budgets: DEFAULT_BUDGETS, issues: [] });
  });

  it('overrides parts of a default in its place', () => {
    const { budgets, issues } = mergeBudgets(DEFAULT_BUDGETS, [{ id: 'api-response-time', target: 250 }]);
    expect(issues).toEqual([]);
    expect(budgets.map(({ id }) => id)).toEqual(DEFAULT_BUDGETS.map(({ id }) => id));
    expect(budgets.find(({ id }) => id === 'api-response-time')).toEqual({
      ...defaultBudget('api-response-time'),
      target: 250,
    });
  });

  it('derives unit and comparison anew when a default gets another statistic', () => {
    const { budgets } = mergeBudgets(DEFAULT_BUDGETS, [
      { id: 'api-response-time', statistic: 'failed-share', target: 0.01 },
    ]);
    expect(budgets.find(({ id }) => id === 'api-response-time')).toMatchObject({
      unit: 'share',
      comparison: 'below',
      title: 'Response time, failed share',
    });
  });

  it('adds a budget with defaults for what is not written', () => {
    const { budgets } = mergeBudgets(
      [],
      [{ id: 'mine', metric: 'cache.lookup', statistic: 'mean', target: 0.5 }],
    );
    expect(budgets).toEqual([
      {
        id: 'mine',
        title: 'Cache hit rate, mean',
        area: 'backend',
        metric: 'cache.lookup',
        statistic: 'mean',
        comparison: 'at-least',
        target: 0.5,
        unit: 'share',
        scope: {},
        windowSeconds: 300,
        minimumEvents: 3,
        severity: 'ticket',
        companions: [],
        optional: false,
      },
    ]);
  });

  it('tells what a new budget lacks, and which ids are there twice', () => {
    const { issues } = mergeBudgets(DEFAULT_BUDGETS, [
      { id: 'mine', target: 1 },
      { id: 'cpu', target: 0.5 },
      { id: 'cpu', target: 0.6 },
    ]);
    expect(issues.map(({ index, path }) => [index, ...path])).toEqual([
      [0, 'metric'],
      [0, 'statistic'],
      [2, 'id'],
    ]);
    expect(issues[0]?.message).toContain('"mine" is not the id of a default budget');
  });

  it('refuses a unit that the metric does not have, and a share beyond 1', () => {
    const { issues } = mergeBudgets(DEFAULT_BUDGETS, [
      { id: 'api-response-time', unit: 'bytes' },
      { id: 'cpu', target: 70 },
    ]);
    expect(issues).toEqual([
      { index: 0, path: ['unit'], message: 'the unit of this metric is "ms"' },
      { index: 1, path: ['target'], message: 'a share from 0 to 1' },
    ]);
  });

  it('lets a custom metric name its unit', () => {
    const written = writtenBudgetSchema.parse({
      id: 'mine',
      metric: 'custom.render_time',
      statistic: 'p95',
      target: 20,
      unit: 'ms',
    });
    expect(mergeBudgets([], [written])).toMatchObject({ budgets: [{ unit: 'ms' }], issues: [] });
    expect(writtenBudgetSchema.safeParse({ ...written, metric: 'custom.Bad Name' }).success).toBe(false);
  });
});
