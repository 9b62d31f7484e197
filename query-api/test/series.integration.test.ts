import type { Measurement } from '@paceline/protocol';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { seriesSchema, type Series } from '../src/index.ts';
import { aMeasurement } from './aMeasurement.ts';
import { createRandom, exactMean, exactQuantile, expectWithinBound, weightOf } from './exactly.ts';
import { NOW, type Query, startWorld, type World } from './startWorld.ts';

const MINUTE = 60_000;
const random = createRandom(23);
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;

/** Requests of two hours, none in the 20 minutes that begin an hour ago. */
const rows = Array.from({ length: 3_000 }, (): Measurement => {
  const failed = random() < 0.05;
  return aMeasurement({
    at: NOW - Math.floor(random() * 120 * MINUTE),
    value: Math.exp(random() * 6),
    weight: pick([1, 1, 3]),
    failed,
    statusClass: failed ? '5xx' : '2xx',
    device: pick(['mobile', 'desktop']),
  });
}).filter(({ at }) => at < NOW - 60 * MINUTE || at >= NOW - 40 * MINUTE);

const valuesOf = ({ series }: Series, statistic: string) =>
  series.find((each) => each.statistic === statistic)?.values ?? [];

const total = ({ events }: Series) => events.reduce((sum, count) => sum + count, 0);

