-- Slices: rollups whose rows keep environment, release, layer and at most one further dimension, everything else
-- folded. The rollups of all dimensions have nearly as many rows as there were events where visitors differ; a slice has as many
-- as its dimension has values, so that a month is read in milliseconds whatever the volume. Narrow times have few slices,
-- as there the rollups are small themselves.
--
-- A slice begins at the cutover: 0 in a new database; in one that has rows, a midnight to come. What lies before it is read
-- from the rollups. Copying it instead would count a block twice that was half stored when the schema changed.
CREATE TABLE IF NOT EXISTS slices_10s{{local}}{{on_cluster}}
(
  app LowCardinality(String),
  -- The dimension that is kept beside environment, release and layer: `app` for none.
  slice LowCardinality(String),
  metric LowCardinality(String),
  -- Its value.
  member LowCardinality(String),
  at DateTime('UTC') CODEC(Delta, ZSTD(1)),
  environment LowCardinality(String),
  release LowCardinality(String),
  layer LowCardinality(String),
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
PRIMARY KEY (app, slice, metric, member, at)
ORDER BY (app, slice, metric, member, at, environment, release, layer)
TTL toDateTime(at) + toIntervalSecond(172800)
SETTINGS
  {{deduplication_window}} = 10000,
  ttl_only_drop_parts = 1,
  materialize_ttl_recalculate_only = 1,
  -- One member over a month is some hundred rows: small granules keep its neighbours unread.
  index_granularity = 128,
  min_bytes_for_wide_part = 1073741824;

CREATE MATERIALIZED VIEW IF NOT EXISTS slices_10s_view{{on_cluster}} TO slices_10s{{local}} AS
SELECT
  app,
  slice,
  metric,
  member,
  finer.at AS at,
  environment, release, layer,
  sum(finer.observations) AS observations,
  sum(finer.weight) AS weight,
  sum(finer.failed_weight) AS failed_weight,
  sum(finer.value_sum) AS value_sum,
  min(finer.value_min) AS value_min,
  max(finer.value_max) AS value_max,
  sumMap(finer.bins) AS bins
FROM rollup_10s{{local}} AS finer
ARRAY JOIN
  ['app'] AS slice,
  [''] AS member
WHERE finer.at >= toDateTime({{cutover}}, 'UTC')
GROUP BY app, slice, metric, member, at, environment, release, layer;

CREATE TABLE IF NOT EXISTS slices_1m{{local}}{{on_cluster}}
(
  app LowCardinality(String),
  -- The dimension that is kept beside environment, release and layer: `app` for none.
  slice LowCardinality(String),
  metric LowCardinality(String),
  -- Its value.
  member LowCardinality(String),
  at DateTime('UTC') CODEC(Delta, ZSTD(1)),
  environment LowCardinality(String),
  release LowCardinality(String),
  layer LowCardinality(String),
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
PRIMARY KEY (app, slice, metric, member, at)
ORDER BY (app, slice, metric, member, at, environment, release, layer)
TTL toDateTime(at) + toIntervalSecond(2592000)
SETTINGS
  {{deduplication_window}} = 10000,
  ttl_only_drop_parts = 1,
  materialize_ttl_recalculate_only = 1,
  -- One member over a month is some hundred rows: small granules keep its neighbours unread.
  index_granularity = 128,
  min_bytes_for_wide_part = 1073741824;

CREATE MATERIALIZED VIEW IF NOT EXISTS slices_1m_view{{on_cluster}} TO slices_1m{{local}} AS
SELECT
  app,
  slice,
  metric,
  member,
  finer.at AS at,
  environment, release, layer,
  sum(finer.observations) AS observations,
  sum(finer.weight) AS weight,
  sum(finer.failed_weight) AS failed_weight,
  sum(finer.value_sum) AS value_sum,
  min(finer.value_min) AS value_min,
  max(finer.value_max) AS value_max,
  sumMap(finer.bins) AS bins
FROM rollup_1m{{local}} AS finer
ARRAY JOIN
  ['app', 'route'] AS slice,
  ['', toString(finer.route)] AS member
WHERE finer.at >= toDateTime({{cutover}}, 'UTC')
GROUP BY app, slice, metric, member, at, environment, release, layer;

CREATE TABLE IF NOT EXISTS slices_1h{{local}}{{on_cluster}}
(
  app LowCardinality(String),
  -- The dimension that is kept beside environment, release and layer: `app` for none.
  slice LowCardinality(String),
  metric LowCardinality(String),
  -- Its value.
  member LowCardinality(String),
  at DateTime('UTC') CODEC(Delta, ZSTD(1)),
  environment LowCardinality(String),
  release LowCardinality(String),
  layer LowCardinality(String),
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
PARTITION BY toYYYYMM(at)
PRIMARY KEY (app, slice, metric, member, at)
ORDER BY (app, slice, metric, member, at, environment, release, layer)
TTL toDateTime(at) + toIntervalSecond(34128000)
SETTINGS
  {{deduplication_window}} = 10000,
  ttl_only_drop_parts = 1,
  materialize_ttl_recalculate_only = 1,
  -- One member over a month is some hundred rows: small granules keep its neighbours unread.
  index_granularity = 128,
  min_bytes_for_wide_part = 1073741824;

CREATE MATERIALIZED VIEW IF NOT EXISTS slices_1h_view{{on_cluster}} TO slices_1h{{local}} AS
SELECT
  app,
  slice,
  metric,
  member,
  finer.at AS at,
  environment, release, layer,
  sum(finer.observations) AS observations,
  sum(finer.weight) AS weight,
  sum(finer.failed_weight) AS failed_weight,
  sum(finer.value_sum) AS value_sum,
  min(finer.value_min) AS value_min,
  max(finer.value_max) AS value_max,
  sumMap(finer.bins) AS bins
FROM rollup_1h{{local}} AS finer
ARRAY JOIN
  [
    'app', 'route', 'subject', 'source', 'device', 'browser', 'country', 'connection', 'status_class', 'instance'
  ] AS slice,
  [
    '', toString(finer.route), toString(finer.subject), toString(finer.source), toString(finer.device),
    toString(finer.browser), toString(finer.country), toString(finer.connection), toString(finer.status_class),
    toString(finer.instance)
  ] AS member
WHERE finer.at >= toDateTime({{cutover}}, 'UTC')
GROUP BY app, slice, metric, member, at, environment, release, layer;

CREATE TABLE IF NOT EXISTS slices_1d{{local}}{{on_cluster}}
(
  app LowCardinality(String),
  -- The dimension that is kept beside environment, release and layer: `app` for none.
  slice LowCardinality(String),
  metric LowCardinality(String),
  -- Its value.
  member LowCardinality(String),
  at DateTime('UTC') CODEC(Delta, ZSTD(1)),
  environment LowCardinality(String),
  release LowCardinality(String),
  layer LowCardinality(String),
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
PARTITION BY toYear(at)
PRIMARY KEY (app, slice, metric, member, at)
ORDER BY (app, slice, metric, member, at, environment, release, layer)
TTL toDateTime(at) + toIntervalSecond(34128000)
SETTINGS
  {{deduplication_window}} = 10000,
  ttl_only_drop_parts = 1,
  materialize_ttl_recalculate_only = 1,
  -- One member over a month is some hundred rows: small granules keep its neighbours unread.
  index_granularity = 128,
  min_bytes_for_wide_part = 1073741824;

CREATE MATERIALIZED VIEW IF NOT EXISTS slices_1d_view{{on_cluster}} TO slices_1d{{local}} AS
SELECT
  app,
  slice,
  metric,
  member,
  toStartOfDay(finer.at, 'UTC') AS at,
  environment, release, layer,
  sum(finer.observations) AS observations,
  sum(finer.weight) AS weight,
  sum(finer.failed_weight) AS failed_weight,
  sum(finer.value_sum) AS value_sum,
  min(finer.value_min) AS value_min,
  max(finer.value_max) AS value_max,
  sumMap(finer.bins) AS bins
FROM slices_1h{{local}} AS finer
GROUP BY app, slice, metric, member, at, environment, release, layer;

-- Views that hang side by side run in any order, so that none of them is sure to be the last: when a block is in all tables,
-- the storage itself adds a row that counts nothing, and only says when.
ALTER TABLE freshness{{local}}{{on_cluster}}
MODIFY COLUMN newest_stored_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')) DEFAULT now64(3, 'UTC');
