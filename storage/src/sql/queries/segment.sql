-- One rollup's part of a time range; several are put together by UNION ALL.
SELECT {{columns}}
FROM {{table}}
WHERE app = {app:String} AND at >= toDateTime({{{from}}:UInt32}, 'UTC') AND at < toDateTime({{{to}}:UInt32}, 'UTC'){{conditions}}