describe('GET /api/v1/series', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(inject('clickhouseUrl'));
    await world.insert([
      ...rows,
      aMeasurement({ at: NOW - 5_000, metric: 'custom.startup_probe', value: 1 }),
    ]);
  });
  afterAll(() => world.close());

  async function series(query: Query = {}): Promise<Series> {
    const response = await world.ask('/api/v1/series', { app: 'shop', metric: 'request.duration', ...query });
    expect(response.status, await response.clone().text()).toBe(200);
    return seriesSchema.parse(await response.json());
  }

  const asked: readonly [string, Record<string, string>, (row: Measurement) => boolean][] = [
    ['two hours', { from: 'now-2h' }, () => true],
    ['two hours in steps of 5 minutes', { from: 'now-2h', step: '5m' }, () => true],
    ['ten minutes in steps of 10 seconds', { from: 'now-10m', step: '10' }, () => true],
    ['a range in the past', { from: 'now-2h', to: 'now-100m', step: '90s' }, () => true],
    [
      'two dimensions',
      { from: 'now-2h', device: 'mobile', statusClass: '5xx', step: '10m' },
      (row) => row.device === 'mobile' && row.failed,
    ],
  ];

  it.each(asked)('equals the raw requests at every point: %s', async (_name, query, isMeant) => {
    const answer = await series({
      statistic: 'p50,p95,p99.9,mean,min,max,count,sum,rate,failed-share,error-rate,ok-share',
      ...query,
    });
    const { times, stepSeconds, events } = answer;
    expect(answer.series.map(({ values }) => values.length)).toEqual(Array(12).fill(times.length));
    expect(events).toHaveLength(times.length);
    let measured = 0;
    for (const [index, time] of times.entries()) {
      expect(time).toBe((times[0] ?? 0) + index * stepSeconds);
      expect(time % stepSeconds).toBe(0);
      const point = rows
        .filter(({ at }) => at >= time * 1000 && at < (time + stepSeconds) * 1000)
        .filter(isMeant);
      const value = (statistic: string) => valuesOf(answer, statistic)[index];
      expect(events[index]).toBe(point.length);
      if (point.length === 0) {
        expect(answer.series.map(({ values }) => values[index])).toEqual(Array(12).fill(null));
        continue;
      }
      measured += 1;
      const weight = weightOf(point);
      const failed = weightOf(point.filter((row) => row.failed));
      expectWithinBound(value('p50'), exactQuantile(point, 0.5));
      expectWithinBound(value('p95'), exactQuantile(point, 0.95));
      expectWithinBound(value('p99.9'), exactQuantile(point, 0.999));
      expect(value('mean')).toBeCloseTo(exactMean(point), 6);
      expect(value('min')).toBe(Math.min(...point.map((row) => row.value)));
      expect(value('max')).toBe(Math.max(...point.map((row) => row.value)));
      expect(value('count')).toBe(weight);
      expect(value('sum')).toBeCloseTo(exactMean(point) * weight, 4);
      const passed = Math.min(stepSeconds, NOW / 1000 - time);
      expect(value('rate')).toBeCloseTo(weight / passed, 9);
      expect(value('failed-share')).toBeCloseTo(failed / weight, 12);
      expect(value('error-rate')).toBe(value('failed-share'));
      expect(value('ok-share')).toBeCloseTo(1 - failed / weight, 12);
    }
    expect(measured).toBeGreaterThan(2);
  });

  it('tells the ends of the interval beside every value, and marks what few events are behind', async () => {
    const { series: lines, events } = await series({
      from: 'now-2h',
      statistic: 'p50,mean,rate,ok-share,max',
    });
    for (const { statistic, values, low, high, thin } of lines) {
      expect([low.length, high.length, thin.length]).toEqual(Array(3).fill(values.length));
      for (const [index, value] of values.entries()) {
        const ends = [low[index], high[index]];
        if (value === null) expect([...ends, thin[index]]).toEqual([null, null, null]);
        else if (statistic === 'max') expect(ends).toEqual([null, null]);
        else if (thin[index] === false) {
          expect(ends[0]).toBeLessThanOrEqual(value);
          expect(ends[1]).toBeGreaterThanOrEqual(value);
        }
        if (statistic === 'p50' && value !== null) expect(thin[index]).toBe((events[index] ?? 0) < 20);
      }
    }
    expect(lines.map(({ unit }) => unit)).toEqual(['ms', 'ms', 'per-second', 'share', 'ms']);
  });

  it('tells the share under a target, and the Apdex score', async () => {
    const answer = await series({ from: 'now-10m', step: '10m', statistic: 'share-under:50,apdex:50' });
    const target = 50 * (1 - 1e-12);
    for (const [index, time] of answer.times.entries()) {
      const point = rows.filter(({ at }) => at >= time * 1000 && at < (time + 600) * 1000);
      if (point.length === 0) continue;
      const shareUnder = (limit: number) =>
        weightOf(point.filter(({ value }) => value <= limit)) / weightOf(point);
      const near = (limit: number) => shareUnder(limit * 1.02) - shareUnder(limit / 1.02);
      const [share, apdex] = ['share-under:50', 'apdex:50'].map(
        (statistic) => valuesOf(answer, statistic)[index] ?? Number.NaN,
      );
      expect(Math.abs((share ?? 0) - shareUnder(target))).toBeLessThanOrEqual(near(target) + 1e-9);
      const score = (shareUnder(target) + shareUnder(4 * target)) / 2;
      expect(Math.abs((apdex ?? 0) - score)).toBeLessThanOrEqual(
        (near(target) + near(4 * target)) / 2 + 1e-9,
      );
    }
    expect(answer.series.map(({ unit }) => unit)).toEqual(['share', 'score']);
  });

  it('takes several values of a dimension', async () => {
    const both = await series({ from: 'now-2h', device: ['mobile', 'desktop'], statistic: 'count' });
    const all = await series({ from: 'now-2h', statistic: 'count' });
    const one = await series({ from: 'now-2h', device: ['mobile', ''], statistic: 'count' });
    expect(both.events).toEqual(all.events);
    expect(total(one)).toBe(
      rows.filter(({ device, at }) => device === 'mobile' && at >= (one.times[0] ?? 0) * 1000).length,
    );
    expect(total(await series({ from: 'now-2h', device: '(unknown)', statistic: 'count' }))).toBe(0);
  });

  it('covers the range with every point, measured or not', async () => {
    const { times, stepSeconds, events, from, to } = await series({ from: 'now-2h', step: '1m' });
    expect((times[0] ?? 0) * 1000).toBeLessThanOrEqual(Date.parse(from));
    expect(((times[0] ?? 0) + stepSeconds) * 1000).toBeGreaterThan(Date.parse(from));
    expect((times.at(-1) ?? 0) * 1000).toBeLessThan(Date.parse(to));
    expect(((times.at(-1) ?? 0) + stepSeconds) * 1000).toBeGreaterThanOrEqual(Date.parse(to));
    expect(events.filter((count) => count === 0).length).toBeGreaterThanOrEqual(19);
  });

  it('answers the usual percentiles when no statistic is named', async () => {
    const { series: told, unit, stepSeconds } = await series();
    expect(told.map(({ statistic }) => statistic)).toEqual(['p50', 'p75', 'p95', 'p99']);
    expect({ unit, stepSeconds }).toEqual({ unit: 'ms', stepSeconds: 30 });
  });

  it('tells when a custom measurement that was just stored is there', async () => {
    const { events, series: told } = await series({
      metric: 'custom.startup_probe',
      statistic: 'mean',
      from: new Date(NOW - 10_000).toISOString(),
      to: 'now',
    });
    expect(events.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(told[0]?.values).toContain(1);
  });

  it('answers a range in the future with empty points', async () => {
    const { events } = await series({
      from: String(NOW + MINUTE),
      to: String(NOW + 10 * MINUTE),
      step: '1m',
    });
    expect(new Set(events)).toEqual(new Set([0]));
  });

  const refused: readonly [string, Record<string, string>, RegExp][] = [
    ['a step that is no multiple of ten seconds', { step: '15s' }, /^step: .*multiple of 10 seconds/],
    ['a step that is none', { step: 'often' }, /^step: .*multiple of 10 seconds/],
    [
      'too many points',
      { from: 'now-7d', step: '10s' },
      /^step: makes 60480 points.* at most 2000.* ask for 10m/,
    ],
    ['a metric that does not exist', { metric: 'request.size' }, /^metric: there is no "request.size"/],
    ['no metric', { metric: '' }, /^metric: name one/],
    [
      'a statistic that does not exist',
      { statistic: 'p50,median' },
      /^statistic: "median" is none; allowed are .*mean/,
    ],
    [
      'a share under nothing',
      { statistic: 'share-under' },
      /^statistic: "share-under" is none; allowed are .*share-under:<target>/,
    ],
    ['a percentile of nothing', { statistic: 'p0' }, /^statistic: "p0" is none/],
    ['a peak at a point', { statistic: 'peak-rate' }, /^statistic: "peak-rate" is none/],
  ];
  it.each(refused)('refuses %s, naming the fix', async (_name, query, detail) => {
    const response = await world.ask('/api/v1/series', { app: 'shop', metric: 'request.duration', ...query });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ status: 400, detail: expect.stringMatching(detail) });
  });
});

