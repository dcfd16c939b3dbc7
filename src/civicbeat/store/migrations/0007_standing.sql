-- How a post can be asked for again at its source, to learn whether it still stands: its id there, sealed with the key of
-- its month (docs/decisions/0061-what-became-of-a-post.md). Only of sources that can be asked.
CREATE TABLE standing (
    source LowCardinality(String),
    id UInt64,
    sealed String CODEC(NONE),
    seen_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    gone UInt8,
    keep_until DateTime('UTC')
)
ENGINE = ReplacingMergeTree(seen_at)
ORDER BY (source, id)
TTL keep_until DELETE
SETTINGS old_parts_lifetime = 30, merge_with_ttl_timeout = 3600;
