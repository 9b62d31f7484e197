import { DEFAULT_BUDGETS } from '@paceline/budgets';
import type { Measurement } from '@paceline/protocol';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  budgetsSchema,
  type EstimateAnswer,
  seriesSchema,
  type Summary,
  summarySchema,
} from '../src/index.ts';
import { type Case, FILTERED, ofMetric, SHOP, VIEWS } from './independent/cases.ts';
import { type Asked, covered, passedSeconds, roundedTo, rowsIn } from './independent/covered.ts';
import { expectAlmost, expectStatistic, type Told } from './independent/expectStatistic.ts';
import * as oracle from './independent/oracle.ts';
import { NOW, startWorld, type World } from './startWorld.ts';

/**
 * Every number that the API tells of the whole shop or over time, against the same raw measurements counted one by one. What is told
 * by groups is in independentGroups.integration.test.ts.
 */

/** What of a metric is meant by a case. */
const meant = ({ isMeant }: Case, metric: string) => ofMetric(metric, SHOP).filter(isMeant);

const told = (value: number | null | undefined, estimate: EstimateAnswer | null | undefined): Told => ({
  value,
  low: estimate?.low ?? null,
  high: estimate?.high ?? null,
  thin: estimate?.thin ?? null,
});

/** The busiest bucket's width: 10 seconds while there are not too many of them. */
const peakSeconds = ({ fromMs, toMs }: Asked) => ((toMs - fromMs) / 10_000 <= 20_000 ? 10 : 60);

function exactPeak(asked: Case, metric: string): number | null {
  const width = peakSeconds(asked);
  const rows = rowsIn(roundedTo(width * 1000, asked), meant(asked, metric));
  if (rows.length === 0) return null;
  const inRange = rowsIn(covered(asked), meant(asked, metric));
  return Math.max(
    oracle.peakRateOf(rows, width),
    oracle.weightOf(inRange) / passedSeconds(covered(asked), NOW),
  );
}

