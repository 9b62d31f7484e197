import { DEFAULT_BUDGETS, judge, type Budget } from '@paceline/budgets';
import { RELATIVE_ERROR_BOUND } from '@paceline/protocol';
import {
  alertsSchema,
  appsSchema,
  budgetsSchema,
  ledgerSchema,
  seriesSchema,
  summarySchema,
  type Alerts,
  type Apps,
  type Budgets,
  type Ledger,
  type Series,
  type Summary,
} from '@paceline/query-api/responses';
import { errorColumnsOf, errorOf, errorsOf } from './recordedError.ts';

const CONFIDENCE = 0.95;

/** `busy`: an app with traffic; `thin`: too few events to judge; `empty`: an app that never sent anything. */
export type Scenario = 'busy' | 'thin' | 'empty';

export interface Asked {
  readonly scenario: Scenario;
  /** Factor on every duration, to see new values arrive. */
  readonly slowdown: number;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly query: URLSearchParams;
}

/** Value and events of each budget of a shop under load; what is missing was not measured. */
const MEASURED: Readonly<Record<string, readonly [value: number, events: number, companions?: number[]]>> = {
  'page-load': [934.2, 4210, [1120]],
  'time-to-interactive': [1391.4, 4102, [1610]],
  'first-contentful-paint': [512.8, 4210, [611]],
  'first-contentful-paint-p75': [611.2, 4210, [512.8]],
  'largest-contentful-paint': [1874.6, 4180, [2204]],
  'largest-contentful-paint-p75': [2204.1, 4180, [1874.6]],
  'cumulative-layout-shift': [0.052, 4188, [0.081]],
  'cumulative-layout-shift-p75': [0.081, 4188, [0.052]],
  'interaction-to-next-paint': [148.3, 2950, [121]],
  'first-input-delay': [22.4, 11, [16.1]],
  'api-response-time': [231.7, 184_220, [44.1, 610.4]],
  'api-throughput': [612.4, 184_220, [871]],
  'api-availability': [0.99971, 184_220],
  'api-error-rate': [0.00029, 184_220],
  'database-query-time': [18.6, 402_118, [61.2]],
  'database-connections': [34, 360, [17.2]],
  'inference-time': [341, 2210, [702]],
  'inference-throughput': [7.4, 2210, [12]],
  'model-cold-start': [4120, 3, [3480]],
  'page-code': [391_220, 4210, [412_900]],
  'inline-critical': [21_480, 4210, [24_100]],
  'page-fonts': [96_900, 4210, [98_304]],
  'modern-images': [0.94, 4210, [0.5]],
  memory: [171_966_464, 1080, [149_201_000]],
  cpu: [0.412, 1080, [0.88]],
  'cache-hit-rate': [0.871, 310_220],
  'cache-hit-rate-memory': [0.913, 201_400],
  'cache-hit-rate-redis': [0.842, 98_110],
};

const POINTS = 60;

/** Noise that is the same in every run. */
function noise(seed: number): number {
  const sine = Math.sin(seed * 12.9898) * 43_758.5453;
  return sine - Math.floor(sine);
}

const seedOf = (text: string): number =>
  Array.from(text).reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 9973;

/** A course of `count` values around `value`, with a slow wave and noise; shares stay shares. */
function courseOf(value: number, count: number, name: string, isShare: boolean): number[] {
  const seed = seedOf(name);
  return Array.from({ length: count }, (_, index) => {
    const wave = 0.12 * Math.sin((index + seed) / 6) + 0.1 * (noise(seed + index) - 0.5);
    return isShare
      ? Math.min(1, Math.max(0, 1 - (1 - value) * (1 + 2 * wave)))
      : Math.max(0, value * (1 + wave));
  });
}

function rangeOf({ query, now }: Asked): { from: string; to: string; seconds: number } {
  const relative = /^now-(\d+)([mhd])$/.exec(query.get('from') ?? '');
  const unit = { m: 60, h: 3600, d: 86_400 }[relative?.[2] ?? 'h'] ?? 3600;
  const toMs = query.get('to') === 'now' ? now : Date.parse(query.get('to') ?? '');
  const fromMs = relative ? now - Number(relative[1]) * unit * 1000 : Date.parse(query.get('from') ?? '');
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    seconds: (toMs - fromMs) / 1000,
  };
}

/** What was measured for a budget in a scenario. */
function measuredFor(budget: Budget, { scenario, slowdown }: Asked) {
  const [value = null, events = 0, companions = []] = scenario === 'empty' ? [] : (MEASURED[budget.id] ?? []);
  const factor = budget.unit === 'ms' ? slowdown : 1;
  return {
    value: value === null ? null : value * factor,
    events: scenario === 'thin' ? Math.min(events, Math.ceil(budget.minimumEvents / 3)) : events,
    companions: companions.map((companion) => companion * factor),
  };
}

