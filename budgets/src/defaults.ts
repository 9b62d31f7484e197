import { CACHE_LAYERS, type CacheLayer } from '@paceline/protocol';
import type { Budget } from './budget.ts';

const KB = 1024;
const MB = 1024 * KB;

type Common = Pick<
  Budget,
  'scope' | 'windowSeconds' | 'minimumEvents' | 'severity' | 'companions' | 'optional'
>;

/** What a default budget is unless it says otherwise. */
const common: Common = {
  scope: {},
  windowSeconds: 300,
  minimumEvents: 20,
  severity: 'ticket',
  companions: [],
  optional: false,
};

/** Web Vitals: a documented mean, with the P75 that the field judges by beside it. */
const vital = {
  ...common,
  area: 'loading',
  statistic: 'mean',
  comparison: 'below',
  unit: 'ms',
  companions: ['p75'],
} as const;

/** Thresholds of "good" at P75, from https://web.dev/articles/defining-core-web-vitals-thresholds. */
const fieldVital = { ...vital, statistic: 'p75', companions: ['mean'] } as const;

/**
 * A share of requests that may fail of 0.05 % needs many requests: among fewer than 2,000 a single
 * failure breaks it. An hour lets small apps reach that number, and a total outage still breaks
 * the budget within its first seconds.
 */
const failures = {
  ...common,
  area: 'api',
  metric: 'request.duration',
  unit: 'share',
  windowSeconds: 3600,
  minimumEvents: 2000,
  severity: 'page',
} as const;

/** Sampled every ten seconds, so a few samples are a figure already. */
const sampled = { ...common, minimumEvents: 3 } as const;

const inference = { ...common, area: 'ai', comparison: 'below', unit: 'ms', optional: true } as const;

const pageWeight = {
  ...common,
  area: 'frontend',
  statistic: 'mean',
  comparison: 'below',
  unit: 'bytes',
  companions: ['max'],
} as const;

/** Lookups are counted by the SDKs: one event stands for all lookups since the last flush. */
const cacheHits = {
  ...common,
  area: 'backend',
  metric: 'cache.lookup',
  statistic: 'mean',
  comparison: 'above',
  target: 0.8,
  unit: 'share',
  minimumEvents: 3,
} as const;

const LAYER_TITLES: Readonly<Record<CacheLayer, string>> = {
  browser: 'browser',
  cdn: 'CDN',
  memory: 'in-process',
  redis: 'Redis',
  database: 'database',
};

/** A layer that an app lacks sends nothing, so a budget of one layer expects no data. */
function layerHits(layer: CacheLayer): Budget {
  return {
    ...cacheHits,
    id: `cache-hit-rate-${layer}`,
    title: `Cache hit rate, ${LAYER_TITLES[layer]}`,
    scope: { layer },
    optional: true,
  };
}

/**
 * The documented budgets, in the order of the scorecard. A team overrides parts of one by its id
 * and adds its own in `paceline.yaml`.
 */
