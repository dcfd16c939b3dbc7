CREATE TABLE coverage (
    `source` LowCardinality(String),
    `start` DateTime64(3, 'UTC'),
    `end` DateTime64(3, 'UTC'),
    `posts` UInt64,
    `status` LowCardinality(String),
    `reason` String,
    `noted_at` DateTime64(3, 'UTC'))
ENGINE = MergeTree
ORDER BY (source, start)
SETTINGS index_granularity = 8192;

CREATE TABLE daily_counts (
    `day` Date,
    `what` LowCardinality(String),
    `key` String CODEC(ZSTD(1)),
    `posts` UInt32 CODEC(T64, ZSTD(1)),
    `stories` UInt32 CODEC(T64, ZSTD(1)),
    `people` UInt32 CODEC(T64, ZSTD(1)),
    `fingerprint` UInt64 CODEC(ZSTD(1)))
ENGINE = MergeTree
PARTITION BY day
ORDER BY (what, key)
SETTINGS old_parts_lifetime = 30, index_granularity = 8192;

CREATE TABLE daily_counts_new (
    `day` Date,
    `what` LowCardinality(String),
    `key` String CODEC(ZSTD(1)),
    `posts` UInt32 CODEC(T64, ZSTD(1)),
    `stories` UInt32 CODEC(T64, ZSTD(1)),
    `people` UInt32 CODEC(T64, ZSTD(1)),
    `fingerprint` UInt64 CODEC(ZSTD(1)))
ENGINE = MergeTree
PARTITION BY day
ORDER BY (what, key)
SETTINGS old_parts_lifetime = 30, index_granularity = 8192;

CREATE TABLE day_terms (
    `day` Date,
    `leaves_at` DateTime('UTC'),
    `counted_at` DateTime64(6, 'UTC'))
ENGINE = ReplacingMergeTree(counted_at)
ORDER BY day
SETTINGS index_granularity = 8192;

CREATE TABLE days (
    `day` Date,
    `changed_at` SimpleAggregateFunction(max, DateTime64(6, 'UTC')),
    `counted_at` SimpleAggregateFunction(max, DateTime64(6, 'UTC')))
ENGINE = AggregatingMergeTree
ORDER BY day
SETTINGS index_granularity = 8192;

CREATE TABLE dead_letters (
    `id` UInt64,
    `source` LowCardinality(String),
    `reason` String,
    `cursor` String,
    `buried_at` DateTime64(3, 'UTC'),
    `posts` Array(UInt64),
    `batch` String,
    `keep_until` DateTime('UTC') DEFAULT toDateTime(buried_at) + toIntervalDay(180),
    `keep_for` UInt32,
    `from_reading` UInt8)
ENGINE = MergeTree
ORDER BY id
TTL keep_until
SETTINGS old_parts_lifetime = 30, index_granularity = 8192, merge_with_ttl_timeout = 3600;

CREATE TABLE erased (
    `id` UInt64,
    `erased_at` DateTime64(3, 'UTC'))
ENGINE = ReplacingMergeTree(erased_at)
ORDER BY id
SETTINGS index_granularity = 8192;

CREATE TABLE figure_keys (
    `made_at` DateTime64(6, 'UTC'),
    `value` String)
ENGINE = MergeTree
ORDER BY made_at
SETTINGS index_granularity = 8192;

CREATE TABLE identities (
    `id` UInt64 CODEC(Delta(8), ZSTD(1)),
    `day` Date,
    `noted_at` DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `keep_until` DateTime('UTC') DEFAULT toDateTime(4102444800, 'UTC'))
ENGINE = ReplacingMergeTree(noted_at)
ORDER BY id
TTL keep_until
SETTINGS index_granularity = 512, old_parts_lifetime = 30, merge_with_ttl_timeout = 3600;

