/** Who the events are of. */
export const APP = 'shop';
const ROUTES = 40;

/** Routes that requests and page views are of, the first the most. */
export const ROUTE_NAMES: readonly string[] = Array.from(
  { length: ROUTES },
  (_, index) => `/route/${index}/:id`,
);

export interface EventsOrder {
  readonly fromSeconds: number;
  readonly spanSeconds: number;
  readonly events: number;
  /** Makes other events of the same time. */
  readonly salt: number;
}

/**
 * A statement that makes events, evenly spread over a span of time, as rows of `measurements`, from where the
 * materialized views roll them up. The same order makes the same rows.
 *
 * A shop: 55 % requests of its servers (40 routes, few of which have most, 6 instances), 21 % vitals of visitors that differ in
 * device, browser, country and connection, 10 % queries, caches, page weights, system samples and errors. A release a
 * week, with 5 % on the next one. Values are log-normal. ClickHouse makes them itself, as a load generator could not make 100
 * million in a bearable time; the bin is computed by the formula of `binOf`, which a test of the sketch holds to its bound.
 */
export function toEventsQuery({ fromSeconds, spanSeconds, events, salt }: EventsOrder): string {
  const seed = `${fromSeconds}, ${salt}`;
  const at = `${fromSeconds} + number * ${spanSeconds}.0 / ${events}`;
  const week = Math.floor(fromSeconds / (7 * 86_400)) - 2900;
  return `
INSERT INTO measurements (
  app, environment, release, metric, route, subject, source, device, browser, country, connection, layer, status_class,
  instance, at, received_at, value, bin, weight, failed, event_count, batch_id, event_index, trace_id, attributes
)
WITH
  cityHash64(number, ${seed}, 1) AS h1,
  cityHash64(number, ${seed}, 2) AS h2,
  cityHash64(number, ${seed}, 3) AS h3,
  cityHash64(number, ${seed}, 4) AS h4,
  h1 % 1000000 / 1e6 AS kind_at,
  sqrt(-2 * log((h2 % 1000003 + 1) / 1000005)) * cos(6.283185307179586 * (h3 % 1000003) / 1000003) AS z,
  toUInt32(${ROUTES} * pow(h4 % 100003 / 100003, 2.5)) AS route_index,
  multiIf(
    kind_at < 0.55, 'request', kind_at < 0.65, 'query', kind_at < 0.73, 'lookup', kind_at < 0.74, 'eviction',
    kind_at < 0.75, 'system', kind_at < 0.96, 'vital', kind_at < 0.99, 'page', 'error'
  ) AS kind,
  kind IN ('vital', 'page') OR (kind = 'error' AND h2 % 2 = 0) AS is_web,
  kind IN ('lookup', 'eviction') AS is_cache,
  multiIf(
    kind = 'request', 'request.duration',
    kind = 'query', 'query.duration',
    kind = 'lookup', 'cache.lookup',
    kind = 'eviction', 'cache.eviction',
    kind = 'system', [
      'system.cpu', 'system.memory', 'system.heap', 'system.disk', 'system.event_loop_delay',
      'system.event_loop_utilization', 'pool.active', 'pool.idle'
    ][1 + h2 % 8],
    kind = 'vital', [
      'vital.lcp', 'vital.inp', 'vital.cls', 'vital.fcp', 'vital.ttfb', 'vital.fid', 'vital.tti', 'vital.tbt', 'vital.load'
    ][1 + h2 % 9],
    kind = 'page', [
      'page.code_bytes', 'page.script_bytes', 'page.style_bytes', 'page.font_bytes', 'page.image_bytes',
      'page.third_party_bytes', 'page.inline_critical_bytes', 'page.modern_image_share'
    ][1 + h2 % 8],
    'error.count'
  ) AS metric_name,
  multiIf(
    kind = 'request', exp(3.8 + 0.9 * z) * (1 + route_index % 7 * 0.2),
    kind = 'query', exp(2.5 + z),
    kind = 'lookup', h3 % 100 < 86,
    metric_name = 'vital.cls', if(h3 % 3 = 0, 0, exp(z - 3)),
    kind = 'vital', exp(6.5 + 0.6 * z),
    metric_name IN ('system.memory', 'system.heap'), exp(18.5 + 0.1 * z),
    kind = 'system', exp(0.3 * z - 1),
    metric_name = 'page.modern_image_share', h3 % 5 / 4,
    kind = 'page', exp(11 + 0.5 * z),
    1
  ) AS measured,
  kind = 'request' AND h2 % 1000 < 3 AS is_failed
SELECT
  '${APP}',
  'production',
  concat('1.', toString(${week} + (h4 % 20 = 0)), '.0'),
  metric_name,
  if(kind IN ('request', 'vital', 'page', 'error'), concat('/route/', toString(route_index), '/:id'), ''),
  multiIf(
    kind = 'request', ['GET', 'GET', 'GET', 'GET', 'POST', 'PUT'][1 + h3 % 6],
    kind = 'query', concat('postgresql SELECT table', toString(h3 % 30)),
    is_cache, concat('cache', toString(h3 % 5)),
    kind = 'error', concat('fingerprint', toString(h3 % 50)),
    ''
  ),
  if(is_web, 'browser', 'node'),
  if(is_web, ['desktop', 'mobile', 'mobile', 'tablet'][1 + h3 % 4], ''),
  if(is_web, ['Chrome', 'Chrome', 'Chrome', 'Safari', 'Safari', 'Firefox', 'Edge', 'Samsung'][1 + h4 % 8], ''),
  if(is_web, substring('DEATCHFRITESGBUSPLNLBESEDKNOFICAAUJPBRMXINCNKRZATRGRPTCZHUROBGIE', 1 + 2 * toUInt32(32 * pow(h3 % 10007 / 10007, 3)), 2), ''),
  if(is_web, ['4g', '4g', '4g', '3g', ''][1 + h2 % 5], ''),
  if(is_cache, ['memory', 'redis'][1 + h2 % 2], ''),
  if(kind = 'request', multiIf(is_failed, '5xx', h2 % 1000 < 40, '4xx', '2xx'), ''),
  if(is_web, '', concat('web-', toString(h4 % 6))),
  toDateTime64(${at}, 3, 'UTC'),
  toDateTime64(${at} + 2, 3, 'UTC'),
  measured,
  if(measured <= 0, -32768, toInt16(floor(log(measured) / log(1.02)))),
  if(kind = 'lookup', 20, 1),
  is_failed,
  1,
  lower(hex(cityHash64(intDiv(number, 20), ${seed}))),
  number % 20,
  if(kind = 'request', lower(hex(MD5(concat(toString(number), '-${fromSeconds}-${salt}')))), ''),
  ''
FROM numbers(${events})`;
}
