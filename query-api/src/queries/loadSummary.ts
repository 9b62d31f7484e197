import {
  METRIC_OF_VITAL,
  RELATIVE_ERROR_BOUND,
  VITAL_NAMES,
  type Distribution,
  type MetricName,
} from '@paceline/protocol';
import {
  CONFIDENCE,
  estimateMean,
  estimateQuantile,
  estimateRate,
  estimateShare,
  observationsOf,
} from '@paceline/statistics';
import type { Group, Retention } from '@paceline/storage';
import type { Range } from '../asking/parseRange.ts';
import { ratedSeconds } from '../asking/ratedSeconds.ts';
import type { Summary } from '../responses.ts';
import { toCachePerformance } from './cacheRates.ts';
import { distributionOfRows } from './distributionOfRows.ts';
import { toPeakRate } from './rates.ts';
import type { SharedQueries } from './shareQueries.ts';
import { toEstimate, valueOf } from './toEstimate.ts';

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
  const of = (metric: MetricName) => distributionOfRows(rows.filter((row) => row.metric === metric));
  const requests = of('request.duration');
  const { errors, weight } = requests;
  const options = { observations: observationsOf('request.duration', requests) };
  const errorRate = estimateShare(errors, weight, options);
  const availability = estimateShare(weight - errors, weight, options);
  const seconds = ratedSeconds(question, deps.retention, deps.nowMs);
  const requestsPerSecond = estimateRate(weight, seconds, options);
  return {
    app,
    environment: filter.environment ?? null,
    release: filter.release ?? null,
    route: filter.route ?? null,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    responseTime: toStatistics('request.duration', requests),
    throughput: {
      requestsPerSecond: valueOf(requestsPerSecond),
      peakRps: toPeakRate(busiest, valueOf(requestsPerSecond)),
      events: requests.events,
      estimates: { requestsPerSecond: toEstimate(requestsPerSecond) },
    },
    errorRate: valueOf(errorRate),
    availability: valueOf(availability),
    systemHealth: toSystemHealth(of('system.cpu'), of('system.memory'), of('system.disk')),
    cachePerformance: toCachePerformance(rows),
    webVitals: Object.fromEntries(
      VITAL_NAMES.map((vital) => {
        const metric = METRIC_OF_VITAL[vital];
        return [vital, toStatistics(metric, of(metric))];
      }),
    ),
    events: {
      requests: Math.round(weight),
      failedRequests: Math.round(errors),
      errors: Math.round(of('error.count').weight),
    },
    estimates: { errorRate: toEstimate(errorRate), availability: toEstimate(availability) },
    relativeErrorBound: RELATIVE_ERROR_BOUND,
    confidence: CONFIDENCE.share,
  };
}

function toSystemHealth(
  cpu: Distribution,
  memory: Distribution,
  disk: Distribution,
): Summary['systemHealth'] {
  const [cpuUsage, memoryUsage, diskUsage] = [estimateMean(cpu), estimateMean(memory), estimateMean(disk)];
  return {
    cpuUsage: valueOf(cpuUsage),
    memoryUsage: valueOf(memoryUsage),
    diskUsage: valueOf(diskUsage),
    events: Math.max(cpu.events, memory.events, disk.events),
    estimates: {
      cpuUsage: toEstimate(cpuUsage),
      memoryUsage: toEstimate(memoryUsage),
      diskUsage: toEstimate(diskUsage),
    },
  };
}

function toStatistics(metric: MetricName, distribution: Distribution): Summary['responseTime'] {
  const options = { observations: observationsOf(metric, distribution) };
  const percentile = (q: number) => estimateQuantile(distribution, q, options);
  const [p50, p75, p95, p99] = [percentile(0.5), percentile(0.75), percentile(0.95), percentile(0.99)];
  const mean = estimateMean(distribution, options);
  return {
    p50: valueOf(p50),
    p75: valueOf(p75),
    p95: valueOf(p95),
    p99: valueOf(p99),
    mean: valueOf(mean),
    events: distribution.events,
    estimates: {
      p50: toEstimate(p50),
      p75: toEstimate(p75),
      p95: toEstimate(p95),
      p99: toEstimate(p99),
      mean: toEstimate(mean),
    },
  };
}
