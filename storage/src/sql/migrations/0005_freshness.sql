-- What arrived so far, by app. It hangs on the last rollup, so that a row here is never ahead of the rollups.
CREATE TABLE IF NOT EXISTS freshness{{local}}{{on_cluster}}
(
  app LowCardinality(String),
  stored_events SimpleAggregateFunction(sum, UInt64),
  newest_stored_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = {{replicated}}AggregatingMergeTree
ORDER BY app
SETTINGS {{deduplication_window}} = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS freshness_view{{on_cluster}} TO freshness{{local}} AS
SELECT
  app,
  sum(coarsest.event_count) AS stored_events,
  max(now64(3, 'UTC')) AS newest_stored_at
FROM rollup_1h{{local}} AS coarsest
GROUP BY app;
