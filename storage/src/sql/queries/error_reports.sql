-- The newest reports of one group of errors.
SELECT
  toUnixTimestamp64Milli(at), kind, name, message, stack, environment, release, route, source, weight, trace_id,
  session_id, batch_id, event_index
FROM errors
WHERE app = {app:String} AND fingerprint = {fingerprint:String}
  AND at >= fromUnixTimestamp64Milli({from:Int64}) AND at < fromUnixTimestamp64Milli({to:Int64}){{conditions}}
ORDER BY at DESC
LIMIT {limit:UInt32}
