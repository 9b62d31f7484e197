import type { Answer } from '../../client/createApiClient.ts';
import {
  anEstimate,
  aPercentile,
  FROM,
  FROM_SECONDS,
  NOT_MEASURED,
  ofRequests,
  sureness,
  TO,
} from './parts.ts';

const { metric: _metric, unit: _unit, ...ofShop } = ofRequests;

export const summary: Answer<'summary'> = {
  ...ofShop,
  environment: 'production',
  release: null,
  route: null,
  responseTime: {
    p50: 41.2,
    p75: 78.9,
    p95: 182.4,
    p99: 402.7,
    mean: 61.3,
    events: 12_480,
    estimates: {
      p50: aPercentile(40.4, 42),
      p75: aPercentile(77.1, 80.9),
      p95: aPercentile(176.6, 189.3),
      p99: aPercentile(381.5, 431.2),
      mean: anEstimate(60.1, 62.5),
    },
  },
  throughput: {
    requestsPerSecond: 3.47,
    peakRps: 9.2,
    events: 12_480,
    estimates: { requestsPerSecond: anEstimate(3.41, 3.53) },
  },
  errorRate: 0.0021,
  availability: 0.9979,
  systemHealth: {
    cpuUsage: 0.31,
    memoryUsage: 214_000_000,
    diskUsage: 0.55,
    events: 360,
    estimates: {
      cpuUsage: anEstimate(0.29, 0.33),
      memoryUsage: anEstimate(212_000_000, 216_000_000),
      diskUsage: anEstimate(0.55, 0.55),
    },
  },
  cachePerformance: {
    hitRate: 0.934,
    missRate: 0.066,
    evictionRate: 0.004,
    events: 48_210,
    estimates: {
      hitRate: anEstimate(0.932, 0.936),
      missRate: anEstimate(0.064, 0.068),
      evictionRate: anEstimate(0.003, 0.005),
    },
    layers: {},
  },
  webVitals: { LCP: NOT_MEASURED },
  events: { requests: 12_480, failedRequests: 26, errors: 4 },
  estimates: { errorRate: anEstimate(0.0014, 0.0031), availability: anEstimate(0.9969, 0.9986) },
  ...sureness,
};

export const budgets: Answer<'budgets'> = {
  app: 'shop',
  environment: 'production',
  from: FROM,
  to: TO,
  budgets: [
    {
      id: 'api-response-time',
      title: 'API response time',
      area: 'api',
      metric: 'request.duration',
      approximate: false,
      statistic: 'p95',
      comparison: 'below',
      unit: 'ms',
      target: 200,
      goal: 100,
      bestSeen: null,
      value: 182.4,
      low: 176.6,
      high: 189.3,
      thin: false,
      companions: { p50: 41.2 },
      companionEstimates: { p50: aPercentile(40.4, 42) },
      headroom: 17.6,
      headroomShare: 0.088,
      status: 'at-risk',
      events: 12_480,
      minimumEvents: 100,
      optional: false,
      severity: 'page',
      scope: { environment: 'production' },
      sparkline: { stepSeconds: 1200, values: [171.8, null, 186.1] },
    },
  ],
  ...sureness,
};

const line = {
  statistic: 'p95',
  unit: 'ms',
  values: [171.8, null, 186.1],
  low: [163.2, null, 178],
  high: [181.9, null, 195.5],
  thin: [false, null, false],
};

export const series: Answer<'series'> = {
  ...ofRequests,
  stepSeconds: 1200,
  times: [FROM_SECONDS, FROM_SECONDS + 1200, FROM_SECONDS + 2400],
  series: [line],
  events: [6104, 0, 6376],
  groupBy: [],
  groups: [],
  ...sureness,
};

export const table: Answer<'table'> = {
  ...ofRequests,
  groupBy: ['route'],
  statistics: [{ name: 'p95', unit: 'ms' }],
  sort: 'weight',
  order: 'desc',
  total: 37,
  offset: 0,
  limit: 1,
  rows: [
    {
      group: { route: '/orders/:id' },
      events: 5210,
      weight: 5210,
      errors: 12,
      values: { p95: 214.6 },
      estimates: { p95: aPercentile(203.9, 226.8) },
    },
  ],
  ...sureness,
};

export const histogram: Answer<'histogram'> = {
  ...ofRequests,
  events: 12_480,
  weight: 12_480,
  errors: 26,
  min: 3.1,
  max: 1840.5,
  bars: [
    { from: 29.6, to: 59.2, weight: 5530, share: 0.443 },
    { from: 59.2, to: 118.5, weight: 3370, share: 0.27 },
  ],
  target: {
    value: 200,
    shareBelow: 0.957,
    ...anEstimate(0.953, 0.961),
    thin: false,
    relativeErrorBound: null,
  },
  ...sureness,
};

export const heatmap: Answer<'heatmap'> = {
  ...ofRequests,
  stepSeconds: 1800,
  times: [FROM_SECONDS, FROM_SECONDS + 1800],
  rows: [
    { from: 29.6, to: 59.2 },
    { from: 59.2, to: 118.5 },
  ],
  columns: [[2710, 1650], null],
  events: [4360, 0],
  largestWeight: 2710,
};

export const compare: Answer<'compare'> = {
  app: 'shop',
  metric: 'request.duration',
  unit: 'ms',
  statistics: [{ name: 'p95', unit: 'ms', better: 'lower' }],
  before: {
    from: '2026-05-20T12:00:00.000Z',
    to: FROM,
    release: null,
    events: 11_902,
    weight: 11_902,
    errors: 24,
  },
  after: { from: FROM, to: TO, release: null, events: 12_480, weight: 12_480, errors: 26 },
  overall: {
    p95: {
      before: 151.3,
      after: 182.4,
      beforeEstimate: aPercentile(145.8, 157.1),
      afterEstimate: aPercentile(176.6, 189.3),
      change: { value: 31.1, low: 22.4, high: 40.2 },
      changeShare: { value: 0.206, low: 0.145, high: 0.272 },
      verdict: 'worse',
    },
  },
  groupBy: [],
  groups: [],
  total: 0,
  changed: 0,
  comparisons: 0,
  ...sureness,
  changeConfidence: 0.99,
  groupChangeConfidence: 0.99,
};