describe('the figures of the API, computed independently from the same measurements', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(inject('clickhouseUrl'));
    for (let start = 0; start < SHOP.length; start += 1_500) {
      await world.insert(SHOP.slice(start, start + 1_500));
    }
  });
  afterAll(() => world.close());

  async function ask(path: string, query: Case['query']): Promise<unknown> {
    const response = await world.ask(path, { app: 'shop', ...query });
    expect(response.status, await response.clone().text()).toBe(200);
    return response.json();
  }

  describe.each(VIEWS)('of $name', (asked) => {
    const range = covered(asked);
    const seconds = passedSeconds(range, NOW);
    const rowsOf = (metric: string) => rowsIn(range, meant(asked, metric));

    function expectStatistics(statistics: Summary['responseTime'], rows: readonly Measurement[]): void {
      const { estimates } = statistics;
      expectStatistic('p50', told(statistics.p50, estimates.p50), rows, seconds);
      expectStatistic('p75', told(statistics.p75, estimates.p75), rows, seconds);
      expectStatistic('p95', told(statistics.p95, estimates.p95), rows, seconds);
      expectStatistic('p99', told(statistics.p99, estimates.p99), rows, seconds);
      expectStatistic('mean', told(statistics.mean, estimates.mean), rows, seconds);
      expect(statistics.events).toBe(rows.length);
    }

    function expectRates(
      rates: Omit<Summary['cachePerformance'], 'layers'>,
      lookups: readonly Measurement[],
      evictions: readonly Measurement[],
    ): void {
      const { hitRate, missRate, evictionRate, events, estimates } = rates;
      expectStatistic('mean', told(hitRate, estimates.hitRate), lookups, seconds);
      const misses = lookups.map((row) => ({ ...row, value: 1 - row.value }));
      expectStatistic('mean', told(missRate, estimates.missRate), misses, seconds);
      expect(events).toBe(oracle.weightOf(lookups));
      const areSeen = evictions.length > 0 || lookups.some(({ layer }) => layer !== 'browser');
      if (lookups.length === 0 || !areSeen) expect(evictionRate).toBeNull();
      else expectAlmost(evictionRate, oracle.weightOf(evictions) / oracle.weightOf(lookups));
    }

    it('tells them in the summary', async () => {
      const summary = summarySchema.parse(await ask('/api/v1/summary', asked.query));
      const requests = rowsOf('request.duration');
      const { throughput, systemHealth, cachePerformance, estimates } = summary;
      expect(requests.length).toBeGreaterThan(20);
      expectStatistics(summary.responseTime, requests);
      expectStatistic('error-rate', told(summary.errorRate, estimates.errorRate), requests, seconds);
      expectStatistic('ok-share', told(summary.availability, estimates.availability), requests, seconds);
      const rate = told(throughput.requestsPerSecond, throughput.estimates.requestsPerSecond);
      expectStatistic('rate', rate, requests, seconds);
      expectAlmost(throughput.peakRps, exactPeak(asked, 'request.duration') ?? Number.NaN);
      expect(throughput.events).toBe(requests.length);
      expect(summary.events).toEqual({
        requests: oracle.weightOf(requests),
        failedRequests: oracle.failedOf(requests),
        errors: oracle.weightOf(rowsOf('error.count')),
      });
      for (const [vital, statistics] of Object.entries(summary.webVitals)) {
        expectStatistics(statistics, rowsOf(`vital.${vital.toLowerCase()}`));
      }
      const [cpu, memory] = [rowsOf('system.cpu'), rowsOf('system.memory')];
      expectStatistic('mean', told(systemHealth.cpuUsage, systemHealth.estimates.cpuUsage), cpu, seconds);
      const used = told(systemHealth.memoryUsage, systemHealth.estimates.memoryUsage);
      expectStatistic('mean', used, memory, seconds);
      expect(systemHealth).toMatchObject({ diskUsage: null, events: Math.max(cpu.length, memory.length) });
      const [lookups, evictions] = [rowsOf('cache.lookup'), rowsOf('cache.eviction')];
      expectRates(cachePerformance, lookups, evictions);
      const layers = new Set([...lookups, ...evictions].map(({ layer }) => layer));
      expect(new Set(Object.keys(cachePerformance.layers))).toEqual(layers);
      for (const [layer, rates] of Object.entries(cachePerformance.layers)) {
        const own = (row: Measurement) => row.layer === layer;
        expectRates(rates, lookups.filter(own), evictions.filter(own));
      }
    });

    it('tells them of every budget', async () => {
      const { budgets } = budgetsSchema.parse(await ask('/api/v1/budgets', asked.query));
      expect(budgets).toHaveLength(DEFAULT_BUDGETS.length);
      for (const budget of budgets) {
        const { layer } = budget.scope;
        const own = (row: Measurement) => layer === undefined || row.layer === layer;
        const rows = rowsOf(budget.metric).filter(own);
        expect(budget.events).toBe(rows.length);
        const statistics = [
          [budget.statistic, budget],
          ...Object.entries(budget.companions).map(
            ([name, value]) => [name, told(value, budget.companionEstimates[name])] as const,
          ),
        ] as const;
        for (const [statistic, answer] of statistics) {
          if (statistic !== 'peak-rate') expectStatistic(statistic, answer, rows, seconds);
          else if (rows.length === 0) expect(answer.value).toBeNull();
          else expectAlmost(answer.value, exactPeak(asked, budget.metric) ?? Number.NaN);
        }
      }
    });
  });

  const statistics = [
    'p50,p75,p90,p95,p99,p99.9,mean,min,max,count,sum,rate',
    'failed-share,ok-share,error-rate,share-under:120,share-under:0,apdex:40',
  ];
  const metrics = ['request.duration', 'vital.cls', 'cache.lookup', 'custom.cart_value'];

  it.each(FILTERED.flatMap((asked) => metrics.map((metric) => ({ ...asked, metric }))))(
    'tells every statistic of $metric over time: $name',
    async ({ query, metric, ...asked }) => {
      const rows = ofMetric(metric, SHOP).filter(asked.isMeant);
      for (const statistic of statistics) {
        const answer = seriesSchema.parse(await ask('/api/v1/series', { ...query, metric, statistic }));
        const { times, stepSeconds, events } = answer;
        const points = roundedTo(stepSeconds * 1000, asked);
        expect(times.map((time) => time * 1000)).toEqual(
          Array.from(times, (_, index) => points.fromMs + index * stepSeconds * 1000),
        );
        expect(((times.at(-1) ?? 0) + stepSeconds) * 1000).toBe(points.toMs);
        expect(answer.series.map((line) => line.statistic)).toEqual(statistic.split(','));
        for (const [index, time] of times.entries()) {
          const point = { fromMs: time * 1000, toMs: (time + stepSeconds) * 1000 };
          const found = rowsIn(point, rows);
          expect(events[index]).toBe(found.length);
          for (const { statistic: name, values, low, high, thin } of answer.series) {
            const at = { value: values[index], low: low[index], high: high[index], thin: thin[index] };
            expectStatistic(name, at, found, passedSeconds(point, NOW));
          }
        }
      }
    },
  );
});
