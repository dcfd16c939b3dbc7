-- What each source reported on, and when it failed to.
CREATE TABLE coverage (
    source LowCardinality(String),
    start DateTime64(3, 'UTC'),
    end DateTime64(3, 'UTC'),
    posts UInt64,
    status LowCardinality(String),
    reason String,
    noted_at DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (source, start);

-- Masked batches an enricher could not take, as Arrow IPC.
CREATE TABLE dead_letters (
    id UInt64,
    source LowCardinality(String),
    reason String,
    cursor String,
    buried_at DateTime64(3, 'UTC'),
    posts Array(UInt64),
    batch String
)
ENGINE = MergeTree
ORDER BY id
SETTINGS old_parts_lifetime = 30;

-- The key of the small changes in figures (docs/decisions/0012-small-groups.md); the oldest row counts.
CREATE TABLE figure_keys (
    made_at DateTime64(6, 'UTC'),
    value String
)
ENGINE = MergeTree
ORDER BY made_at;
