import type { MetricName } from '@paceline/protocol';

type CatalogueName = Exclude<MetricName, `custom.${string}`>;

/** Names of the metrics in the chooser; the type holds them complete. */
export const METRIC_TITLES: Readonly<Record<CatalogueName, string>> = {
  'vital.lcp': 'Largest contentful paint',
  'vital.inp': 'Interaction to next paint',
  'vital.cls': 'Cumulative layout shift',
  'vital.fcp': 'First contentful paint',
  'vital.ttfb': 'Time to first byte',
  'vital.fid': 'First input delay',
  'vital.tti': 'Time to interactive',
  'vital.tbt': 'Total blocking time',
  'vital.load': 'Page load',
  'request.duration': 'Response time',
  'request.client.duration': 'Request time seen by the client',
  'query.duration': 'Database query time',
  'cache.lookup': 'Cache hit rate',
  'cache.eviction': 'Cache evictions',
  'inference.duration': 'Model inference time',
  'inference.first_token': 'Time to first token',
  'inference.cold_start': 'Model cold start',
  'vector_search.duration': 'Vector similarity search',
  'page.code_bytes': 'JavaScript and CSS, compressed',
  'page.script_bytes': 'JavaScript, compressed',
  'page.style_bytes': 'CSS, compressed',
  'page.font_bytes': 'Fonts',
  'page.image_bytes': 'Images',
  'page.third_party_bytes': 'Third-party resources',
  'page.inline_critical_bytes': 'Inline CSS and JS before first paint',
  'page.modern_image_share': 'Images in a modern format',
  'page.render_blocking': 'Resources that block rendering',
  'page.uncompressed_bytes': 'Text sent uncompressed',
  'system.cpu': 'CPU',
  'system.memory': 'Memory per instance',
  'system.heap': 'JavaScript heap',
  'system.disk': 'Disk use',
  'system.event_loop_delay': 'Event-loop delay',
  'system.event_loop_utilization': 'Event-loop utilisation',
  'pool.active': 'Active database connections',
  'pool.idle': 'Idle database connections',
  'pool.waiting': 'Requests waiting for a connection',
  'pool.size': 'Size of the connection pool',
  'error.count': 'Errors',
  'sdk.main_thread': 'Main-thread time of the SDK',
  'sdk.bytes': 'Code of the SDK, compressed',
  'sdk.lost_beacons': 'Batches that the SDK gave up',
  'sdk.lost_events': 'Events that the SDK had no room for',
};

/** The title of a metric, also of a custom one. */
export function metricTitle(name: string): string {
  const titles: Readonly<Record<string, string>> = METRIC_TITLES;
  return titles[name] ?? name.replace(/^custom\./, '');
}

const GROUP_TITLES: Readonly<Record<string, string>> = {
  vital: 'Web Vitals',
  request: 'Requests',
  query: 'Database',
  pool: 'Database',
  cache: 'Caches',
  inference: 'AI',
  vector_search: 'AI',
  page: 'Page weight',
  system: 'System',
  error: 'Errors',
  sdk: 'Cost of the SDK',
};

/** Metrics by group, for the chooser. */
export function metricGroups(): readonly (readonly [title: string, metrics: readonly string[]])[] {
  const groups = new Map<string, string[]>();
  for (const name of Object.keys(METRIC_TITLES)) {
    const title = GROUP_TITLES[name.split('.')[0] ?? ''] ?? 'Others';
    groups.set(title, [...(groups.get(title) ?? []), name]);
  }
  return [...groups];
}
