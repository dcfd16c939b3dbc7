-- While the codes of a month are drawn anew: which takes the place of which, in memory only, and soon gone (docs/decisions/0104).
CREATE TABLE redrawn (
    person UInt64,
    code UInt64
)
ENGINE = Join(ANY, LEFT, person)
SETTINGS persistent = 0;
