-- What figures read instead of wider columns: the quarter of an hour since 1970 (every zone's hours and days are whole
-- quarters), and the themes and places of a post as one word each, which is read four times as fast as a list.
ALTER TABLE posts
    ADD COLUMN quarter UInt32 MATERIALIZED intDiv(toUnixTimestamp(published_at), 900) CODEC(ZSTD(1)),
    ADD COLUMN theme_set LowCardinality(String) MATERIALIZED arrayStringConcat(themes, '\n') CODEC(ZSTD(1)),
    ADD COLUMN place_set LowCardinality(String) MATERIALIZED arrayStringConcat(places, '\n') CODEC(ZSTD(1));

ALTER TABLE posts
    MATERIALIZE COLUMN quarter, MATERIALIZE COLUMN theme_set, MATERIALIZE COLUMN place_set SETTINGS mutations_sync = 1;
