-- Seconds after which rows of each table are dropped, as the server has them.
SELECT name, engine_full
FROM system.tables
WHERE database = currentDatabase() AND name IN {tables:Array(String)}
