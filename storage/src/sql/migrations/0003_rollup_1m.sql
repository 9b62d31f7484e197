-- Measurements in buckets of 1 minute, merged from rollup_10s.
CREATE TABLE IF NOT EXISTS rollup_1m{{local}}{{on_cluster}}
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
PARTITION BY toMonday(at)
PRIMARY KEY (app, metric, at)
ORDER BY (
  app, metric, at, environment, release, route, subject, source, device, browser, country, connection, layer,
  status_class, instance
)
TTL toDateTime(at) + toIntervalSecond(2592000)
SETTINGS
  {{deduplication_window}} = 10000,
  ttl_only_drop_parts = 1,
  materialize_ttl_recalculate_only = 1,
  -- Compact parts: merging wide ones takes buffers of 2 MB for each of some 50 streams.
  min_bytes_for_wide_part = 1073741824;

CREATE MATERIALIZED VIEW IF NOT EXISTS rollup_1m_view{{on_cluster}} TO rollup_1m{{local}} AS
SELECT
  app,
  metric,
  toStartOfMinute(finer.at) AS at,
  environment, release, route, subject, source, device, browser, country, connection, layer, status_class, instance,
  sum(finer.event_count) AS event_count,
  sum(finer.observations) AS observations,
  sum(finer.weight) AS weight,
  sum(finer.failed_weight) AS failed_weight,
  sum(finer.value_sum) AS value_sum,
  min(finer.value_min) AS value_min,
  max(finer.value_max) AS value_max,
  sumMap(finer.bins) AS bins
FROM rollup_10s{{local}} AS finer
GROUP BY
  app, metric, at, environment, release, route, subject, source, device, browser, country, connection, layer,
  status_class, instance;
