-- Whether anything was ever stored.
SELECT count() FROM (SELECT 1 FROM rollup_1h{{local}} LIMIT 1)
