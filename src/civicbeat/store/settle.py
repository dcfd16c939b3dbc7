"""Settle: which months may hold a post in two rows, and how they are merged until they do not.

``FINAL`` makes a question slower (0010-one-table-newest-row.md), and only edits and deletions need it: a month is
marked before the first such row enters it, questions read marked months with ``FINAL``, and a month that has been quiet
for a while is merged into settled parts and the mark taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pyarrow as pa

from civicbeat.store.client import Clients
from civicbeat.store.pieces import Months

QUIET = timedelta(minutes=10)
LATEST = timedelta(hours=1)

_MONTHS = """SELECT month, max(changed_at) AS changed, max(settled_at) AS settled FROM unsettled
GROUP BY month HAVING changed >= settled"""
_NEVER = datetime.fromtimestamp(0, UTC)

REMEMBERED = timedelta(seconds=30)
_PARTS = """SELECT toUInt32(partition_id), toUnixTimestamp(min(delete_ttl_info_min)), sum(rows) FROM system.parts
WHERE database = currentDatabase() AND table = 'posts' AND active AND rows > 0 GROUP BY partition_id"""

_HOLED = "SELECT DISTINCT toUInt32(_partition_id) FROM posts WHERE gone != 0"


class Settler:
    """What is known of the months of one store.

    The unsettled ones are remembered in an embedded store, which has one owner; which months there are, and when the
    first post of each expires, is asked of the engine's own notes of its parts, after each write and every 30 seconds.
    A post that is gone unsettles its month for ``QUIET`` at least, so that the months that hold one need be asked for
    only twice in that time.
    """

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._clock: Callable[[], datetime] = partial(datetime.now, UTC)
        self._known: set[int] | None = None
        self._parts: tuple[datetime, Sequence[Sequence[Any]]] | None = None
        self._holed: tuple[datetime, set[int]] | None = None

    def mark(self, months: Iterable[int]) -> None:
        """Notes, before they are written, that ``months`` (YYYYMM) get rows of known posts or of ones that are gone."""
        marked = sorted(set(months))
        if marked:
            self._note(marked, datetime.now(UTC), _NEVER)
            self._known = self._unsettled() | set(marked)

    def months(self) -> Months:
        """What a question must know of the months now."""
        now = self._clock()
        parts = self._parts
        if parts is None or now - parts[0] > REMEMBERED:
            parts = (now, self._clients.rows(_PARTS))
            self._parts = parts
        unsettled = self._unsettled()
        holed = self._holed
        if holed is None or now - holed[0] > QUIET / 2:
            holed = (now, {row[0] for row in self._clients.rows(_HOLED)})
            self._holed = holed
        earliest = {month: first for month, first, _ in parts[1]}
        rows = {month: count for month, _, count in parts[1]}
        return Months(unsettled, holed[1], earliest, rows, int(now.timestamp()))

    def written(self) -> None:
        """Forgets what a write may have changed."""
        self._parts = None

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
        self._known = self._holed = None
        self.written()
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
