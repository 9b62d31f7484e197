-- Deletions of an app, newest first, with the last step that each took.
SELECT
  max(step),
  id,
  argMin(asked_by, step),
  argMin(kind, step),
  toUnixTimestamp64Milli(min(at)) AS asked_at,
  toUnixTimestamp64Milli(anyLast(before)),
  argMin(session_digest, step),
  toFloat64(argMin(measurements, step)),
  toFloat64(argMin(events, step)),
  toFloat64(argMin(errors, step)),
  toFloat64(argMin(rollup_rows, step)),
  toUnixTimestamp64Milli(max(at))
FROM deletions
WHERE app = {app:String}{{conditions}}
GROUP BY id
ORDER BY asked_at DESC, id
LIMIT {limit:UInt32}
