import type { Measurement } from '@paceline/protocol';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type ComparisonAnswer, comparisonSchema } from '../src/index.ts';
import { aMeasurement } from './aMeasurement.ts';
import { createRandom } from './exactly.ts';
import { NOW, type Query, startWorld, type World } from './startWorld.ts';

const HOUR = 3_600_000;
const random = createRandom(99);

/** Requests of the hour that ended `hoursAgo`, with times around `typical`. */
const requests = (count: number, hoursAgo: number, typical: number, parts: Partial<Measurement> = {}) =>
  Array.from({ length: count }, () =>
    aMeasurement({
      at: NOW - Math.floor((hoursAgo + 0.05 + 0.9 * random()) * HOUR),
      value: typical * Math.exp(random() - 0.5),
      ...parts,
    }),
  );

const rows = [
  // The last hour is slower on one route, faster on another, and the same on a third.
  ...requests(600, 0, 150, { route: '/slower', release: '1.5.0' }),
  ...requests(600, 1, 100, { route: '/slower' }),
  ...requests(600, 0, 60, { route: '/faster', release: '1.5.0' }),
  ...requests(600, 1, 100, { route: '/faster' }),
  ...requests(2_000, 0, 100, { route: '/same', release: '1.5.0' }),
  ...requests(2_000, 1, 100, { route: '/same' }),
  ...requests(3, 0, 900, { route: '/rare', release: '1.5.0' }),
  ...requests(3, 1, 100, { route: '/rare' }),
  ...requests(400, 0, 100, { route: '/new', release: '1.5.0' }),
  // A second release in the last hour, which fails.
  ...requests(500, 0, 100, { route: '/same', release: '1.6.0', failed: true, statusClass: '5xx' }),
  ...requests(300, 24, 100, { route: '/same' }),
];

describe('GET /api/v1/compare', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(inject('clickhouseUrl'));
    await world.insert(rows);
  });
  afterAll(() => world.close());

  async function compare(query: Query = {}): Promise<ComparisonAnswer> {
    const response = await world.ask('/api/v1/compare', {
      app: 'shop',
      metric: 'request.duration',
      statistic: 'p50',
      ...query,
    });
    expect(response.status, await response.clone().text()).toBe(200);
    return comparisonSchema.parse(await response.json());
  }

  it('says which routes became worse and better, the largest change first', async () => {
    const { groups, total, changed, comparisons, groupChangeConfidence, changeConfidence } = await compare({
      groupBy: 'route',
      release: ['1.4.0', '1.5.0'],
    });
    expect(groups.map(({ group, statistics }) => [group['route'], statistics['p50']?.verdict])).toEqual([
      ['/slower', 'worse'],
      ['/faster', 'better'],
      ['/same', 'no-difference-shown'],
      ['/new', 'not-enough'],
      ['/rare', 'not-enough'],
    ]);
    expect({ total, changed, comparisons }).toEqual({ total: 5, changed: 2, comparisons: 3 });
    expect(groupChangeConfidence).toBeCloseTo(1 - 0.01 / 3, 12);
    expect(changeConfidence).toBe(0.99);
    const slower = groups[0]?.statistics['p50'];
    expect(slower?.changeShare?.value).toBeCloseTo(0.5, 0);
    expect(slower?.change?.low).toBeGreaterThan(0);
    expect(slower?.change?.high).toBeGreaterThan(slower?.change?.value ?? Number.NaN);
    expect(groups[3]?.statistics['p50']).toMatchObject({ before: null, change: null, changeShare: null });
  });

  it('answers no more groups than asked for', async () => {
    const { groups, total, changed } = await compare({ groupBy: 'route', limit: '1' });
    expect(groups.map(({ group }) => group['route'])).toEqual(['/slower']);
    expect({ total, changed }).toEqual({ total: 5, changed: 2 });
  });

  it('compares with as much time just before, of which no event is on both sides', async () => {
    const { before, after, groups } = await compare({ from: 'now-1h' });
    expect(Date.parse(after.to) - Date.parse(after.from)).toBe(HOUR);
    expect(Date.parse(before.to) - Date.parse(before.from)).toBe(HOUR);
    expect(Date.parse(before.to)).toBeLessThanOrEqual(Date.parse(after.from));
    expect(before.events + after.events).toBe(rows.length - 300);
    expect(groups).toEqual([]);
  });

  it('compares with the same time of an earlier day', async () => {
    const { before, after } = await compare({ against: '1d' });
    expect(Date.parse(after.from) - Date.parse(before.from)).toBe(24 * HOUR);
    expect(before.events).toBe(300);
  });

  it('compares two releases in one range', async () => {
    const { before, after, overall } = await compare({
      release: '1.6.0',
      baseRelease: '1.5.0',
      statistic: 'error-rate,ok-share,p50',
    });
    expect(before.release).toEqual(['1.5.0']);
    expect(after).toMatchObject({ release: ['1.6.0'], events: 500, errors: 500, from: before.from });
    expect(overall).toMatchObject({
      'error-rate': { before: 0, after: 1, verdict: 'worse', changeShare: null },
      'ok-share': { before: 1, after: 0, verdict: 'worse' },
    });
  });

  it('compares a release with an earlier one in an earlier period', async () => {
    const { before, after } = await compare({
      release: '1.5.0',
      baseRelease: '1.4.0',
      baseFrom: 'now-2h',
      baseTo: 'now-1h',
    });
    expect(before.release).toEqual(['1.4.0']);
    expect(after.release).toEqual(['1.5.0']);
    expect(before.events).toBe(3_203);
  });

  it('has no verdict where nothing was measured', async () => {
    const { overall, groups } = await compare({ app: 'paceline', groupBy: 'route' });
    expect(overall['p50']).toMatchObject({ before: null, after: null, change: null, verdict: 'not-enough' });
    expect(groups).toEqual([]);
  });
});
