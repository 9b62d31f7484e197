-- Newest transition of every alert.
SELECT id, incident_id, app, budget_id, state, toUnixTimestamp64Milli(at), value, target, toFloat64(events)
FROM
(
  SELECT *
  FROM alert_transitions
  ORDER BY inserted_at
  LIMIT 1 BY id
)
ORDER BY app, budget_id, at DESC, inserted_at DESC
LIMIT 1 BY app, budget_id
