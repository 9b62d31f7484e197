import { z } from 'zod';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';

export const VITAL_NAMES = ['LCP', 'INP', 'CLS', 'FCP', 'TTFB', 'FID', 'TTI', 'TBT', 'LOAD'] as const;
export const CACHE_LAYERS = ['browser', 'cdn', 'memory', 'redis', 'database'] as const;
export const CACHE_OUTCOMES = ['hit', 'miss', 'eviction'] as const;
/** Most events that one may stand for. */
export const MOST_WEIGHT = 1_000_000;
/** Most signs of resources that a page may tell apart. */
export const MOST_RESOURCE_SIGNS = 200;
/** Figures of a sample of a system, beside its pools. */
const SYSTEM_FIGURES = [
  'cpuShare',
  'memoryBytes',
  'heapBytes',
  'diskShare',
  'eventLoopDelayMs',
  'eventLoopUtilization',
] as const;

export type VitalName = (typeof VITAL_NAMES)[number];
export type CacheLayer = (typeof CACHE_LAYERS)[number];
export type CacheOutcome = (typeof CACHE_OUTCOMES)[number];

/**
 * The schema of one event, discriminated by `type`. Durations are milliseconds, sizes bytes,
 * shares 0 to 1. `at` is the sender's clock in milliseconds since the Unix epoch; `weight` is how
 * many events this one stands for when the sender sampled.
 */
