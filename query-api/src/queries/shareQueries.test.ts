import type { DistributionQuery, DistributionRow } from '@paceline/storage';
import { describe, expect, it } from 'vitest';
import { LONG_RETENTION } from '../../test/startWorld.ts';
import { shareQueries } from './shareQueries.ts';

const NOW = Date.UTC(2026, 4, 20, 14, 23, 47);

const aRow = (atSeconds: number): DistributionRow => ({
  metric: 'request.duration',
  atSeconds,
  group: {},
  distribution: { events: 1, weight: 1, sum: 1, min: 1, max: 1, errors: 0, bins: [] },
});

function aWorld() {
  const runs: {
    query: DistributionQuery;
    answer: (rows: readonly DistributionRow[]) => void;
    fail: (error: Error) => void;
  }[] = [];
  const queries = shareQueries(
    {
      loadDistributions: (query) =>
        new Promise((resolve, reject) => runs.push({ query, answer: resolve, fail: reject })),
      loadPeakRate: async () => null,
      loadDimensionValues: async () => [],
    },
    { retention: LONG_RETENTION, now: () => NOW },
  );
  const load = (parts: Partial<DistributionQuery> = {}) =>
    queries.loadDistributions({
      app: 'shop',
      metrics: ['request.duration'],
      fromMs: NOW - 3_600_000,
      toMs: NOW,
      filter: {},
      withBins: true,
      ...parts,
    });
  return { runs, load };
}

describe('shareQueries', () => {
  it('answers all who ask during a run by one run after it, never by the one that began before they asked', async () => {
    const { runs, load } = aWorld();
    const first = load();
    const later = [load({ toMs: NOW + 1 }), load({ toMs: NOW + 2 }), load()];
    expect(runs).toHaveLength(1);
    runs[0]?.answer([aRow(1)]);
    expect(await first).toEqual([aRow(1)]);
    await expect.poll(() => runs.length).toBe(2);
    runs[1]?.answer([aRow(2)]);
    expect(await Promise.all(later)).toEqual([[aRow(2)], [aRow(2)], [aRow(2)]]);
    expect(runs).toHaveLength(2);
  });

  it('runs a question again that is asked after its answer', async () => {
    const { runs, load } = aWorld();
    const first = load();
    runs[0]?.answer([]);
    await first;
    void load();
    expect(runs).toHaveLength(2);
  });

  it('runs different questions side by side', () => {
    const { runs, load } = aWorld();
    void load();
    void load({ filter: { environment: 'staging' } });
    void load({ metrics: ['vital.lcp'] });
    void load({ toMs: NOW + 20_000 });
    void load({ stepSeconds: 60 });
    void load({ app: 'blog' });
    expect(runs).toHaveLength(6);
  });

  it('tells a failure to those whose run it was, and tries again for the others', async () => {
    const { runs, load } = aWorld();
    const [first, second] = [load(), load()];
    runs[0]?.fail(new Error('too slow'));
    await expect(first).rejects.toThrow('too slow');
    await expect.poll(() => runs.length).toBe(2);
    runs[1]?.answer([aRow(7)]);
    expect(await second).toEqual([aRow(7)]);
  });
});
