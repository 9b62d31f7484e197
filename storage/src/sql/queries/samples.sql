-- Single measurements of one metric.
SELECT
  toUnixTimestamp64Milli(at), value, weight, failed, trace_id, session_id, batch_id, event_index, attributes,
  {{dimensions}}
FROM measurements
WHERE app = {app:String} AND metric = {metric:String}
  AND at >= fromUnixTimestamp64Milli({from:Int64}) AND at < fromUnixTimestamp64Milli({to:Int64}){{conditions}}
ORDER BY {{order}}
LIMIT {limit:UInt32}
