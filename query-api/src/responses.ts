import { z } from '@hono/zod-openapi';
import { DROP_REASONS, REFUSAL_REASONS } from '@paceline/protocol';
import { confidence, optionalEstimate, relativeErrorBound } from './answers/estimate.ts';

export { type ComparisonAnswer, comparisonSchema } from './answers/comparison.ts';
export { type EstimateAnswer, estimateSchema } from './answers/estimate.ts';
export { type Heatmap, heatmapSchema } from './answers/heatmap.ts';
export { type Histogram, histogramSchema } from './answers/histogram.ts';
export { type Series, seriesSchema } from './answers/series.ts';
export { type Table, tableSchema } from './answers/table.ts';
export { sessionSchema, type SignedIn, signInSchema } from './auth/sessions/sessionResponses.ts';

const nullable = z.number().nullable();
const events = z.number().int().describe('Events behind the figures');

/** Statistics of one duration or score; `null` where nothing was measured. */
export const statisticsSchema = z
  .object({
    p50: nullable,
    p75: nullable,
    p95: nullable,
    p99: nullable,
    mean: nullable,
    events,
    estimates: z.object({
      p50: optionalEstimate,
      p75: optionalEstimate,
      p95: optionalEstimate,
      p99: optionalEstimate,
      mean: optionalEstimate,
    }),
  })
  .openapi('Statistics');

const cacheRatesSchema = z
  .object({
    hitRate: nullable.describe('Hits / lookups, 0 to 1'),
    missRate: nullable.describe('Misses / lookups, 0 to 1'),
    evictionRate: nullable.describe(
      'Evictions / lookups; null for caches that nobody sees evict (browser, CDN)',
    ),
    events: z.number().int().describe('Lookups behind the rates'),
    estimates: z.object({
      hitRate: optionalEstimate,
      missRate: optionalEstimate,
      evictionRate: optionalEstimate,
    }),
  })
  .openapi('CacheRates');

export const summarySchema = z
  .object({
    app: z.string(),
    environment: z.string().nullable(),
    release: z.string().nullable(),
    route: z.string().nullable(),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    responseTime: statisticsSchema.describe('Milliseconds, of requests measured by servers'),
    throughput: z.object({
      requestsPerSecond: nullable.describe('Over the part of the range that has passed'),
      peakRps: nullable.describe(
        'Of the busiest bucket: of 10 seconds for ranges of up to 2 days, else of a minute or an hour',
      ),
      events,
      estimates: z.object({ requestsPerSecond: optionalEstimate }),
    }),
    errorRate: nullable.describe('Requests answered 5xx or not at all / requests, 0 to 1'),
    availability: nullable.describe('1 - errorRate, of requests measured by servers'),
    systemHealth: z.object({
      cpuUsage: nullable.describe('Mean share of the CPUs allowed, 0 to 1'),
      memoryUsage: nullable.describe('Mean resident bytes of an instance'),
      diskUsage: nullable.describe('Mean share of the disk, 0 to 1'),
      events,
      estimates: z.object({
        cpuUsage: optionalEstimate,
        memoryUsage: optionalEstimate,
        diskUsage: optionalEstimate,
      }),
    }),
    cachePerformance: cacheRatesSchema.extend({ layers: z.record(z.string(), cacheRatesSchema) }),
    webVitals: z
      .record(z.string(), statisticsSchema)
      .describe(
        'By vital: LCP, INP, CLS, FCP, TTFB, FID, TTI, TBT, LOAD; each is there, null where not measured',
      ),
    events: z
      .object({ requests: z.number().int(), failedRequests: z.number().int(), errors: z.number().int() })
      .describe(
        'What errorRate and availability are made of; a sampled event counts as many times as it stands for',
      ),
    estimates: z.object({ errorRate: optionalEstimate, availability: optionalEstimate }),
    relativeErrorBound,
    confidence,
  })
  .openapi('Summary');
export type Summary = z.infer<typeof summarySchema>;

export const budgetStatusSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    area: z.enum(['loading', 'api', 'database', 'ai', 'frontend', 'backend']),
    metric: z.string(),
    approximate: z.boolean().describe('The metric is an approximation (time to interactive in the field)'),
    statistic: z.string(),
    comparison: z.enum(['below', 'at-least', 'above']),
    unit: z.string(),
    target: z.number(),
    goal: nullable,
    bestSeen: nullable,
    value: nullable,
    low: nullable.describe('Lower end of the interval of the value; null where it cannot be told'),
    high: nullable.describe('Upper end of the interval of the value; null where it cannot be told'),
    thin: z
      .boolean()
      .nullable()
      .describe('Whether there were too few events for the value, see Estimate; null without a value'),
    companions: z.record(z.string(), nullable).describe('Other statistics of the same metric'),
    companionEstimates: z.record(z.string(), optionalEstimate).describe('The error of each companion'),
    headroom: nullable.describe('Distance to the target in its unit; negative when broken'),
    headroomShare: nullable.describe(
      'Share of what the budget allows that is left: of the target, or, for a share that should be high ' +
        '(availability, hit rate), of 1 - target. Negative when broken; null where the budget allows nothing',
    ),
    status: z.enum(['ok', 'at-risk', 'broken', 'no-data']),
    events,
    minimumEvents: z.number().int(),
    optional: z.boolean(),
    severity: z.enum(['page', 'ticket', 'none']),
    scope: z.record(z.string(), z.string()),
    sparkline: z
      .object({ stepSeconds: z.number().int(), values: z.array(nullable) })
      .describe('The value over time, without errors: /api/v1/series has them'),
  })
  .openapi('BudgetStatus');
