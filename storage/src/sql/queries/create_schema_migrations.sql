-- Which migrations ran. Several processes may record the same one.
CREATE TABLE IF NOT EXISTS schema_migrations{{on_cluster}}
(
  name String,
  applied_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = {{everywhere_replacing}}
ORDER BY name
