-- Posts a day by word, theme, place and story; days are those of Ho Chi Minh City. Recomputed as a whole when a day changed.
CREATE TABLE daily_counts (
    day Date,
    what LowCardinality(String),
    key String CODEC(ZSTD(1)),
    posts UInt32 CODEC(T64, ZSTD(1)),
    stories UInt32 CODEC(T64, ZSTD(1)),
    people UInt32 CODEC(T64, ZSTD(1)),
    fingerprint UInt64 CODEC(NONE)
)
ENGINE = MergeTree
PARTITION BY day
ORDER BY (what, key)
SETTINGS old_parts_lifetime = 30;

-- Where a day is recomputed before it replaces the old one.
CREATE TABLE daily_counts_new AS daily_counts;

-- Days whose posts changed after they were last counted.
CREATE TABLE days (
    day Date,
    changed_at SimpleAggregateFunction(max, DateTime64(6, 'UTC')),
    counted_at SimpleAggregateFunction(max, DateTime64(6, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY day;
