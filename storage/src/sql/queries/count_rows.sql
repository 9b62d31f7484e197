-- Rows of one app in a table.
SELECT toFloat64(count()), toFloat64({{events}})
FROM {{table}}
WHERE app = {app:String}{{conditions}}
