-- What reads, and inserts, reach the shards by.
CREATE OR REPLACE TABLE {{table}}{{on_cluster}} AS {{table}}{{local}}
ENGINE = Distributed('{{cluster}}', currentDatabase(), '{{table}}{{local}}'{{sharding_key}})