export const DEFAULT_BUDGETS: readonly Budget[] = [
  {
    ...vital,
    id: 'page-load',
    title: 'Initial page load',
    metric: 'vital.load',
    target: 1200,
    bestSeen: 800,
  },
  {
    ...vital,
    id: 'time-to-interactive',
    title: 'Time to interactive',
    metric: 'vital.tti',
    target: 1500,
    bestSeen: 1100,
  },
  {
    ...vital,
    id: 'first-contentful-paint',
    title: 'First contentful paint',
    metric: 'vital.fcp',
    target: 600,
    bestSeen: 480,
  },
  {
    ...fieldVital,
    id: 'first-contentful-paint-p75',
    title: 'First contentful paint, P75',
    metric: 'vital.fcp',
    target: 1800,
  },
  {
    ...vital,
    id: 'largest-contentful-paint',
    title: 'Largest contentful paint',
    metric: 'vital.lcp',
    target: 1800,
    bestSeen: 1400,
  },
  {
    ...fieldVital,
    id: 'largest-contentful-paint-p75',
    title: 'Largest contentful paint, P75',
    metric: 'vital.lcp',
    target: 2500,
  },
  {
    ...vital,
    id: 'cumulative-layout-shift',
    title: 'Cumulative layout shift',
    metric: 'vital.cls',
    unit: 'score',
    target: 0.1,
    bestSeen: 0.05,
  },
  {
    ...fieldVital,
    id: 'cumulative-layout-shift-p75',
    title: 'Cumulative layout shift, P75',
    metric: 'vital.cls',
    unit: 'score',
    target: 0.1,
  },
  {
    ...fieldVital,
    id: 'interaction-to-next-paint',
    title: 'Interaction to next paint',
    metric: 'vital.inp',
    target: 200,
  },
  {
    ...fieldVital,
    id: 'first-input-delay',
    title: 'First input delay',
    metric: 'vital.fid',
    target: 100,
    // Most browsers report interaction to next paint instead.
    optional: true,
  },
  {
    ...common,
    id: 'api-response-time',
    title: 'Response time',
    area: 'api',
    metric: 'request.duration',
    statistic: 'p95',
    comparison: 'below',
    target: 200,
    bestSeen: 150,
    unit: 'ms',
    // Five of a hundred are what the P95 is made of.
    minimumEvents: 100,
    severity: 'page',
    companions: ['p50', 'p99'],
  },
  {
    ...common,
    id: 'api-throughput',
    title: 'Throughput sustained',
    area: 'api',
    metric: 'request.duration',
    statistic: 'rate',
    comparison: 'at-least',
    target: 5000,
    bestSeen: 6200,
    unit: 'per-second',
    minimumEvents: 1,
    // Live traffic below capacity is little demand, not a failure; load tests are judged by it.
    severity: 'none',
    companions: ['peak-rate'],
  },
  {
    ...failures,
    id: 'api-availability',
    title: 'Availability',
    statistic: 'ok-share',
    comparison: 'at-least',
    target: 0.9995,
    bestSeen: 0.9997,
  },
  {
    ...failures,
    id: 'api-error-rate',
    title: 'Error rate',
    statistic: 'failed-share',
    comparison: 'below',
    target: 0.0005,
    bestSeen: 0.0002,
  },
  {
    ...common,
    id: 'database-query-time',
    title: 'Query time',
    area: 'database',
    metric: 'query.duration',
    statistic: 'mean',
    comparison: 'below',
    target: 25,
    bestSeen: 18,
    unit: 'ms',
    companions: ['p95'],
  },
  {
    ...sampled,
    id: 'database-connections',
    title: 'Active connections',
    area: 'database',
    metric: 'pool.active',
    statistic: 'max',
    comparison: 'below',
    target: 100,
    unit: 'count',
    companions: ['mean'],
  },
  {
    ...inference,
    id: 'inference-time',
    title: 'Inference response time',
    metric: 'inference.duration',
    statistic: 'mean',
    target: 500,
    companions: ['p95'],
  },
  {
    ...inference,
    id: 'inference-throughput',
    title: 'Inference throughput',
    metric: 'inference.duration',
    statistic: 'rate',
    comparison: 'at-least',
    target: 100,
    unit: 'per-second',
    minimumEvents: 1,
    // As with the API's throughput: demand, not failure.
    severity: 'none',
    companions: ['peak-rate'],
  },
  {
    ...inference,
    id: 'model-cold-start',
    title: 'Model cold start',
    metric: 'inference.cold_start',
    statistic: 'max',
    target: 10_000,
    // A model starts cold once in an instance's life.
    minimumEvents: 1,
    companions: ['mean'],
  },
  {
    ...inference,
    id: 'vector-search-time',
    title: 'Vector similarity search',
    metric: 'vector_search.duration',
    statistic: 'mean',
    target: 100,
    companions: ['p95'],
  },
  {
    ...pageWeight,
    id: 'page-code',
    title: 'JavaScript and CSS, compressed',
    metric: 'page.code_bytes',
    target: 500 * KB,
    goal: 400 * KB,
    bestSeen: 380 * KB,
  },
  {
    ...pageWeight,
    id: 'inline-critical',
    title: 'Inline CSS and JS on the critical path',
    metric: 'page.inline_critical_bytes',
    target: 50 * KB,
  },
  { ...pageWeight, id: 'page-fonts', title: 'Fonts', metric: 'page.font_bytes', target: 100 * KB },
  {
    ...pageWeight,
    id: 'modern-images',
    title: 'Images in a modern format',
    metric: 'page.modern_image_share',
    comparison: 'at-least',
    target: 1,
    unit: 'share',
    companions: ['min'],
  },
  {
    ...sampled,
    id: 'memory',
    title: 'Memory per instance',
    area: 'backend',
    metric: 'system.memory',
    // The largest instance: a mean would let a small one hide it.
    statistic: 'max',
    comparison: 'below',
    target: 512 * MB,
    bestSeen: 128 * MB,
    unit: 'bytes',
    companions: ['mean'],
  },
  {
    ...sampled,
    id: 'cpu',
    title: 'CPU',
    area: 'backend',
    metric: 'system.cpu',
    statistic: 'mean',
    comparison: 'below',
    target: 0.7,
    unit: 'share',
    companions: ['max'],
  },
  { ...cacheHits, id: 'cache-hit-rate', title: 'Cache hit rate, all layers' },
  ...CACHE_LAYERS.map(layerHits),
];
