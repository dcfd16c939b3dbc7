"""Settle: which months may hold a post in two rows, and how they are merged until they do not.

``FINAL`` makes a question four times as slow, and only edits and deletions need it: a month is marked before the first
such row enters it, questions that touch a marked month use ``FINAL``, and a month that has been quiet for a while is
merged into settled parts and the mark taken back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from civicbeat.records.period import Period
from civicbeat.store.client import Clients

QUIET = timedelta(minutes=10)
LATEST = timedelta(hours=1)

_MONTHS = """SELECT month, max(changed_at) AS changed, max(settled_at) AS settled FROM unsettled
GROUP BY month HAVING changed >= settled"""
_NEVER = datetime.fromtimestamp(0, UTC)


class Months:
    """The unsettled months of one store; in an embedded one, which has one owner, they are remembered."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._known: set[int] | None = None

    def mark(self, months: Iterable[int]) -> None:
        """Notes, before the rows are written, that ``months`` (YYYYMM) get further rows of known posts."""
        marked = sorted(set(months))
        if marked:
            self._note(marked, datetime.now(UTC), _NEVER)
            self._known = self._unsettled() | set(marked)

    def table(self, period: Period) -> str:
        """What a question about ``period`` reads: each post once."""
        first, last = (moment.year * 100 + moment.month for moment in (period.start, period.end))
        return "posts FINAL" if any(first <= month <= last for month in self._unsettled()) else "posts"

    def settle(self, quiet: timedelta = QUIET) -> int:
        """Merges the months that are quiet, or unsettled for long, and gives how many; intake goes on meanwhile."""
        now = datetime.now(UTC)
        settled = 0
        for month, changed, before in self._clients.rows(_MONTHS):
            if now - changed < quiet and now - before < LATEST:
                continue
            self._clients.order(f"OPTIMIZE TABLE posts PARTITION {int(month)} FINAL", mutations_sync=2)
            self._note([month], _NEVER, now)
            settled += 1
        self._known = None
        return settled

    def _unsettled(self) -> set[int]:
        if self._known is None or not self._clients.embedded:
            self._known = {row[0] for row in self._clients.rows(_MONTHS)}
        return self._known

    def _note(self, months: list[int], changed: datetime, settled: datetime) -> None:
        moment = pa.timestamp("us", "UTC")
        row = {
            "month": pa.array(months, pa.uint32()),
            "changed_at": pa.array([changed] * len(months), moment),
            "settled_at": pa.array([settled] * len(months), moment),
        }
        self._clients.insert("unsettled", pa.table(row))