export function eventSchema(limits: Limits = DEFAULT_LIMITS) {
  const name = z.string().min(1).max(limits.nameLength);
  const durationMs = z.number().min(0).max(limits.maxValue);
  const bytes = z.number().int().min(0).max(limits.maxValue);
  const share = z.number().min(0).max(1);
  const count = z.number().int().min(0).max(1_000_000_000);
  const traceId = z.string().regex(/^[0-9a-f]{32}$/, '32 lower-case hex digits (W3C trace-id)');
  const attributes = z
    .record(
      z.string().min(1).max(limits.nameLength),
      z.union([z.string().max(limits.messageLength), z.number(), z.boolean()]),
    )
    .refine((value) => Object.keys(value).length <= limits.attributesPerEvent, {
      message: `at most ${limits.attributesPerEvent} attributes`,
    });
  const common = {
    at: z.number().int().positive(),
    /** Route template such as `/orders/:id`; a raw path is templated by the collector, its query dropped. */
    route: z.string().min(1).max(limits.routeLength).optional(),
    weight: z.number().min(1).max(MOST_WEIGHT).optional(),
    attributes: attributes.optional(),
  };

  const vital = z.object({
    type: z.literal('vital'),
    ...common,
    name: z.enum(VITAL_NAMES),
    /** Milliseconds, for CLS the unitless score. */
    value: z.number().min(0).max(limits.maxValue),
    /** Id of the measured value, unique in its page. */
    id: name.optional(),
    navigationType: name.optional(),
  });
  const request = z.object({
    type: z.literal('request'),
    ...common,
    /** Where it was measured: by the server that answered, or by the client that asked. */
    side: z.enum(['server', 'client']),
    method: z.string().regex(/^[A-Z]{1,16}$/, 'an HTTP method in capitals'),
    /** HTTP status, or 0 when there was no answer. */
    status: z.number().int().min(0).max(599),
    durationMs,
    responseBytes: bytes.optional(),
    traceId: traceId.optional(),
  });
  const query = z.object({
    type: z.literal('query'),
    ...common,
    /** Database system, as `postgresql`, `redis`, `sqlite`. */
    system: name,
    /** Operation and table, as `SELECT orders`; never the statement's parameters. */
    operation: name,
    durationMs,
    ok: z.boolean(),
    traceId: traceId.optional(),
  });
  const cache = z.object({
    type: z.literal('cache'),
    ...common,
    layer: z.enum(CACHE_LAYERS),
    outcome: z.enum(CACHE_OUTCOMES),
    /** How many lookups (or evictions) this event stands for. */
    count: count.min(1),
    /** Which cache, as `sessions`. */
    name: name.optional(),
  });
  const inference = z.object({
    type: z.literal('inference'),
    ...common,
    kind: z.enum(['model', 'vector-search']),
    /** Model or index. */
    name,
    durationMs,
    /** Whether the time includes loading the model. */
    coldStart: z.boolean().optional(),
    ok: z.boolean(),
    timeToFirstTokenMs: durationMs.optional(),
  });
  const pageWeight = z.object({
    type: z.literal('page-weight'),
    ...common,
    /** Bytes over the wire, compressed. */
    scriptBytes: bytes,
    styleBytes: bytes,
    fontBytes: bytes,
    imageBytes: bytes,
    thirdPartyBytes: bytes.optional(),
    /** Uncompressed bytes of inline CSS and JS before the first paint. */
    inlineCriticalBytes: bytes,
    /** Images in WebP, AVIF or SVG. */
    modernImages: count,
    /** Images in any older format. */
    legacyImages: count,
    /** Resources that the first paint waited for. */
    renderBlocking: count.optional(),
    /** Bytes of text resources that came without compression. */
    uncompressedBytes: bytes.optional(),
  });
  /** How many, bytes over the wire, those of them that came uncompressed, how many block rendering, bytes of other sites. */
  const resources = z.tuple([count, bytes, bytes, count, bytes]);
  const pageResources = z.object({
    type: z.literal('page-resources'),
    ...common,
    /** Uncompressed bytes of inline CSS and JS before the first paint. */
    inlineCriticalBytes: bytes,
    /**
     * What the page loaded, by signs of what it is: content type, extension and initiator, as `font/woff2 .woff2 css`. What a
     * sign means is the server's to know; each of its three parts may be empty, `undefined` or `null`.
     */
    types: z
      .record(z.string().max(limits.nameLength), resources)
      .refine((value) => Object.keys(value).length <= MOST_RESOURCE_SIGNS, {
        message: `at most ${MOST_RESOURCE_SIGNS} signs`,
      }),
  });
  const sdk = z.object({
    type: z.literal('sdk'),
    ...common,
    /** Time of the main thread, or of the CPU, that the SDK itself took. */
    mainThreadMs: durationMs,
    /** Compressed bytes of the SDK's code. */
    bytes: bytes.optional(),
    /** Batches that the SDK gave up. */
    lostBeacons: count.optional(),
    /** Events that the SDK had no room for. */
    lostEvents: count.optional(),
  });
  const sample = z.object({
    type: z.literal('system'),
    ...common,
    /** Share of the CPUs that the process may use. */
    cpuShare: share.optional(),
    /** Resident memory of the instance. */
    memoryBytes: bytes.optional(),
    heapBytes: bytes.optional(),
    diskShare: share.optional(),
    eventLoopDelayMs: durationMs.optional(),
    eventLoopUtilization: share.optional(),
    /** One entry a connection pool. */
    pools: z
      .array(z.object({ name, active: count, idle: count, waiting: count, size: count }))
      .max(16)
      .optional(),
  });
  // Every accepted event has to give a number to store.
  const system = sample.refine(
    (figures) =>
      SYSTEM_FIGURES.some((figure) => figures[figure] !== undefined) || (figures.pools?.length ?? 0) > 0,
    { message: 'a sample with at least one figure' },
  );
  const error = z.object({
    type: z.literal('error'),
    ...common,
    kind: z.enum(['uncaught', 'rejection', 'resource', 'csp', 'handled']),
    /** Class of the error, as `TypeError`. */
    name,
    message: z.string().max(limits.messageLength),
    stack: z.string().max(limits.stackLength).optional(),
    /** Groups equal errors; made by the SDK, else from name and first frame. */
    fingerprint: name.optional(),
    traceId: traceId.optional(),
  });
  const measure = z.object({
    type: z.literal('measure'),
    ...common,
    /** Stored as metric `custom.<name>`. */
    name: z.string().regex(/^[a-z][a-z0-9_.]{0,63}$/, 'lower-case letters, digits, "_" and "."'),
    value: z.number().min(-limits.maxValue).max(limits.maxValue),
  });
  return z.discriminatedUnion('type', [
    vital,
    request,
    query,
    cache,
    inference,
    pageWeight,
    pageResources,
    system,
    error,
    measure,
    sdk,
  ]);
}

/** Any event, as sent and as stored. */
export type TelemetryEvent = z.infer<ReturnType<typeof eventSchema>>;
export type EventType = TelemetryEvent['type'];
export type EventOf<Type extends EventType> = Extract<TelemetryEvent, { type: Type }>;