export function recordedBudgets(asked: Asked): Budgets {
  const { from, to } = rangeOf(asked);
  return budgetsSchema.parse({
    app: asked.query.get('app'),
    environment: asked.query.get('environment'),
    from,
    to,
    budgets: DEFAULT_BUDGETS.map((budget) => {
      const { value, events, companions } = measuredFor(budget, asked);
      const verdict = judge(budget, value, events);
      const error = errorOf(value, budget.statistic, events);
      const course = value === null ? [] : courseOf(value, 30, budget.id, budget.unit === 'share');
      return {
        ...budget,
        ...verdict,
        approximate: budget.metric === 'vital.tti',
        goal: budget.goal ?? null,
        bestSeen: budget.bestSeen ?? null,
        low: error?.low ?? null,
        high: error?.high ?? null,
        thin: error?.thin ?? null,
        companions: Object.fromEntries(
          budget.companions.map((statistic, index) => [statistic, companions[index] ?? null]),
        ),
        companionEstimates: Object.fromEntries(
          budget.companions.map((statistic, index) => [
            statistic,
            errorOf(companions[index] ?? null, statistic, events),
          ]),
        ),
        sparkline: {
          stepSeconds: 120,
          values: Array.from({ length: 30 }, (_, index) =>
            asked.scenario === 'thin' && index < 26 ? null : (course[index] ?? null),
          ),
        },
      };
    }),
    relativeErrorBound: RELATIVE_ERROR_BOUND,
    confidence: CONFIDENCE,
  });
}

export function recordedSeries(asked: Asked): Series {
  const metric = asked.query.get('metric') ?? '';
  const statistics = (asked.query.get('statistic') ?? 'p50,p75,p95,p99').split(',');
  const { from, to, seconds } = rangeOf(asked);
  const stepSeconds = Math.max(1, Math.round(seconds / POINTS));
  const start = Math.floor(Date.parse(from) / 1000);
  const budget = DEFAULT_BUDGETS.find((candidate) => candidate.metric === metric);
  const { value, events } = budget ? measuredFor(budget, asked) : { value: null, events: 0 };
  const shape: Readonly<Record<string, number>> = {
    p50: 0.22,
    p75: 0.48,
    mean: 0.4,
    p95: 1,
    p99: 2.3,
    max: 3,
  };
  const isShare = budget?.unit === 'share';
  const missing = (index: number) =>
    value === null || (asked.scenario === 'thin' ? index < 54 : index === 21);
  const point = (statistic: string) => {
    const course = courseOf(
      (value ?? 0) * (isShare ? 1 : (shape[statistic] ?? 1)),
      POINTS,
      `${metric}${statistic}`,
      isShare,
    );
    return course.map((at, index) => (missing(index) ? null : at));
  };
  const unit = budget?.unit === 'per-second' ? 'ms' : (budget?.unit ?? 'ms');
  const counts = courseOf(events / POINTS, POINTS, metric, false).map((count, index) =>
    missing(index) ? 0 : Math.ceil(count),
  );
  return seriesSchema.parse({
    app: asked.query.get('app'),
    metric,
    unit,
    stepSeconds,
    from,
    to,
    times: Array.from({ length: POINTS }, (_, index) => start + index * stepSeconds),
    series: statistics.map((statistic) => {
      const values = point(statistic);
      return { statistic, unit, values, ...errorColumnsOf(values, statistic, counts) };
    }),
    events: counts,
    groupBy: [],
    groups: [],
    relativeErrorBound: RELATIVE_ERROR_BOUND,
    confidence: CONFIDENCE,
  });
}

