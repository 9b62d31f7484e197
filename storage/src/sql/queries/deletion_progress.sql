-- What is left to do of some deletions: parts of tables, and what ClickHouse failed at last.
SELECT extract(command, {pattern:String}) AS id, toFloat64(sum(parts_to_do)), max(latest_fail_reason)
FROM {{mutations}}
WHERE database = {database:String} AND NOT is_done AND id IN {ids:Array(String)}
GROUP BY id
