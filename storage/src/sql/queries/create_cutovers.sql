-- When what a migration brings begins to count. The first row of a name holds, whatever comes later.
CREATE TABLE IF NOT EXISTS cutovers{{on_cluster}}
(
  name String,
  at DateTime('UTC'),
  decided_at DateTime64(6, 'UTC') DEFAULT now64(6, 'UTC')
)
ENGINE = {{everywhere}}
ORDER BY name
SETTINGS {{deduplication_window}} = 100
