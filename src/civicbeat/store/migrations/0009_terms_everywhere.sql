-- What leads to a post leaves with it (docs/decisions/0105-what-is-held.md): the note of its id, and letters that wait.
ALTER TABLE identities ADD COLUMN keep_until DateTime('UTC') DEFAULT toDateTime(4102444800, 'UTC');

ALTER TABLE identities MODIFY TTL keep_until;

ALTER TABLE identities MODIFY SETTING merge_with_ttl_timeout = 3600;

INSERT INTO identities SELECT id, toDate(published_at), now64(3), keep_until FROM posts FINAL WHERE keep_until < toDateTime(4102444800, 'UTC');

-- A letter waits half a year at most, and no longer than its posts may be kept: so many seconds (0 for any time) after publication or reading.
ALTER TABLE dead_letters
    ADD COLUMN keep_until DateTime('UTC') DEFAULT toDateTime(buried_at) + INTERVAL 180 DAY,
    ADD COLUMN keep_for UInt32,
    ADD COLUMN from_reading UInt8;

ALTER TABLE dead_letters MODIFY TTL keep_until;

ALTER TABLE dead_letters MODIFY SETTING merge_with_ttl_timeout = 3600;

-- When the first post of a day expires: it is counted anew then, so that no count and no word of it outlives it.
CREATE TABLE day_terms (
    day Date,
    leaves_at DateTime('UTC'),
    counted_at DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree(counted_at)
ORDER BY day;

INSERT INTO day_terms SELECT toDate(published_at, 'Asia/Ho_Chi_Minh') AS day, min(keep_until), now64(6) FROM posts FINAL WHERE gone = 0 GROUP BY day;