export type BudgetStatus = z.infer<typeof budgetStatusSchema>;

export const budgetsSchema = z
  .object({
    app: z.string(),
    environment: z.string().nullable(),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    budgets: z.array(budgetStatusSchema),
    relativeErrorBound,
    confidence,
  })
  .openapi('Budgets');
export type Budgets = z.infer<typeof budgetsSchema>;

export const appsSchema = z
  .object({ apps: z.array(z.object({ name: z.string(), environments: z.array(z.string()) })) })
  .openapi('Apps');
export type Apps = z.infer<typeof appsSchema>;

export const alertsSchema = z
  .object({
    alerts: z.array(
      z.object({
        incidentId: z.string(),
        budgetId: z.string(),
        state: z.enum(['firing', 'resolved']),
        at: z.iso.datetime(),
        value: nullable,
        target: z.number(),
        events,
      }),
    ),
  })
  .openapi('Alerts');
export type Alerts = z.infer<typeof alertsSchema>;

const count = z.number().int();

export const ledgerSchema = z
  .object({
    app: z.string(),
    received: count.describe('Events of requests that were answered with 202, since the beginning'),
    stored: count.nullable().describe('Null while the database does not answer'),
    inFlight: count.describe('Events in the queue'),
    deadLettered: count.describe('Events that can never be stored, kept for an operator to look at'),
    dropped: z
      .record(z.enum(DROP_REASONS), count)
      .openapi({ required: [...DROP_REASONS], description: 'Events that were not stored, by reason' }),
    refusedRequests: z.record(z.enum(REFUSAL_REASONS), count).openapi({
      required: [...REFUSAL_REASONS],
      description: 'Requests, not events: they were refused before their events were looked at',
    }),
    unknownKeyRequests: count.describe('Requests refused for their key, which belongs to no app'),
    unaccounted: count
      .nullable()
      .describe(
        'received - stored - dropped - inFlight - deadLettered: 0 at rest; below 0 for the moment between the storing ' +
          'of events and the counting of it; null while stored is',
      ),
    newestStoredAt: z.iso.datetime().nullable(),
    newestStoredAgeMs: z.number().nullable().describe('Milliseconds since newestStoredAt'),
    store: z
      .object({
        state: z.string().describe('storing, or why events wait: unreachable, busy, too-heavy, refused'),
        since: z.iso.datetime(),
      })
      .nullable()
      .describe('Whether workers can store, as they last said; null before one said anything'),
    queue: z
      .object({ waiting: count, active: count, delayed: count, failed: count })
      .nullable()
      .describe('Jobs of all apps in the queue'),
  })
  .openapi('Ledger');
export type Ledger = z.infer<typeof ledgerSchema>;

export const metricsSchema = z
  .object({
    metrics: z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        unit: z.string(),
        better: z.enum(['lower', 'higher']),
        approximate: z.boolean().describe('An approximation of what the name says'),
      }),
    ),
  })
  .openapi('Metrics');
export type Metrics = z.infer<typeof metricsSchema>;

export const dimensionValuesSchema = z
  .object({
    app: z.string(),
    dimension: z.string(),
    values: z.array(z.string()).describe('Most frequent first'),
  })
  .openapi('DimensionValues');
export type DimensionValues = z.infer<typeof dimensionValuesSchema>;

export const probeSchema = z
  .object({ status: z.literal('ok'), checks: z.record(z.string(), z.string()).optional() })
  .openapi('Probe');
export type Probe = z.infer<typeof probeSchema>;

/** Body of every answer that is an error (RFC 9457). */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().describe('What is wrong, and what to do about it'),
    problems: z
      .array(z.object({ parameter: z.string(), detail: z.string() }))
      .optional()
      .describe('Every parameter that is wrong'),
    checks: z.record(z.string(), z.string()).optional().describe('Of /readyz: what is ready and what is not'),
  })
  .openapi('Problem');
export type ProblemDocument = z.infer<typeof problemSchema>;

/** One server-sent event of `GET /api/v1/live`, named `stored`. */
export const storedNoticeSchema = z
  .object({
    app: z.string(),
    storedEvents: z.number().int().describe('Since the beginning'),
    newestStoredAt: z.number().describe('Epoch milliseconds'),
  })
  .openapi('StoredNotice');
export type StoredNotice = z.infer<typeof storedNoticeSchema>;