CREATE TABLE posts (
    `id` UInt64,
    `source` LowCardinality(String),
    `platform` LowCardinality(String),
    `published_at` DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `collected_at` DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `gone` UInt8,
    `keep_until` DateTime('UTC'),
    `person` UInt64 CODEC(ZSTD(1)),
    `text` String CODEC(ZSTD(3)),
    `institution` LowCardinality(String),
    `url` String CODEC(ZSTD(3)),
    `kind` LowCardinality(String),
    `parent` UInt64 CODEC(ZSTD(1)),
    `thread` UInt64 CODEC(ZSTD(1)),
    `likes` Nullable(UInt32) CODEC(ZSTD(1)),
    `replies` Nullable(UInt32) CODEC(ZSTD(1)),
    `shares` Nullable(UInt32) CODEC(ZSTD(1)),
    `reach` Nullable(UInt32) CODEC(ZSTD(1)),
    `media` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `tags` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `latitude` Nullable(Float32) CODEC(ZSTD(1)),
    `longitude` Nullable(Float32) CODEC(ZSTD(1)),
    `declared_language` LowCardinality(String),
    `language` LowCardinality(String),
    `language_confidence` UInt8 CODEC(ZSTD(1)),
    `sentiment` LowCardinality(String),
    `p_negative` UInt8 CODEC(ZSTD(1)),
    `p_neutral` UInt8 CODEC(ZSTD(1)),
    `p_positive` UInt8 CODEC(ZSTD(1)),
    `themes` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `places` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `story` UInt64 CODEC(ZSTD(1)),
    `words` String ALIAS concat(lowerUTF8(text), if(isValidASCII(text), '', concat(' ꙮ ', translateUTF8(lowerUTF8(removeDiacriticsUTF8(text)), 'đð', 'dd')))),
    `quarter` UInt32 MATERIALIZED intDiv(toUnixTimestamp(published_at), 900) CODEC(ZSTD(1)),
    `theme_set` LowCardinality(String) MATERIALIZED arrayStringConcat(themes, '\n') CODEC(ZSTD(1)),
    `place_set` LowCardinality(String) MATERIALIZED arrayStringConcat(places, '\n') CODEC(ZSTD(1)),
    INDEX by_theme themes TYPE text(tokenizer = 'array') GRANULARITY 100000000,
    INDEX by_place places TYPE text(tokenizer = 'array') GRANULARITY 100000000,
    INDEX by_time published_at TYPE minmax GRANULARITY 1,
    INDEX by_word words TYPE text(tokenizer = splitByRegexp('[^\\p{L}\\p{M}\\p{N}_]+'), posting_list_codec = 'bitpacking', support_phrase_search = 1) GRANULARITY 100000000)
ENGINE = ReplacingMergeTree(collected_at)
PARTITION BY toYYYYMM(published_at)
ORDER BY (toDate(published_at), source, id)
TTL keep_until
SETTINGS old_parts_lifetime = 30, merge_with_ttl_timeout = 3600, non_replicated_deduplication_window = 100, index_granularity = 8192, allow_experimental_text_index_phrase_search = 1, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;

CREATE TABLE redrawn (
    `person` UInt64,
    `code` UInt64)
ENGINE = Join(ANY, LEFT, person)
SETTINGS persistent = 0;

CREATE TABLE schema_migrations (
    `name` String,
    `done_at` DateTime64(3, 'UTC'))
ENGINE = ReplacingMergeTree
ORDER BY name
SETTINGS index_granularity = 8192;

CREATE TABLE standing (
    `source` LowCardinality(String),
    `id` UInt64,
    `sealed` String CODEC(NONE),
    `seen_at` DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `gone` UInt8,
    `keep_until` DateTime('UTC'))
ENGINE = ReplacingMergeTree(seen_at)
ORDER BY (source, id)
TTL keep_until
SETTINGS old_parts_lifetime = 30, merge_with_ttl_timeout = 3600, index_granularity = 8192;

CREATE TABLE unsettled (
    `month` UInt32,
    `changed_at` SimpleAggregateFunction(max, DateTime64(6, 'UTC')),
    `settled_at` SimpleAggregateFunction(max, DateTime64(6, 'UTC')))
ENGINE = AggregatingMergeTree
ORDER BY month
SETTINGS index_granularity = 8192;
