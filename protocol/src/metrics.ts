import type { VitalName } from './events.ts';

/** Unit of a measured value. Shares run from 0 to 1. */
export type Unit = 'ms' | 'score' | 'bytes' | 'share' | 'count';

/** One metric of the catalogue. */
export interface Metric {
  /** Stable name, used on the wire, in storage, in budgets and in the API. */
  readonly name: string;
  readonly title: string;
  readonly unit: Unit;
  /** Whether a smaller or a larger value is the good one. */
  readonly better: 'lower' | 'higher';
  /** The value is an approximation of what its name says (for instance TTI in the field). */
  readonly approximate?: true;
}

/**
 * Every metric that Paceline derives from events. Custom measurements use `custom.<name>`
 * and are not listed here.
 */
export const METRICS = [
  { name: 'vital.lcp', title: 'Largest contentful paint', unit: 'ms', better: 'lower' },
  { name: 'vital.inp', title: 'Interaction to next paint', unit: 'ms', better: 'lower' },
  { name: 'vital.cls', title: 'Cumulative layout shift', unit: 'score', better: 'lower' },
  { name: 'vital.fcp', title: 'First contentful paint', unit: 'ms', better: 'lower' },
  { name: 'vital.ttfb', title: 'Time to first byte', unit: 'ms', better: 'lower' },
  { name: 'vital.fid', title: 'First input delay', unit: 'ms', better: 'lower' },
  { name: 'vital.tti', title: 'Time to interactive', unit: 'ms', better: 'lower', approximate: true },
  { name: 'vital.tbt', title: 'Total blocking time', unit: 'ms', better: 'lower' },
  { name: 'vital.load', title: 'Page load', unit: 'ms', better: 'lower' },
  { name: 'request.duration', title: 'Response time', unit: 'ms', better: 'lower' },
  { name: 'request.client.duration', title: 'Request time seen by the client', unit: 'ms', better: 'lower' },
  { name: 'query.duration', title: 'Database query time', unit: 'ms', better: 'lower' },
  /** 1 for a hit and 0 for a miss, so that the mean is the hit rate. */
  { name: 'cache.lookup', title: 'Cache hit rate', unit: 'share', better: 'higher' },
  { name: 'cache.eviction', title: 'Cache evictions', unit: 'count', better: 'lower' },
  { name: 'inference.duration', title: 'Model inference time', unit: 'ms', better: 'lower' },
  { name: 'inference.first_token', title: 'Time to first token', unit: 'ms', better: 'lower' },
  { name: 'inference.cold_start', title: 'Model cold start', unit: 'ms', better: 'lower' },
  { name: 'vector_search.duration', title: 'Vector similarity search', unit: 'ms', better: 'lower' },
  { name: 'page.code_bytes', title: 'JavaScript and CSS, compressed', unit: 'bytes', better: 'lower' },
  { name: 'page.script_bytes', title: 'JavaScript, compressed', unit: 'bytes', better: 'lower' },
  { name: 'page.style_bytes', title: 'CSS, compressed', unit: 'bytes', better: 'lower' },
  { name: 'page.font_bytes', title: 'Fonts', unit: 'bytes', better: 'lower' },
  { name: 'page.image_bytes', title: 'Images', unit: 'bytes', better: 'lower' },
  { name: 'page.third_party_bytes', title: 'Third-party resources', unit: 'bytes', better: 'lower' },
  {
    name: 'page.inline_critical_bytes',
    title: 'Inline CSS and JS before first paint',
    unit: 'bytes',
    better: 'lower',
  },
  { name: 'page.modern_image_share', title: 'Images in a modern format', unit: 'share', better: 'higher' },
  { name: 'page.render_blocking', title: 'Resources that block rendering', unit: 'count', better: 'lower' },
  { name: 'page.uncompressed_bytes', title: 'Text sent uncompressed', unit: 'bytes', better: 'lower' },
  { name: 'system.cpu', title: 'CPU', unit: 'share', better: 'lower' },
  { name: 'system.memory', title: 'Memory per instance', unit: 'bytes', better: 'lower' },
  { name: 'system.heap', title: 'JavaScript heap', unit: 'bytes', better: 'lower' },
  { name: 'system.disk', title: 'Disk use', unit: 'share', better: 'lower' },
  { name: 'system.event_loop_delay', title: 'Event-loop delay', unit: 'ms', better: 'lower' },
  { name: 'system.event_loop_utilization', title: 'Event-loop utilisation', unit: 'share', better: 'lower' },
  { name: 'pool.active', title: 'Active database connections', unit: 'count', better: 'lower' },
  { name: 'pool.idle', title: 'Idle database connections', unit: 'count', better: 'lower' },
  { name: 'pool.waiting', title: 'Requests waiting for a connection', unit: 'count', better: 'lower' },
  { name: 'pool.size', title: 'Size of the connection pool', unit: 'count', better: 'lower' },
  { name: 'error.count', title: 'Errors', unit: 'count', better: 'lower' },
  { name: 'sdk.main_thread', title: 'Main-thread time of the SDK', unit: 'ms', better: 'lower' },
  { name: 'sdk.bytes', title: 'Code of the SDK, compressed', unit: 'bytes', better: 'lower' },
  { name: 'sdk.lost_beacons', title: 'Batches that the SDK gave up', unit: 'count', better: 'lower' },
  { name: 'sdk.lost_events', title: 'Events that the SDK had no room for', unit: 'count', better: 'lower' },
] as const satisfies readonly Metric[];

/** Name of a catalogued metric, or of a custom measurement. */
export type MetricName = (typeof METRICS)[number]['name'] | `custom.${string}`;

/** The metric of each vital. */
export const METRIC_OF_VITAL = {
  LCP: 'vital.lcp',
  INP: 'vital.inp',
  CLS: 'vital.cls',
  FCP: 'vital.fcp',
  TTFB: 'vital.ttfb',
  FID: 'vital.fid',
  TTI: 'vital.tti',
  TBT: 'vital.tbt',
  LOAD: 'vital.load',
} as const satisfies Record<VitalName, MetricName>;

const byName = new Map<string, Metric>(METRICS.map((metric) => [metric.name, metric]));

/** The catalogue entry of `name`; a custom measurement gets an entry made from its name. */
export function metricNamed(name: string): Metric | undefined {
  const known = byName.get(name);
  if (known !== undefined) return known;
  if (!name.startsWith('custom.')) return undefined;
  return { name, title: name.slice('custom.'.length), unit: 'count', better: 'lower' };
}
