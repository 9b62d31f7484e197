import { distributionOf, mergeDistributions } from '@paceline/protocol';
import {
  coveredRange,
  type Dimension,
  type DistributionQuery,
  type DistributionRow,
} from '@paceline/storage';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { LONG_RETENTION } from '../../test/startWorld.ts';
import { cacheFinished, FINISHED_STALE_MS, LONGEST_KEPT_MS } from './cacheFinished.ts';
import { finishedDistributions } from './finishedDistributions.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 4, 20, 14, 23, 47, 250);
const MONTH = { fromMs: NOW - 30 * DAY, toMs: NOW };

interface Stored {
  readonly atMs: number;
  readonly metric: string;
  readonly route: string;
  readonly value: number;
}

/** The rows of events, as the storage would answer from its buckets. */
function toRows(events: readonly Stored[], query: DistributionQuery, nowMs: number): DistributionRow[] {
  const covered = coveredRange(query, LONG_RETENTION, nowMs);
  const groups = new Map<string, DistributionRow>();
  for (const { atMs, metric, route, value } of events) {
    if (covered === null || atMs < covered.fromMs || atMs >= covered.toMs) continue;
    if (!query.metrics.includes(metric)) continue;
    const { stepSeconds: step } = query;
    const atSeconds = step === undefined ? 0 : Math.floor(atMs / 1000 / step) * step;
    const group: DistributionRow['group'] = query.groupBy === undefined ? {} : { route };
    const key = JSON.stringify([metric, atSeconds, group]);
    const parts = [groups.get(key)?.distribution ?? distributionOf([]), distributionOf([value])];
    groups.set(key, { metric, atSeconds, group, distribution: mergeDistributions(parts) });
  }
  return [...groups.values()].toSorted(
    (a, b) =>
      compare(a.metric, b.metric) ||
      a.atSeconds - b.atSeconds ||
      compare(a.group.route ?? '', b.group.route ?? ''),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** A storage that counts how it is asked, and a cache in front of it. */
function aWorld(maxBytes = 1_000_000) {
  const clock = { nowMs: NOW };
  const events: Stored[] = [];
  const asked: DistributionQuery[] = [];
  const world = { version: '1', versionsAsked: 0, fails: false, mayAnswer: Promise.resolve() };
  const cache = cacheFinished({
    ...finishedDistributions(LONG_RETENTION),
    load: async (query) => {
      asked.push(query);
      if (world.fails) throw new Error('busy');
      const rows = toRows(events, query, clock.nowMs);
      await world.mayAnswer;
      return rows;
    },
    versions: {
      known: () => ({ version: world.version, sinceMs: 0 }),
      load: async () => {
        world.versionsAsked += 1;
        return { version: world.version, sinceMs: 0 };
      },
    },
    pastMs: DAY,
    maxBytes,
    now: () => clock.nowMs,
  });
  const load = (parts: Partial<DistributionQuery> = {}) =>
    cache.load({
      app: 'shop',
      metrics: ['request.duration'],
      ...MONTH,
      filter: {},
      withBins: true,
      ...parts,
    });
  const count = async (parts?: Partial<DistributionQuery>) =>
    (await load(parts)).reduce((sum, { distribution }) => sum + distribution.events, 0);
  /** How many of the questions to the storage were about times that finished long ago. */
  const finishedAsked = () => asked.filter(({ fromMs }) => fromMs < NOW - 3 * DAY).length;
  const store = (...more: readonly Partial<Stored>[]) => {
    world.version += '+';
    events.push(
      ...more.map((part) => ({
        atMs: NOW - 10 * DAY,
        metric: 'request.duration',
        route: '/',
        value: 12,
        ...part,
      })),
    );
  };
  return { cache, clock, events, asked, world, load, count, finishedAsked, store };
}

describe('cacheFinished', () => {
  it('reads only what is not finished when a question is asked again', async () => {
    const { store, count, asked, finishedAsked, cache } = aWorld();
    store({}, { atMs: NOW - HOUR });
    expect(await count()).toBe(2);
    expect(asked).toHaveLength(2);
    store({ atMs: NOW - 1000 });
    expect(await count()).toBe(3);
    expect([asked.length, finishedAsked()]).toEqual([3, 1]);
    expect(cache.counts()).toMatchObject({ hits: 1, misses: 1, passed: 0, bytes: expect.any(Number) });
  });

  it('reads what has points in one piece the first time, and then only what is not finished', async () => {
    const { store, load, asked } = aWorld();
    store({}, { atMs: NOW - HOUR });
    const query = { stepSeconds: 3600 };
    const first = await load(query);
    expect(asked.map(({ fromMs }) => fromMs)).toEqual([MONTH.fromMs]);
    expect(await load(query)).toEqual(first);
    expect(asked.slice(1).map(({ fromMs }) => NOW - fromMs < 2 * DAY)).toEqual([true]);
    store({ atMs: NOW - 1000 });
    expect(await load(query)).toHaveLength(first.length + 1);
  });

  it('tells everyone who waits that one question failed', async () => {
    const { load, world } = aWorld();
    world.fails = true;
    const query = { stepSeconds: 3600 };
    const answers = await Promise.allSettled([load(query), load(query), load({ ...query, toMs: NOW - 1 })]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    world.fails = false;
    expect(await load(query)).toEqual([]);
  });

  it('sees an event that comes late for a finished time, once what is kept is a minute old', async () => {
    const { store, count, clock } = aWorld();
    store({});
    expect(await count()).toBe(1);
    store({ atMs: NOW - 20 * DAY });
    clock.nowMs += FINISHED_STALE_MS;
    expect(await count()).toBe(1);
    clock.nowMs += 1;
    expect(await count()).toBe(2);
  });

  it('goes on with what is kept while nothing is stored', async () => {
    const { store, count, clock, finishedAsked, world } = aWorld();
    store({});
    await count();
    for (let minutes = 0; minutes < 5; minutes += 1) {
      clock.nowMs += FINISHED_STALE_MS + 1;
      expect(await count({ fromMs: MONTH.fromMs, toMs: NOW })).toBe(1);
    }
    expect([finishedAsked(), world.versionsAsked]).toEqual([1, 5]);
  });

  it('keeps nothing for longer than ten minutes', async () => {
    const { store, count, clock, finishedAsked } = aWorld();
    store({});
    await count();
    clock.nowMs += LONGEST_KEPT_MS;
    await count();
    expect(finishedAsked()).toBe(1);
    clock.nowMs += 1;
    await count();
    expect(finishedAsked()).toBe(2);
  });

  it('does not trust a clock that was set back', async () => {
    const { store, count, clock, world } = aWorld();
    store({});
    await count();
    store({});
    clock.nowMs -= 1000;
    expect([await count(), world.versionsAsked]).toEqual([2, 0]);
  });

  it('asks once for all who wait for the same finished time', async () => {
    const { store, load, asked, finishedAsked } = aWorld();
    store({});
    const answers = await Promise.all([load(), load({ toMs: NOW - 1 }), load()]);
    expect(answers.map((rows) => rows[0]?.distribution.events)).toEqual([1, 1, 1]);
    expect([finishedAsked(), asked.length]).toEqual([1, 4]);
  });

  it('keeps questions apart that differ in anything', async () => {
    const { store, load, finishedAsked } = aWorld();
    store({});
    await load();
    await load({ app: 'blog' });
    await load({ metrics: ['vital.lcp'] });
    await load({ filter: { route: '/' } });
    await load({ filter: { route: ['/', '/cart'] } });
    await load({ groupBy: ['route'] });
    await load({ groupBy: ['route'], apart: [{ route: '/' }] });
    await load({ stepSeconds: 86_400 });
    await load({ withBins: false });
    await load({ fromMs: MONTH.fromMs - DAY });
    expect(finishedAsked()).toBe(10);
  });

  it('keeps nothing of a question that failed', async () => {
    const { store, load, count, world } = aWorld();
    store({});
    world.fails = true;
    await expect(load()).rejects.toThrow('busy');
    world.fails = false;
    expect(await count()).toBe(1);
  });

  it('forgets an app and no other', async () => {
    const { cache, store, count, events, finishedAsked } = aWorld();
    store({});
    await count();
    await count({ app: 'blog' });
    events.length = 0;
    cache.forget('shop');
    expect(await count()).toBe(0);
    expect(await count({ app: 'blog' })).toBe(1);
    expect(finishedAsked()).toBe(3);
  });

  it('keeps nothing that was being read while its app was forgotten, and gives it to nobody who asks later', async () => {
    const { cache, store, count, events, world, finishedAsked } = aWorld();
    store({});
    let answer: (() => void) | undefined;
    world.mayAnswer = new Promise((resolve) => {
      answer = resolve;
    });
    const before = count();
    await vi.waitFor(() => expect(finishedAsked()).toBe(1));
    events.length = 0;
    cache.forget('shop');
    const after = count();
    await vi.waitFor(() => expect(finishedAsked()).toBe(2));
    answer?.();
    expect([await before, await after]).toEqual([1, 0]);
    expect(await count()).toBe(0);
  });

  it('keeps no more bytes than it may, and drops what was not asked for the longest', async () => {
    const { cache, store, count, finishedAsked } = aWorld(11_000);
    store(...Array.from({ length: 100 }, (_, index) => ({ value: 1.02 ** (index + 0.5) })));
    for (const route of ['/a', '/b', '/c', '/d', '/e', '/f']) {
      await count({ filter: { route } });
      await count({ filter: { route: '/a' } });
      expect(cache.counts().bytes).toBeLessThanOrEqual(11_000);
    }
    expect(finishedAsked()).toBe(6);
    await count({ filter: { route: '/b' } });
    expect(finishedAsked()).toBe(7);
  });

  it('passes questions on that are not about finished times', async () => {
    const { cache, store, count, asked } = aWorld();
    store({ atMs: NOW - HOUR });
    expect(await count({ fromMs: NOW - 2 * HOUR })).toBe(1);
    expect(await count({ fromMs: NOW - 2 * HOUR })).toBe(1);
    expect(asked).toHaveLength(2);
    expect(cache.counts()).toEqual({ hits: 0, misses: 0, passed: 2, bytes: 0 });
  });

  it('answers the same as the storage does in one piece, the first time and again', async () => {
    const groupBy: readonly Dimension[] = ['route'];
    const event = fc.record({
      atMs: fc.integer({ min: NOW - 40 * DAY, max: NOW }),
      metric: fc.constantFrom('request.duration', 'vital.lcp'),
      route: fc.constantFrom('/', '/cart', '/orders/:id'),
      value: fc.integer({ min: 0, max: 5000 }),
    });
    const question = fc.record({
      fromMs: fc.integer({ min: NOW - 40 * DAY, max: NOW - 2 * DAY }),
      toMs: fc.oneof(fc.constant(NOW), fc.integer({ min: NOW - 2 * DAY, max: NOW })),
      stepSeconds: fc.option(fc.constantFrom(3600, 86_400, 7 * 86_400), { nil: undefined }),
      isGrouped: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 60 }),
        question,
        async (stored, { fromMs, toMs, stepSeconds, isGrouped }) => {
          const { load, events, cache } = aWorld();
          events.push(...stored);
          const asked = {
            app: 'shop',
            metrics: ['request.duration', 'vital.lcp'],
            fromMs,
            toMs,
            filter: {},
            withBins: true,
            ...(stepSeconds !== undefined && { stepSeconds }),
            ...(isGrouped && { groupBy }),
          };
          const whole = toRows(stored, asked, NOW);
          expect(await load(asked)).toEqual(whole);
          expect(await load(asked)).toEqual(whole);
          expect(cache.counts().hits + cache.counts().passed).toBeGreaterThan(0);
        },
      ),
    );
  });
});
