-- Measurements in buckets of 10 seconds, merged from measurements.
CREATE TABLE IF NOT EXISTS rollup_10s{{local}}{{on_cluster}}
(
  app LowCardinality(String),
  metric LowCardinality(String),
  at DateTime('UTC') CODEC(Delta, ZSTD(1)),
  environment LowCardinality(String),
  release LowCardinality(String),
  route LowCardinality(String),
  subject LowCardinality(String),
  source LowCardinality(String),
  device LowCardinality(String),
  browser LowCardinality(String),
  country LowCardinality(String),
  connection LowCardinality(String),
  layer LowCardinality(String),
  status_class LowCardinality(String),
  instance LowCardinality(String),
  -- Events: rows that were the first of their event.
  event_count SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  -- Observations: rows.
  observations SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  weight SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  failed_weight SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  -- Sum of value times weight.
  value_sum SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  value_min SimpleAggregateFunction(min, Float64) CODEC(ZSTD(1)),
  value_max SimpleAggregateFunction(max, Float64) CODEC(ZSTD(1)),
  -- Weight by bin.
  bins SimpleAggregateFunction(sumMap, Map(Int16, Float64)) CODEC(ZSTD(1))
)
ENGINE = {{replicated}}AggregatingMergeTree
PARTITION BY toYYYYMMDD(at)
PRIMARY KEY (app, metric, at)
ORDER BY (
  app, metric, at, environment, release, route, subject, source, device, browser, country, connection, layer,
  status_class, instance
)
TTL toDateTime(at) + toIntervalSecond(172800)
SETTINGS
  {{deduplication_window}} = 10000,
  ttl_only_drop_parts = 1,
  materialize_ttl_recalculate_only = 1,
  -- Compact parts: merging wide ones takes buffers of 2 MB for each of some 50 streams.
  min_bytes_for_wide_part = 1073741824;

CREATE MATERIALIZED VIEW IF NOT EXISTS rollup_10s_view{{on_cluster}} TO rollup_10s{{local}} AS
SELECT
  app,
  metric,
  toStartOfInterval(m.at, toIntervalSecond(10), 'UTC') AS at,
  environment, release, route, subject, source, device, browser, country, connection, layer, status_class, instance,
  sum(m.event_count) AS event_count,
  count() AS observations,
  sum(m.weight) AS weight,
  sumIf(m.weight, m.failed != 0) AS failed_weight,
  sum(m.value * m.weight) AS value_sum,
  min(m.value) AS value_min,
  max(m.value) AS value_max,
  sumMap(map(m.bin, m.weight)) AS bins
FROM measurements{{local}} AS m
GROUP BY
  app, metric, at, environment, release, route, subject, source, device, browser, country, connection, layer,
  status_class, instance;
