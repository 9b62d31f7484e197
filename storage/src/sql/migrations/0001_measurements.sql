-- One row a measured number. Empty strings stand for "not known".
CREATE TABLE IF NOT EXISTS measurements{{local}}{{on_cluster}}
(
  app LowCardinality(String),
  environment LowCardinality(String),
  release LowCardinality(String),
  metric LowCardinality(String),
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
  at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  inserted_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  value Float64 CODEC(ZSTD(1)),
  -- Computed by binOf of protocol/, the only place that knows the formula.
  bin Int16 CODEC(T64, ZSTD(1)),
  weight Float64 CODEC(ZSTD(1)),
  failed UInt8 CODEC(ZSTD(1)),
  -- 1 on the first measurement of an event, 0 on its others.
  event_count UInt8 CODEC(ZSTD(1)),
  batch_id String CODEC(ZSTD(1)),
  event_index UInt16 CODEC(T64, ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  attributes String CODEC(ZSTD(1))
)
ENGINE = {{replicated}}MergeTree
PARTITION BY toYYYYMMDD(at)
ORDER BY (app, metric, at)
TTL toDateTime(at) + toIntervalSecond(604800)
SETTINGS
  {{deduplication_window}} = 10000,
  ttl_only_drop_parts = 1,
  materialize_ttl_recalculate_only = 1,
  -- Wide parts only when they are merged column by column: all at once takes buffers of 2 MB a stream.
  min_bytes_for_wide_part = 67108864,
  vertical_merge_algorithm_min_rows_to_activate = 8192;
