SELECT name, toUnixTimestamp(argMin(at, decided_at))
FROM cutovers
GROUP BY name
