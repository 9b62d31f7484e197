import {
  mean,
  METRIC_OF_VITAL,
  mergeDistributions,
  quantile,
  RELATIVE_ERROR_BOUND,
  VITAL_NAMES,
  type Distribution,
  type MetricName,
} from '@paceline/protocol';
import type { Group, Retention } from '@paceline/storage';
import type { Range } from '../asking/parseRange.ts';
import { ratedSeconds } from '../asking/ratedSeconds.ts';
import type { Summary } from '../responses.ts';
import { toCachePerformance } from './cacheRates.ts';
import { rateOf, toPeakRate } from './rates.ts';
import type { SharedQueries } from './shareQueries.ts';

export interface SummaryQuestion extends Range {
  readonly app: string;
  readonly filter: Pick<Group, 'environment' | 'release' | 'route'>;
}

interface SummaryDeps {
  readonly queries: Pick<SharedQueries, 'loadDistributions' | 'loadPeakRate'>;
  readonly retention: Retention;
  readonly nowMs: number;
}

const METRICS: readonly MetricName[] = [
  'request.duration',
  'error.count',
  'system.cpu',
  'system.memory',
  'system.disk',
  'cache.lookup',
  'cache.eviction',
  ...Object.values(METRIC_OF_VITAL),
];

/**
 * What was measured of an app in a range, in two queries. What nothing measured is `null`, never 0.
 *
 * @throws {StorageError}
 */
export async function loadSummary(question: SummaryQuestion, deps: SummaryDeps): Promise<Summary> {
  const { app, filter, fromMs, toMs } = question;
  const scope = { app, filter, fromMs, toMs };
  const [rows, busiest] = await Promise.all([
    // Only caches have layers, so splitting by them costs the other metrics nothing.
    deps.queries.loadDistributions({ ...scope, metrics: METRICS, groupBy: ['layer'], withBins: true }),
    deps.queries.loadPeakRate({ ...scope, metric: 'request.duration' }),
  ]);
  const of = (metric: MetricName) =>
    mergeDistributions(rows.filter((row) => row.metric === metric).map(({ distribution }) => distribution));
  const requests = of('request.duration');
  const errorRate = requests.weight > 0 ? requests.errors / requests.weight : null;
  const requestsPerSecond = rateOf(requests, ratedSeconds(question, deps.retention, deps.nowMs));
  const [cpu, memory, disk] = [of('system.cpu'), of('system.memory'), of('system.disk')];
  return {
    app,
    environment: filter.environment ?? null,
    release: filter.release ?? null,
    route: filter.route ?? null,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    responseTime: toStatistics(requests),
    throughput: {
      requestsPerSecond,
      peakRps: toPeakRate(busiest, requestsPerSecond),
      events: requests.events,
    },
    errorRate,
    availability: errorRate === null ? null : 1 - errorRate,
    systemHealth: {
      cpuUsage: mean(cpu),
      memoryUsage: mean(memory),
      diskUsage: mean(disk),
      events: Math.max(cpu.events, memory.events, disk.events),
    },
    cachePerformance: toCachePerformance(rows),
    webVitals: Object.fromEntries(
      VITAL_NAMES.map((vital) => [vital, toStatistics(of(METRIC_OF_VITAL[vital]))]),
    ),
    events: {
      requests: Math.round(requests.weight),
      failedRequests: Math.round(requests.errors),
      errors: Math.round(of('error.count').weight),
    },
    relativeErrorBound: RELATIVE_ERROR_BOUND,
  };
}

function toStatistics(distribution: Distribution): Summary['responseTime'] {
  return {
    p50: quantile(distribution, 0.5),
    p75: quantile(distribution, 0.75),
    p95: quantile(distribution, 0.95),
    p99: quantile(distribution, 0.99),
    mean: mean(distribution),
    events: distribution.events,
  };
}
