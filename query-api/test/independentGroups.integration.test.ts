import type { Measurement } from '@paceline/protocol';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  comparisonSchema,
  type EstimateAnswer,
  heatmapSchema,
  histogramSchema,
  seriesSchema,
  tableSchema,
} from '../src/index.ts';
import { FILTERED, ofMetric, SHOP } from './independent/cases.ts';
import { type Asked, covered, passedSeconds, roundedTo, rowsIn } from './independent/covered.ts';
import { expectAlmost, expectStatistic } from './independent/expectStatistic.ts';
import * as oracle from './independent/oracle.ts';
import { NOW, type Query, startWorld, type World } from './startWorld.ts';

/** Every number that the API tells by groups, bars or sides, against the same raw measurements counted one by one. */

const HOUR = 3_600_000;
const STATISTICS = 'p50,p95,mean,max,rate,failed-share,share-under:120,count,sum';

type Rows = readonly Measurement[];
type Dimensions = readonly ('route' | 'device' | 'country' | 'statusClass' | 'layer')[];

const keyOf = (groupBy: Dimensions) => (row: Measurement) =>
  JSON.stringify(groupBy.map((dimension) => row[dimension]));
const keyOfGroup = (group: Readonly<Record<string, string>>, groupBy: Dimensions) =>
  JSON.stringify(groupBy.map((dimension) => group[dimension]));
const amountsOf = (rows: Rows) => ({
  events: rows.length,
  weight: oracle.weightOf(rows),
  errors: oracle.failedOf(rows),
});
const told = (value: number | null | undefined, estimate: EstimateAnswer | null | undefined) => ({
  value,
  low: estimate?.low ?? null,
  high: estimate?.high ?? null,
  thin: estimate?.thin ?? null,
});
const secondsOf = (asked: Asked) => passedSeconds(covered(asked), NOW);
/** Groups in the order of their weight, and of equal ones in that of their names. */
const heaviestFirst = (split: ReadonlyMap<string, Rows>) =>
  [...split].toSorted(
    ([one, a], [other, b]) => oracle.weightOf(b) - oracle.weightOf(a) || (one < other ? -1 : 1),
  );