export function recordedSummary(asked: Asked): Summary {
  const { from, to } = rangeOf(asked);
  const isEmpty = asked.scenario === 'empty';
  const count = (events: number) => (isEmpty ? 0 : asked.scenario === 'thin' ? Math.min(events, 7) : events);
  const measured = (value: number) => (isEmpty ? null : value);
  const withErrors = <Values extends Readonly<Record<string, number | null | undefined>>>(
    values: Values,
    events: number,
  ) => ({
    ...values,
    events: count(events),
    estimates: errorsOf(
      Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? null])),
      count(events),
    ),
  });
  const durations = (p50: number, p75: number, p95: number, p99: number, mean: number, events: number) => {
    const [a, b, c, d, e] = [p50, p75, p95, p99, mean].map((value) => measured(value * asked.slowdown));
    return withErrors({ p50: a, p75: b, p95: c, p99: d, mean: e }, events);
  };
  const rates = (hitRate: number, events: number) =>
    withErrors(
      { hitRate: measured(hitRate), missRate: measured(1 - hitRate), evictionRate: measured(0.012) },
      events,
    );
  const failures = { errorRate: measured(0.00029), availability: measured(0.99971) };
  return summarySchema.parse({
    app: asked.query.get('app'),
    environment: asked.query.get('environment'),
    release: null,
    route: null,
    from,
    to,
    responseTime: durations(44.1, 92.8, 231.7, 610.4, 71.2, 184_220),
    throughput: withErrors({ requestsPerSecond: measured(612.4), peakRps: measured(871) }, 184_220),
    ...failures,
    systemHealth: withErrors(
      { cpuUsage: measured(0.412), memoryUsage: measured(149_201_000), diskUsage: measured(0.331) },
      1080,
    ),
    cachePerformance: {
      ...rates(0.871, 310_220),
      layers: { memory: rates(0.913, 201_400), redis: rates(0.842, 98_110) },
    },
    webVitals: {
      LCP: durations(1612, 2204.1, 3810, 5204, 1874.6, 4180),
      INP: durations(88, 148.3, 288, 512, 121, 2950),
      CLS: withErrors(
        {
          p50: measured(0.04),
          p75: measured(0.081),
          p95: measured(0.2),
          p99: measured(0.31),
          mean: measured(0.052),
        },
        4188,
      ),
    },
    events: { requests: count(184_220), failedRequests: isEmpty ? 0 : 53, errors: isEmpty ? 0 : 12 },
    estimates: errorsOf(failures, count(184_220)),
    relativeErrorBound: RELATIVE_ERROR_BOUND,
    confidence: CONFIDENCE,
  });
}

export function recordedAlerts({ scenario, now }: Asked): Alerts {
  const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
  const transition = (
    incidentId: string,
    budgetId: string,
    state: string,
    minutes: number,
    value: number,
  ) => ({
    incidentId,
    budgetId,
    state,
    at: ago(minutes),
    value,
    target: DEFAULT_BUDGETS.find(({ id }) => id === budgetId)?.target,
    events: 812,
  });
  return alertsSchema.parse({
    alerts:
      scenario === 'busy'
        ? [
            transition('a1', 'api-response-time', 'firing', 12, 231.7),
            transition('a2', 'cache-hit-rate-redis', 'resolved', 31, 0.84),
            transition('a2', 'cache-hit-rate-redis', 'firing', 52, 0.71),
            transition('a3', 'largest-contentful-paint', 'resolved', 44, 1750),
            transition('a3', 'largest-contentful-paint', 'firing', 49, 1960),
          ]
        : [],
  });
}

export function recordedApps(): Apps {
  return appsSchema.parse({
    apps: [
      { name: 'shop', environments: ['production', 'staging'] },
      { name: 'paceline', environments: ['production'] },
    ],
  });
}

const NO_DROPS = {
  invalid: 0,
  'too-old': 0,
  'in-the-future': 0,
  'too-many-events': 0,
  cardinality: 0,
  sampled: 0,
  duplicate: 0,
  discarded: 0,
};
const NO_REFUSALS = {
  'unknown-key': 0,
  origin: 0,
  'rate-limited': 0,
  unsupported: 0,
  'too-large': 0,
  malformed: 0,
};

/** A ledger that balances, of an app in order; stored 2.3 seconds ago unless nothing ever was. */
export function recordedLedger({ scenario, now, query }: Asked): Ledger {
  const ageMs = 2300;
  const isEmpty = scenario === 'empty';
  const isBusy = scenario === 'busy';
  return ledgerSchema.parse({
    app: query.get('app'),
    received: isEmpty ? 0 : isBusy ? 1_204_310 : 7,
    stored: isEmpty ? 0 : isBusy ? 1_198_402 : 7,
    inFlight: isBusy ? 12 : 0,
    deadLettered: 0,
    dropped: isBusy ? { ...NO_DROPS, duplicate: 5_120, invalid: 761, 'too-old': 15 } : NO_DROPS,
    refusedRequests: isBusy ? { ...NO_REFUSALS, origin: 4, 'rate-limited': 218 } : NO_REFUSALS,
    unknownKeyRequests: isBusy ? 31 : 0,
    unaccounted: 0,
    newestStoredAt: isEmpty ? null : new Date(now - ageMs).toISOString(),
    newestStoredAgeMs: isEmpty ? null : ageMs,
    store: { state: 'storing', since: new Date(now - 3_600_000).toISOString() },
    queue: { waiting: isBusy ? 1 : 0, active: isBusy ? 2 : 0, delayed: 0, failed: 0 },
  });
}
