import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { problemSchema } from '../src/index.ts';
import { type Query, startWorld, type World } from './startWorld.ts';

describe('questions about distributions that cannot be answered', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(inject('clickhouseUrl'));
  });
  afterAll(() => world.close());

  const refused: readonly [path: string, query: Query, detail: RegExp][] = [
    ['table', {}, /^groupBy: name one of environment, release, route/],
    [
      'table',
      { groupBy: 'colour' },
      /^groupBy: "colour" is no dimension; allowed are environment, .*route,device$/,
    ],
    ['table', { groupBy: 'route,device,country' }, /^groupBy: takes one dimension or two different ones/],
    ['table', { groupBy: 'route,route' }, /^groupBy: takes one dimension or two different ones/],
    [
      'table',
      { groupBy: 'route', sort: 'p90', statistic: 'p50,rate' },
      /^sort: "p90" is not in this table; allowed are p50, rate, events, weight, errors, route$/,
    ],
    ['table', { groupBy: 'route', sort: 'device' }, /^sort: "device" is not in this table/],
    ['table', { groupBy: 'route', order: 'up' }, /^order: "up" is none; allowed are asc, desc$/],
    ['table', { groupBy: 'route', limit: '501' }, /^limit: must be a whole number from 1 to 500$/],
    ['table', { groupBy: 'route', limit: '0' }, /^limit: must be a whole number from 1 to 500$/],
    ['table', { groupBy: 'route', offset: '-1' }, /^offset: must be a whole number from 0 to/],
    ['table', { groupBy: 'route', statistic: 'toString' }, /^statistic: "toString" is none; allowed are/],
    [
      'table',
      { groupBy: 'route', colour: 'red' },
      /^unknown parameter "colour"; allowed: app, metric, groupBy/,
    ],
    ['table', { groupBy: 'route', metric: 'speed' }, /^metric: there is no "speed"/],
    ['series', { groupBy: 'route', groups: '51' }, /^groups: must be a whole number from 1 to 50$/],
    [
      'series',
      { from: 'now-1d', step: '1m', groupBy: 'route', groups: '20', statistic: 'p50,p95' },
      /^groups: 1441 points of 2 statistics in 20 groups, .* 63404 values, at most 50000 are answered; ask for at most 15 groups/,
    ],
    [
      'series',
      {
        from: 'now-1d',
        step: '1m',
        groupBy: 'route',
        statistic: 'p50,p75,p90,p95,p99,mean,min,max,rate,count,sum,ok-share',
      },
      /ask for fewer statistics or a larger step$/,
    ],
    ['series', { from: ['now-1h', 'now-2h'] }, /^from: give it once$/],
    ['histogram', { bars: '201' }, /^bars: must be a whole number from 1 to 200$/],
    ['histogram', { bars: 'many' }, /^bars: must be a whole number from 1 to 200$/],
    ['histogram', { target: 'fast' }, /^target: must be a number of at least 0 in the unit of the metric/],
    ['heatmap', { rows: '61' }, /^rows: must be a whole number from 1 to 60$/],
    [
      'heatmap',
      { from: 'now-1d', step: '1m' },
      /^step: makes 1440 points of this range, at most 400 are answered; ask for 5m or a shorter range$/,
    ],
    [
      'compare',
      { against: 'yesterday' },
      /^against: "yesterday" is none; allowed are previous, or how much earlier/,
    ],
    ['compare', { against: '0d' }, /^against: "0d" is none/],
    ['compare', { from: 'now-2d', against: '1d' }, /^against: the two periods overlap/],
    ['compare', { baseFrom: 'now-2h', baseTo: 'now-30m' }, /^baseFrom: the two periods overlap/],
    ['compare', { baseFrom: 'now-2h' }, /^baseTo: needed with baseFrom$/],
    ['compare', { baseTo: 'now-2h' }, /^baseFrom: needed with baseTo$/],
    ['compare', { baseFrom: 'now-1h', baseTo: 'now-2h' }, /^baseFrom: must lie before "baseTo"/],
    ['compare', { baseFrom: 'soon', baseTo: 'now-2h' }, /^baseFrom: "soon" is no time/],
    [
      'compare',
      { against: '1d', baseFrom: 'now-9h', baseTo: 'now-8h' },
      /^against: give either this or baseFrom/,
    ],
    ['compare', { baseRelease: '1.4.0' }, /^release: name the release to compare with "1.4.0"$/],
    [
      'compare',
      { release: ['1.5.0', '1.4.0'], baseRelease: '1.4.0' },
      /^baseRelease: is the same as release/,
    ],
    [
      'compare',
      { statistic: 'p50,max' },
      /^statistic: max cannot be compared, .* allowed are percentiles, mean/,
    ],
    ['compare', { statistic: 'count' }, /^statistic: count cannot be compared/],
    ['compare', { groupBy: 'speed' }, /^groupBy: "speed" is no dimension/],
  ];
  async function expectRefused(path: string, query: Query, detail: RegExp): Promise<void> {
    const response = await world.ask(`/api/v1/${path}`, {
      app: 'shop',
      metric: 'request.duration',
      ...query,
    });
    expect(response.status).toBe(400);
    const problem = problemSchema.parse(await response.json());
    expect(problem.detail).toMatch(detail);
    expect(problem.problems).toHaveLength(1);
  }

  it.each(refused)('refuses /api/v1/%s of %j, naming the limit and the fix', async (path, query, detail) => {
    await expectRefused(path, query, detail);
  });

  it('refuses too many values of a dimension, and too long ones', async () => {
    const many = Array.from({ length: 101 }, (_, index) => `/${index}`);
    await expectRefused('series', { route: many }, /^route: give it at most 100 times$/);
    await expectRefused('heatmap', { route: ['/', 'x'.repeat(257)] }, /^route: at most 256 characters each$/);
  });
});
