"""Withdrawn: posts that stand here no more, for those who hold an export that was made before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pyarrow as pa

from civicbeat.records.period import CITY_ZONE
from civicbeat.store.client import Clients

BATCH = 50_000
WITHDRAWN = pa.schema([("id", pa.uint64()), ("gone_at", pa.timestamp("ms", "UTC")), ("why", pa.string())])
"""``why``: ``gone`` at its source, or ``erased`` here."""

_ROWS = """SELECT id, gone_at, why FROM (
    SELECT id, collected_at AS gone_at, 'gone' AS why FROM posts FINAL
    WHERE gone != 0 AND collected_at >= {since:DateTime64(3, 'UTC')}
    UNION ALL
    SELECT id, erased_at AS gone_at, 'erased' AS why FROM erased FINAL WHERE erased_at >= {since:DateTime64(3, 'UTC')}
) WHERE (gone_at, id) > ({after:DateTime64(3, 'UTC')}, {last:UInt64}) ORDER BY gone_at, id LIMIT {most:UInt64}"""
_BY_MONTH = f"""SELECT toStartOfMonth(toDate(erased_at, '{CITY_ZONE}')), count() FROM erased FINAL GROUP BY 1"""
_FORM = "%Y-%m-%d %H:%M:%S.%f"


def withdrawn(clients: Clients, since: datetime) -> Iterator[pa.RecordBatch]:
    """Ids of posts that are gone or were erased ``since`` then, oldest first, in one or more batches of ``WITHDRAWN``.

    Only ids that exports hold: nothing tells what was said, or by whom.
    """
    after, last = datetime.fromtimestamp(0, since.tzinfo), 0
    while True:
        bound = {"since": _written(since), "after": _written(after), "last": last, "most": BATCH}
        rows = clients.rows(_ROWS, bound)
        columns = zip(*rows, strict=True) if rows else ((), (), ())
        yield pa.RecordBatch.from_arrays(
            [pa.array(column, field.type) for column, field in zip(columns, WITHDRAWN, strict=True)], schema=WITHDRAWN
        )
        if len(rows) < BATCH:
            return
        after, last = rows[-1][1], rows[-1][0]


def erased_by_month(clients: Clients) -> dict[date, int]:
    """How many posts were erased in each of the city's months, by its first day."""
    return {month: count for month, count in clients.rows(_BY_MONTH)}  # noqa: C416  # a row is a sequence


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(_FORM)[:-3]
