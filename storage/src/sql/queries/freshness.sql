-- What arrived so far, by app.
SELECT app, toFloat64(sum(stored_events)), toUnixTimestamp64Milli(max(newest_stored_at))
FROM freshness
GROUP BY app
ORDER BY app
