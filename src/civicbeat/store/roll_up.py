"""Roll-up: posts a day by word, theme and place, counted anew for every day that changed or of which a post expired.

A day is counted as a whole from the rows that count (``FINAL`` where a month may hold a post twice) and put in place
of the old count in one step, so that edits and repeats never count twice (a materialized view would count them so).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import RLock

import pyarrow as pa

from civicbeat.records.period import CITY_ZONE
from civicbeat.records.scope import SMALLEST_GROUP
from civicbeat.store.bound import Binder
from civicbeat.store.client import Clients
from civicbeat.store.pieces import Months, in_months, number

SLOWLY = timedelta(hours=6)
"""A day whose posts expire one after the other is counted anew so often."""
LATE = timedelta(minutes=2)
"""How long after it started a write of another process may still add posts to a day it marked."""

_CHANGED = """SELECT day FROM days GROUP BY day HAVING max(changed_at) >= max(counted_at)
UNION DISTINCT
SELECT day FROM day_terms FINAL
WHERE leaves_at <= toDateTime({now:UInt32}, 'UTC')
    AND counted_at <= toDateTime64({now:UInt32} - {slowly:UInt32}, 6, 'UTC')
ORDER BY day"""
_WORDS = "arrayDistinct(tokens(lowerUTF8(text), 'splitByRegexp', '[^\\\\p{L}\\\\p{M}\\\\p{N}_]+'))"
_KINDS = {"word": _WORDS, "theme": "themes", "place": "places"}
_HELD = f"""{{months}} AND gone = 0 AND keep_until > toDateTime({{now:UInt32}}, 'UTC')
    AND toDate(published_at) BETWEEN {{day:Date}} - 1 AND {{day:Date}} + 1
    AND toDate(published_at, '{CITY_ZONE}') = {{day:Date}}"""
_COUNT = f"""INSERT INTO daily_counts_new SELECT {{day:Date}}, {{what:String}}, key, count(),
    uniqExactIf(story, story != 0) + countIf(story = 0), uniqExactIf(person, person != 0) AS people,
    if(people >= {SMALLEST_GROUP}, sum(id), 0)
FROM {{posts}} ARRAY JOIN {{keys}} AS key WHERE {_HELD} AND NOT match(key, '^[0-9_]*$') GROUP BY key"""
_TERM = f"""INSERT INTO day_terms SELECT {{day:Date}}, if(count() = 0, toDateTime(4102444800, 'UTC'), min(keep_until)),
    toDateTime64({{now:UInt32}}, 6, 'UTC') FROM {{posts}} WHERE {_HELD}"""


def roll_up(clients: Clients, ask_months: Callable[[], Months], guard: RLock) -> int:
    """Counts every changed day anew and gives how many there were.

    Args:
        clients: the store.
        ask_months: gives what is known of its months.
        guard: held by whoever writes: what was written before the counting started is in it.
    """
    with guard:
        started = datetime.now(UTC)
        months = ask_months()  # a write that unsettles one later marks its days after ``started``
        bound = {"now": months.now, "slowly": int(SLOWLY.total_seconds())}
        changed = [row[0] for row in clients.rows(_CHANGED, bound)]
    if not clients.embedded:
        started -= LATE
    for day in changed:
        _count(clients, months, day)
        _done(clients, day, started)
    return len(changed)


def _count(clients: Clients, months: Months, day: date) -> None:
    clients.order("ALTER TABLE daily_counts_new DROP PARTITION {day:Date}", {"day": day})
    bind = Binder()
    touched = {number(day + timedelta(days=n)) for n in (-1, 0, 1)}
    posts = "posts FINAL" if months.unsettled & touched else "posts"
    within = in_months(sorted(map(str, touched)), bind)
    counted, term = (sql.replace("{posts}", posts).replace("{months}", within) for sql in (_COUNT, _TERM))
    bound = bind.values | {"day": day, "now": months.now}
    for what, keys in _KINDS.items():
        clients.order(counted.replace("{keys}", keys), bound | {"what": what})
    clients.order(term, bound)
    clients.order(
        "ALTER TABLE daily_counts REPLACE PARTITION {day:Date} FROM daily_counts_new",
        {"day": day},
        allow_replace_partition_from_empty_source=1,  # a day may have lost all its posts
    )
    clients.order("ALTER TABLE daily_counts_new DROP PARTITION {day:Date}", {"day": day})


def _done(clients: Clients, day: date, started: datetime) -> None:
    never = datetime.fromtimestamp(0, UTC)
    row = {
        "day": pa.array([day], pa.date32()),
        "changed_at": pa.array([never], pa.timestamp("us", "UTC")),
        "counted_at": pa.array([started], pa.timestamp("us", "UTC")),
    }
    clients.insert("days", pa.table(row))
