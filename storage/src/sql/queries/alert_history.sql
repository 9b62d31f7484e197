-- Transitions of one app's alerts, newest first.
SELECT id, incident_id, app, budget_id, state, toUnixTimestamp64Milli(at), value, target, toFloat64(events)
FROM
(
  SELECT *
  FROM alert_transitions
  WHERE app = {app:String} AND at >= fromUnixTimestamp64Milli({from:Int64}) AND at < fromUnixTimestamp64Milli({to:Int64})
  ORDER BY inserted_at
  LIMIT 1 BY id
)
ORDER BY at DESC, inserted_at DESC
LIMIT {limit:UInt32}
