-- A page of errors that are alike. Texts are read for the page alone, see error_parts.
SELECT
  fingerprint,
  sum(weight) AS total_weight,
  toFloat64(count()),
  toFloat64(uniqIf(session_id, session_id != '')),
  toUnixTimestamp64Milli(min(at)),
  toUnixTimestamp64Milli(max(at)) AS last_seen,
  toFloat64(count() OVER ())
FROM errors
WHERE app = {app:String}
  AND at >= fromUnixTimestamp64Milli({from:Int64}) AND at < fromUnixTimestamp64Milli({to:Int64}){{conditions}}
GROUP BY fingerprint
ORDER BY {{order}}
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
