-- Texts of reported errors, beside their error.count measurements.
CREATE TABLE IF NOT EXISTS errors{{local}}{{on_cluster}}
(
  app LowCardinality(String),
  environment LowCardinality(String),
  release LowCardinality(String),
  route LowCardinality(String),
  source LowCardinality(String),
  at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  inserted_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  kind LowCardinality(String),
  name LowCardinality(String),
  message String CODEC(ZSTD(1)),
  stack String CODEC(ZSTD(1)),
  fingerprint String CODEC(ZSTD(1)),
  weight Float64 CODEC(ZSTD(1)),
  batch_id String CODEC(ZSTD(1)),
  event_index UInt16 CODEC(T64, ZSTD(1)),
  trace_id String CODEC(ZSTD(1))
)
ENGINE = {{replicated}}MergeTree
PARTITION BY toYYYYMMDD(at)
ORDER BY (app, fingerprint, at)
TTL toDateTime(at) + toIntervalSecond(604800)
SETTINGS
  {{deduplication_window}} = 10000,
  ttl_only_drop_parts = 1,
  materialize_ttl_recalculate_only = 1,
  -- Wide parts only when they are merged column by column: all at once takes buffers of 2 MB a stream.
  min_bytes_for_wide_part = 67108864,
  vertical_merge_algorithm_min_rows_to_activate = 8192;