describe('the figures of the API by groups, computed independently from the same measurements', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(inject('clickhouseUrl'));
    for (let start = 0; start < SHOP.length; start += 1_500) {
      await world.insert(SHOP.slice(start, start + 1_500));
    }
  });
  afterAll(() => world.close());

  async function ask(path: string, query: Query): Promise<unknown> {
    const response = await world.ask(path, { app: 'shop', ...query });
    expect(response.status, await response.clone().text()).toBe(200);
    return response.json();
  }

  const grouped: readonly Dimensions[] = [['route'], ['device', 'statusClass']];

  it.each(FILTERED.flatMap((asked) => grouped.map((groupBy) => ({ ...asked, groupBy }))))(
    'tells a series by $groupBy, the rest merged: $name',
    async ({ query, groupBy, ...asked }) => {
      const answer = seriesSchema.parse(
        await ask('/api/v1/series', {
          ...query,
          metric: 'request.duration',
          statistic: STATISTICS,
          groupBy: groupBy.join(','),
          groups: '3',
        }),
      );
      const { times, stepSeconds, groups } = answer;
      const rows = ofMetric('request.duration', SHOP).filter(asked.isMeant);
      const points = rowsIn(roundedTo(stepSeconds * 1000, asked), rows);
      const split = oracle.splitBy(points, keyOf(groupBy));
      const apart = heaviestFirst(split).slice(0, 3);
      const others = points.filter((row) => !apart.some(([key]) => key === keyOf(groupBy)(row)));
      const expected = [...apart.map(([, found]) => found), ...(others.length > 0 ? [others] : [])];
      expect(groups.map(({ group, isOthers }) => (isOthers ? 'others' : keyOfGroup(group, groupBy)))).toEqual(
        [...apart.map(([key]) => key), ...(others.length > 0 ? ['others'] : [])],
      );
      for (const [place, { series, events, weight }] of [
        ...groups,
        { ...answer, weight: undefined },
      ].entries()) {
        const own = expected[place] ?? points;
        if (weight !== undefined) expect(weight).toBe(oracle.weightOf(own));
        for (const [index, time] of times.entries()) {
          const point: Asked = { fromMs: time * 1000, toMs: (time + stepSeconds) * 1000 };
          const found = rowsIn(point, own);
          expect(events[index]).toBe(found.length);
          for (const { statistic, values, low, high, thin } of series) {
            const at = { value: values[index], low: low[index], high: high[index], thin: thin[index] };
            expectStatistic(statistic, at, found, passedSeconds(point, NOW));
          }
        }
      }
    },
  );

  const tables = FILTERED.flatMap((asked) =>
    (['route', 'layer', 'route,country'] as const).map((groupBy) => ({ ...asked, groupBy })),
  );
  it.each(tables)('tells a table by $groupBy: $name', async ({ query, groupBy, ...asked }) => {
    const dimensions = groupBy.split(',') as unknown as Dimensions;
    const metric = groupBy === 'layer' ? 'cache.lookup' : 'request.duration';
    const range = covered(asked);
    const rows = rowsIn(range, ofMetric(metric, SHOP).filter(asked.isMeant));
    const split = oracle.splitBy(rows, keyOf(dimensions));
    const table = tableSchema.parse(
      await ask('/api/v1/table', { ...query, metric, groupBy, statistic: STATISTICS, limit: '500' }),
    );
    expect(table.total).toBe(split.size);
    expect(table.rows.map(({ group }) => keyOfGroup(group, dimensions))).toEqual(
      heaviestFirst(split).map(([key]) => key),
    );
    for (const { group, values, estimates, ...amounts } of table.rows) {
      const own = split.get(keyOfGroup(group, dimensions)) ?? [];
      expect(amounts).toEqual(amountsOf(own));
      for (const { name } of table.statistics) {
        expectStatistic(name, told(values[name], estimates[name]), own, passedSeconds(range, NOW));
      }
    }
  });

  const metrics = ['request.duration', 'vital.cls', 'cache.lookup', 'custom.cart_value'];
  const shapes = FILTERED.flatMap((asked) => metrics.map((metric) => ({ ...asked, metric })));

  it.each(shapes)('tells a histogram of $metric: $name', async ({ query, metric, ...asked }) => {
    const rows = rowsIn(covered(asked), ofMetric(metric, SHOP).filter(asked.isMeant));
    const answer = histogramSchema.parse(
      await ask('/api/v1/histogram', { ...query, metric, bars: '25', target: '0.5' }),
    );
    const { bars, target, events, weight, errors, min, max } = answer;
    expect({ events, weight, errors }).toEqual(amountsOf(rows));
    if (rows.length === 0) {
      expect({ bars, target, min, max }).toEqual({ bars: [], target: null, min: null, max: null });
      return;
    }
    expect([min, max]).toEqual([oracle.leastOf(rows), oracle.mostOf(rows)]);
    expect(bars.length).toBeLessThanOrEqual(25);
    for (const { from, to, weight: own, share } of bars) {
      expect(own).toBe(oracle.weightOf(rows.filter(isIn(from, to))));
      expectAlmost(share, own / oracle.weightOf(rows));
    }
    expect(bars.reduce((sum, bar) => sum + bar.weight, 0)).toBe(oracle.weightOf(rows));
    expectStatistic('share-under:0.5', told(target?.shareBelow, target), rows, 1);
  });

  it.each(shapes)('tells a heatmap of $metric: $name', async ({ query, metric, ...asked }) => {
    const answer = heatmapSchema.parse(await ask('/api/v1/heatmap', { ...query, metric, rows: '12' }));
    const { times, stepSeconds, rows: edges, columns, events, largestWeight } = answer;
    const rows = ofMetric(metric, SHOP).filter(asked.isMeant);
    const points = roundedTo(stepSeconds * 1000, asked);
    expect([(times[0] ?? 0) * 1000, ((times.at(-1) ?? 0) + stepSeconds) * 1000]).toEqual([
      points.fromMs,
      points.toMs,
    ]);
    expect(edges.length).toBeLessThanOrEqual(12);
    let largest = 0;
    for (const [index, time] of times.entries()) {
      const found = rowsIn({ fromMs: time * 1000, toMs: (time + stepSeconds) * 1000 }, rows);
      const exact = edges.map(({ from, to }) => oracle.weightOf(found.filter(isIn(from, to))));
      expect(columns[index]).toEqual(found.length === 0 ? null : exact);
      expect(events[index]).toBe(found.length);
      largest = Math.max(largest, ...exact);
      expect(exact.reduce((sum, weight) => sum + weight, 0)).toBe(oracle.weightOf(found));
    }
    expect(largestWeight).toBe(largest);
  });

  const day: Asked = { fromMs: NOW - 24 * HOUR, toMs: NOW };
  const sides: readonly [
    string,
    Query,
    Asked,
    Asked,
    ((row: Measurement) => boolean)?,
    ((row: Measurement) => boolean)?,
  ][] = [
    [
      'the day before',
      { from: 'now-24h' },
      // The bucket of the first minute is on the later side.
      { fromMs: covered(day).fromMs - 24 * HOUR, toMs: covered(day).fromMs },
      day,
    ],
    [
      'two days earlier',
      { from: 'now-24h', against: '2d' },
      { fromMs: day.fromMs - 48 * HOUR, toMs: day.toMs - 48 * HOUR },
      day,
    ],
    [
      'a period of its own',
      { from: 'now-24h', baseFrom: 'now-9d', baseTo: 'now-25h', device: 'mobile' },
      { fromMs: NOW - 216 * HOUR, toMs: NOW - 25 * HOUR },
      day,
      ({ device }) => device === 'mobile',
      ({ device }) => device === 'mobile',
    ],
    [
      'another release',
      { from: 'now-24h', release: '1.5.0', baseRelease: '1.4.0' },
      day,
      day,
      ({ release }) => release === '1.4.0',
      ({ release }) => release === '1.5.0',
    ],
  ];
  it.each(sides)(
    'tells both sides of a comparison with %s',
    async (_name, query, before, after, isBefore, isAfter) => {
      const compared = 'p50,p95,mean,rate,failed-share,ok-share,share-under:120';
      const all = ofMetric('request.duration', SHOP);
      const wholes = {
        before: rowsIn(covered(before), all).filter(isBefore ?? (() => true)),
        after: rowsIn(covered(after), all).filter(isAfter ?? (() => true)),
      };
      const split = {
        before: oracle.splitBy(wholes.before, keyOf(['route'])),
        after: oracle.splitBy(wholes.after, keyOf(['route'])),
      };
      const answer = comparisonSchema.parse(
        await ask('/api/v1/compare', {
          ...query,
          metric: 'request.duration',
          statistic: compared,
          groupBy: 'route',
          limit: '500',
        }),
      );
      expect(answer.before).toMatchObject(amountsOf(wholes.before));
      expect(answer.after).toMatchObject(amountsOf(wholes.after));
      expect(answer.total).toBe(new Set([...split.before.keys(), ...split.after.keys()]).size);
      const parts = [
        { ...answer, statistics: answer.overall, rows: wholes },
        ...answer.groups.map((part) => {
          const key = keyOfGroup(part.group, ['route']);
          return {
            ...part,
            rows: { before: split.before.get(key) ?? [], after: split.after.get(key) ?? [] },
          };
        }),
      ];
      for (const { statistics, rows, ...part } of parts) {
        expect(part.before).toMatchObject(amountsOf(rows.before));
        expect(part.after).toMatchObject(amountsOf(rows.after));
        for (const [name, side] of Object.entries(statistics)) {
          expectStatistic(name, told(side.before, side.beforeEstimate), rows.before, secondsOf(before));
          expectStatistic(name, told(side.after, side.afterEstimate), rows.after, secondsOf(after));
          if (side.before === null || side.after === null) expect(side.change).toBeNull();
          else expectAlmost(side.change?.value, side.after - side.before);
        }
      }
    },
  );
});

/** Whether a value is in a bar; the one from 0 to 0 has what is zero or negative. */
function isIn(from: number, to: number) {
  return ({ value }: Measurement) => (to === 0 ? value <= 0 : value >= from && value < to);
}
