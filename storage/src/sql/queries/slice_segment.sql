-- The same of a slice, where everything that is not asked for is folded already. Its key finds what is asked for: to filter before
-- the other columns are read takes a tenth longer.
SELECT {{columns}}
FROM {{table}}
WHERE app = {app:String} AND slice = {{slice}} AND at >= toDateTime({{{from}}:UInt32}, 'UTC') AND at < toDateTime({{{to}}:UInt32}, 'UTC'){{conditions}}
SETTINGS optimize_move_to_prewhere = 0
