-- What was deleted on demand: who asked for it and when, never what it was. A deletion has a row for each step that it took.
CREATE TABLE IF NOT EXISTS deletions{{on_cluster}}
(
  id String,
  app LowCardinality(String),
  step Enum8('asked' = 1, 'begun' = 2, 'finished' = 3),
  -- Name of the token.
  asked_by LowCardinality(String),
  kind Enum8('app' = 1, 'session' = 2),
  -- Rows of earlier times only; null: of all times.
  before Nullable(DateTime64(3, 'UTC')),
  -- SHA-256 of the id of the visit, in hexadecimal, so that the id itself is kept nowhere; empty for an app.
  session_digest String,
  at DateTime64(3, 'UTC'),
  -- What there was when it was asked for.
  measurements UInt64,
  events UInt64,
  errors UInt64,
  rollup_rows UInt64
)
ENGINE = {{everywhere}}
ORDER BY (app, id)
SETTINGS {{deduplication_window}} = 1000;
