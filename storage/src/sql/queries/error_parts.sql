-- What belongs to each of some groups of errors: newest text, heaviest routes and releases, weight by point in time.
WITH chosen AS
(
  SELECT fingerprint, at, weight, route, release
  FROM errors
  WHERE app = {app:String} AND fingerprint IN {fingerprints:Array(String)}
    AND at >= fromUnixTimestamp64Milli({from:Int64}) AND at < fromUnixTimestamp64Milli({to:Int64}){{conditions}}
)
SELECT 'newest', fingerprint, [toString(kind), toString(name), message] AS values, weight AS value_weight
FROM errors
WHERE app = {app:String} AND fingerprint IN {fingerprints:Array(String)}
  AND at IN arrayMap(ms -> fromUnixTimestamp64Milli(ms, 'UTC'), {last_seen:Array(Int64)}){{conditions}}
ORDER BY at DESC, batch_id, event_index
LIMIT 1 BY fingerprint
UNION ALL
SELECT 'route', fingerprint, [toString(route)] AS values, sum(weight) AS value_weight
FROM chosen
GROUP BY fingerprint, route
ORDER BY value_weight DESC, route
LIMIT {most:UInt32} BY fingerprint
UNION ALL
SELECT 'release', fingerprint, [toString(release)] AS values, sum(weight) AS value_weight
FROM chosen
GROUP BY fingerprint, release
ORDER BY value_weight DESC, release
LIMIT {most:UInt32} BY fingerprint
UNION ALL
SELECT
  'point',
  fingerprint,
  [toString(intDiv(toUnixTimestamp(at), {step:UInt32}) * {step:UInt32})] AS values,
  sum(weight) AS value_weight
FROM chosen
GROUP BY fingerprint, values
