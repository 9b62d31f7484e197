-- Which migrations ran. Several processes may record the same one.
CREATE TABLE IF NOT EXISTS schema_migrations
(
  name String,
  applied_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(applied_at)
ORDER BY name
