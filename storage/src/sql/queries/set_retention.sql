ALTER TABLE {{table}}{{on_cluster}} MODIFY TTL toDateTime(at) + toIntervalSecond({{seconds}})
