-- One row a post. An edit is a row with a newer collected_at, a deletion a row that is gone; FINAL shows the newest.
-- `person` stands for whoever spoke in that month: the author's pseudonym; the story where no author is known; 0 where
-- an institution spoke (see docs/decisions/0012-small-groups.md). Probabilities are kept in steps of 1/250.
CREATE TABLE posts (
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
    -- The words as they stand and, unless the text is ASCII, the words without their accents: one index serves both.
    words String ALIAS concat(lowerUTF8(text), if(isValidASCII(text), '', concat(' ', translateUTF8(lowerUTF8(removeDiacriticsUTF8(text)), 'đð', 'dd')))),
    INDEX by_word words TYPE text(tokenizer = splitByRegexp('[^\\p{L}\\p{M}\\p{N}_]+'), posting_list_codec = 'bitpacking'),
    INDEX by_theme themes TYPE text(tokenizer = 'array'),
    INDEX by_place places TYPE text(tokenizer = 'array'),
    INDEX by_time published_at TYPE minmax
)
ENGINE = ReplacingMergeTree(collected_at)
PARTITION BY toYYYYMM(published_at)
ORDER BY (toDate(published_at), source, id)
TTL keep_until DELETE
SETTINGS old_parts_lifetime = 30, merge_with_ttl_timeout = 3600, non_replicated_deduplication_window = 100;

-- The day an id was first published: a source that later gives another time cannot double its post.
CREATE TABLE identities (
    id UInt64 CODEC(Delta, ZSTD(1)),
    day Date,
    noted_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(noted_at)
ORDER BY id
SETTINGS index_granularity = 512, old_parts_lifetime = 30;

-- Posts a person had erased: they are refused when a source gives them again.
CREATE TABLE erased (
    id UInt64,
    erased_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(erased_at)
ORDER BY id;
