-- Months in which a post may stand in more than one row, because it was edited or deleted after they were last merged.
CREATE TABLE unsettled (
    month UInt32,
    changed_at SimpleAggregateFunction(max, DateTime64(6, 'UTC')),
    settled_at SimpleAggregateFunction(max, DateTime64(6, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY month;
