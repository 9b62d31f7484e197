-- The same of a slice, where everything that is not asked for is folded already.
SELECT {{columns}}
FROM {{table}}
WHERE app = {app:String} AND slice = {{slice}} AND at >= toDateTime({{{from}}:UInt32}, 'UTC') AND at < toDateTime({{{to}}:UInt32}, 'UTC'){{conditions}}
