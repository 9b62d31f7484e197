-- The visit that a row belongs to, so that what is stored of it can be deleted; empty where there is none.
ALTER TABLE measurements{{local}}{{on_cluster}} ADD COLUMN IF NOT EXISTS session_id String DEFAULT '' CODEC(ZSTD(1));

ALTER TABLE errors{{local}}{{on_cluster}} ADD COLUMN IF NOT EXISTS session_id String DEFAULT '' CODEC(ZSTD(1));
