-- Changes of alert states. An id that was stored again (after the deduplication window) is one transition: queries
-- keep the row that came first.
CREATE TABLE IF NOT EXISTS alert_transitions{{local}}{{on_cluster}}
(
  id String,
  incident_id String,
  app LowCardinality(String),
  budget_id LowCardinality(String),
  state Enum8('firing' = 1, 'resolved' = 2),
  at DateTime64(3, 'UTC'),
  value Nullable(Float64),
  target Float64,
  events UInt64,
  inserted_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = {{replicated}}MergeTree
ORDER BY (app, budget_id, at)
SETTINGS {{deduplication_window}} = 10000;
