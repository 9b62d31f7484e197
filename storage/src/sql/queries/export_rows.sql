-- Rows of one app, in no particular order: sorting them would take memory for every part of the table.
SELECT {{columns}}
FROM {{table}}{{final}}
WHERE app = {app:String}{{conditions}}
FORMAT {{format}}
