import { distributionOf } from '@paceline/protocol';
import type { DistributionRow } from '@paceline/storage';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../test/exactly.ts';
import { LONG_RETENTION } from '../../test/startWorld.ts';
import { parseMetric } from '../asking/parseMetric.ts';
import { parseStatistics } from '../asking/parseStatistics.ts';
import { loadComparison } from './loadComparison.ts';

const NOW = Date.UTC(2026, 4, 20, 14, 23, 47);
const HOUR = 3_600_000;
const ROUTES = 100;
const ROUNDS = 30;

/** Rows of a hundred routes of log-normal times, all of the same distribution but for `factorOf`. */
function routesOf(random: () => number, factorOf: (route: number) => number): readonly DistributionRow[] {
  return Array.from({ length: ROUTES }, (_, route) => {
    const values = Array.from({ length: 250 }, () => {
      const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      return 100 * factorOf(route) * Math.exp(0.8 * normal);
    });
    const distribution = { ...distributionOf(values), errors: values.filter(() => random() < 0.05).length };
    return { metric: 'request.duration', atSeconds: 0, group: { route: `/${route}` }, distribution };
  });
}

async function compareRoutes(seed: number, factorOf: (route: number) => number) {
  const random = createRandom(seed);
  const metric = parseMetric('request.duration');
  const rows = { before: routesOf(random, () => 1), after: routesOf(random, factorOf) };
  return loadComparison(
    {
      app: 'shop',
      metric,
      statistics: parseStatistics('p50,mean,error-rate', metric),
      groupBy: ['route'],
      limit: ROUTES,
      before: { fromMs: NOW - 2 * HOUR, toMs: NOW - HOUR, filter: {} },
      after: { fromMs: NOW - HOUR, toMs: NOW, filter: {} },
    },
    {
      queries: {
        loadDistributions: async ({ toMs }) => (toMs === NOW ? rows.after : rows.before),
      },
      retention: LONG_RETENTION,
      nowMs: NOW,
    },
  );
}

describe('loadComparison of a hundred routes', () => {
  it('hardly ever shows a change where nothing changed', async () => {
    let roundsWithChange = 0;
    for (let seed = 0; seed < ROUNDS; seed += 1) {
      const { changed, comparisons, total } = await compareRoutes(seed, () => 1);
      expect({ comparisons, total }).toEqual({ comparisons: 3 * ROUTES, total: ROUTES });
      if (changed > 0) roundsWithChange += 1;
    }
    // 99 of 100 rounds show none; each route by itself would show some in every round.
    expect(roundsWithChange).toBeLessThanOrEqual(3);
  });

  it('finds the three routes that changed, the largest change first', async () => {
    const factors = new Map([
      [7, 2],
      [42, 1.6],
      [77, 0.5],
    ]);
    const { groups, changed } = await compareRoutes(4, (route) => factors.get(route) ?? 1);
    expect(changed).toBe(3);
    expect(
      groups.slice(0, 3).map(({ group, statistics }) => [group['route'], statistics['p50']?.verdict]),
    ).toEqual([
      ['/7', 'worse'],
      ['/42', 'worse'],
      ['/77', 'better'],
    ]);
    expect(groups[3]?.statistics['p50']?.verdict).toBe('no-difference-shown');
  });
});
