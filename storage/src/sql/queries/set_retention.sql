ALTER TABLE {{table}} MODIFY TTL toDateTime(at) + toIntervalSecond({{seconds}})
