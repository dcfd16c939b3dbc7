-- The table of posts anew: its word index knows where words stand, so that phrases are found without reading texts, and a
-- word between the two halves of a text keeps phrases from reaching from one into the other (0015-phrases-from-the-index.md).
DROP TABLE IF EXISTS posts_new SYNC;

CREATE TABLE posts_new (
    id UInt64,
    source LowCardinality(String),
    platform LowCardinality(String),
    published_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    collected_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    gone UInt8,
    keep_until DateTime('UTC'),
    person UInt64 CODEC(ZSTD(1)),
    text String CODEC(ZSTD(3)),
    institution LowCardinality(String),
    url String CODEC(ZSTD(3)),
    kind LowCardinality(String),
    parent UInt64 CODEC(ZSTD(1)),
    thread UInt64 CODEC(ZSTD(1)),
    likes Nullable(UInt32) CODEC(ZSTD(1)),
    replies Nullable(UInt32) CODEC(ZSTD(1)),
    shares Nullable(UInt32) CODEC(ZSTD(1)),
    reach Nullable(UInt32) CODEC(ZSTD(1)),
    media Array(LowCardinality(String)) CODEC(ZSTD(1)),
    tags Array(LowCardinality(String)) CODEC(ZSTD(1)),
    latitude Nullable(Float32) CODEC(ZSTD(1)),
    longitude Nullable(Float32) CODEC(ZSTD(1)),
    declared_language LowCardinality(String),
    language LowCardinality(String),
    language_confidence UInt8 CODEC(ZSTD(1)),
    sentiment LowCardinality(String),
    p_negative UInt8 CODEC(ZSTD(1)),
    p_neutral UInt8 CODEC(ZSTD(1)),
    p_positive UInt8 CODEC(ZSTD(1)),
    themes Array(LowCardinality(String)) CODEC(ZSTD(1)),
    places Array(LowCardinality(String)) CODEC(ZSTD(1)),
    story UInt64 CODEC(ZSTD(1)),
    quarter UInt32 MATERIALIZED intDiv(toUnixTimestamp(published_at), 900) CODEC(ZSTD(1)),
    theme_set LowCardinality(String) MATERIALIZED arrayStringConcat(themes, '\n') CODEC(ZSTD(1)),
    place_set LowCardinality(String) MATERIALIZED arrayStringConcat(places, '\n') CODEC(ZSTD(1)),
    words String ALIAS concat(lowerUTF8(text), if(isValidASCII(text), '', concat(' ꙮ ', translateUTF8(lowerUTF8(removeDiacriticsUTF8(text)), 'đð', 'dd')))),
    INDEX by_word words TYPE text(tokenizer = splitByRegexp('[^\\p{L}\\p{M}\\p{N}_]+'), posting_list_codec = 'bitpacking', support_phrase_search = 1),
    INDEX by_theme themes TYPE text(tokenizer = 'array'),
    INDEX by_place places TYPE text(tokenizer = 'array'),
    INDEX by_time published_at TYPE minmax
)
ENGINE = ReplacingMergeTree(collected_at)
PARTITION BY toYYYYMM(published_at)
ORDER BY (toDate(published_at), source, id)
TTL keep_until DELETE
SETTINGS allow_experimental_text_index_phrase_search = 1, old_parts_lifetime = 30,
    merge_with_ttl_timeout = 3600, non_replicated_deduplication_window = 100,
    -- A month in which nothing was written for an hour is merged into one part: each part costs every question some time.
    min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;

-- Small blocks, because the index of a block is built in memory.
INSERT INTO posts_new SELECT * FROM posts
SETTINGS max_threads = 1, max_insert_threads = 1, max_block_size = 50000, min_insert_block_size_rows = 50000, min_insert_block_size_bytes = 0;

EXCHANGE TABLES posts AND posts_new;

DROP TABLE posts_new SYNC;

-- Days of a word that fewer than ten people said are hidden whatever their fingerprint, which is then 0.
ALTER TABLE daily_counts MODIFY COLUMN fingerprint UInt64 CODEC(ZSTD(1));

ALTER TABLE daily_counts_new MODIFY COLUMN fingerprint UInt64 CODEC(ZSTD(1))
