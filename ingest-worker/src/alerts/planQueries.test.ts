import { DEFAULT_BUDGETS } from '@paceline/budgets';
import { describe, expect, it } from 'vitest';
import { aBudget } from '../../test/aBudget.ts';
import { planQueries } from './planQueries.ts';

const at = Date.UTC(2026, 0, 1, 12);

describe('planQueries', () => {
  it('answers the documented budgets with four queries', () => {
    const planned = planQueries('shop', DEFAULT_BUDGETS, at);
    expect(planned).toHaveLength(4);
    expect(planned.flatMap(({ budgets }) => budgets)).toHaveLength(DEFAULT_BUDGETS.length);
  });

  it('asks for bins only for the metrics that have a percentile', () => {
    const planned = planQueries(
      'shop',
      [aBudget(), aBudget({ metric: 'system.cpu', statistic: 'mean' })],
      at,
    );
    expect(planned.map(({ query }) => [query.metrics, query.withBins])).toEqual([
      [['request.duration'], true],
      [['system.cpu'], false],
    ]);
  });

  it('reads a metric once for its percentile and its mean', () => {
    const planned = planQueries('shop', [aBudget({ statistic: 'mean' }), aBudget({ statistic: 'p99' })], at);
    expect(planned.map(({ query }) => query.metrics)).toEqual([['request.duration']]);
  });

  it('splits by layer instead of asking for each layer', () => {
    const budgets = (['redis', 'cdn'] as const).map((layer) =>
      aBudget({ metric: 'cache.lookup', statistic: 'mean', scope: { layer } }),
    );
    expect(planQueries('shop', budgets, at).map(({ query }) => query)).toEqual([
      {
        app: 'shop',
        metrics: ['cache.lookup'],
        fromMs: at - 300_000,
        toMs: at,
        filter: {},
        groupBy: ['layer'],
        withBins: false,
      },
    ]);
  });

  it('keeps windows and scopes apart, whatever the order of the names in a scope', () => {
    const budgets = [
      aBudget({ windowSeconds: 60 }),
      aBudget({ scope: { environment: 'production', route: '/a' } }),
      aBudget({ scope: { route: '/a', environment: 'production' } }),
    ];
    expect(planQueries('shop', budgets, at).map(({ query }) => [query.fromMs, query.filter])).toEqual([
      [at - 60_000, {}],
      [at - 300_000, { environment: 'production', route: '/a' }],
    ]);
  });

  it('begins a window at the edge of a bucket', () => {
    const [planned] = planQueries('shop', [aBudget()], at + 3_210);
    expect(planned?.query).toMatchObject({ fromMs: at - 300_000, toMs: at + 3_210 });
  });
});