describe('GET /api/v1/series beyond what is kept finely', () => {
  let world: World;
  const threeDaysAgo = NOW - 3 * 86_400_000;
  beforeAll(async () => {
    // Rows of ten seconds live for two days by default.
    world = await startWorld(inject('clickhouseUrl'), {
      retention: {
        rawSeconds: 604_800,
        rollup10sSeconds: 172_800,
        rollup1mSeconds: 2_592_000,
        rollup1hSeconds: 34_128_000,
      },
    });
    await world.insert([aMeasurement({ at: threeDaysAgo, value: 40 })]);
  });
  afterAll(() => world.close());
  const range = {
    app: 'shop',
    metric: 'request.duration',
    statistic: 'mean',
    from: String(threeDaysAgo - 5 * MINUTE),
    to: String(threeDaysAgo + 5 * MINUTE),
  };

  it('takes a step that is still kept', async () => {
    const response = await world.ask('/api/v1/series', range);
    const answer = seriesSchema.parse(await response.json());
    expect(answer.stepSeconds).toBe(60);
    expect(answer.series[0]?.values.filter((value) => value !== null)).toEqual([40]);
  });

  it('refuses a step that is not, naming one that is', async () => {
    const response = await world.ask('/api/v1/series', { ...range, step: '30s' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ detail: expect.stringMatching(/multiple of 1m/) });
  });
});
