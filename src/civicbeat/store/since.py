"""Since: what was erased here or deleted at its source after a backup was begun holds for what it brings back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from civicbeat.records.period import CITY_ZONE
from civicbeat.store.client import Clients
from civicbeat.store.erase import AT_ONCE, erase, from_dead_letters
from civicbeat.store.settle import Settler
from civicbeat.store.write import Writer, mark

_THERE = f"""SELECT DISTINCT toDate(published_at, '{CITY_ZONE}'), toYYYYMM(published_at)
FROM posts WHERE id IN {{ids:Array(UInt64)}}"""
_GONE_POSTS = """INSERT INTO posts (id, source, platform, published_at, collected_at, gone, keep_until, kind)
SELECT id, source, platform, published_at, {now:DateTime64(3, 'UTC')}, 1, keep_until, kind FROM posts FINAL
WHERE id IN {ids:Array(UInt64)} AND gone = 0"""
_GONE_STANDING = """INSERT INTO standing (source, id, sealed, seen_at, gone, keep_until)
SELECT source, id, '', {now:DateTime64(3, 'UTC')}, 1, keep_until FROM standing FINAL
WHERE id IN {ids:Array(UInt64)} AND gone = 0"""
_IDENTITIES = """INSERT INTO identities (id, day, noted_at) SELECT id, toDate(published_at), {now:DateTime64(3, 'UTC')}
FROM posts WHERE id IN {ids:Array(UInt64)}"""
_LEFT = """SELECT DISTINCT id FROM (SELECT id FROM posts UNION ALL SELECT id FROM standing
    UNION ALL SELECT arrayJoin(posts) AS id FROM dead_letters) WHERE id IN (SELECT id FROM erased)"""


@dataclass(frozen=True, slots=True)
class Since:
    """What happened after a backup was begun.

    Attributes:
        began: when it was begun.
        erased: ids of posts that were ever erased.
        gone: ids of posts that were deleted at their source since.
    """

    began: datetime
    erased: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Held:
    """How many posts a backup brought back that had been ``erased`` or were ``gone``, and are so again."""

    erased: int
    gone: int


def make_gone(clients: Clients, months: Settler, ids: Collection[int]) -> int:
    """Makes the posts with ``ids`` gone, as if their source had said so now; gives how many there were."""
    before = _standing(clients, ids)
    now = datetime.now(UTC)
    for some in _slices(ids):
        found = clients.rows(_THERE, {"ids": some})
        months.mark({row[1] for row in found})
        mark(clients, sorted({row[0] for row in found}), now)
        bound = {"ids": some, "now": _written(now)}
        clients.order(_GONE_POSTS, bound)
        clients.order(_GONE_STANDING, bound)
        from_dead_letters(clients, some)
    months.written()
    return before - _standing(clients, ids)


def erase_again(clients: Clients, months: Settler, writer: Writer, ids: Collection[int]) -> int:
    """Erases the posts with ``ids`` that a backup brought back; gives how many there were.

    Also those that were being erased while the backup was read: it holds that they are, and some of their rows.
    """
    known = {row[0] for row in clients.rows("SELECT id FROM erased FINAL")}
    wanted = set(ids) - known | {row[0] for row in clients.rows(_LEFT)}
    for some in _slices(wanted):
        clients.order(_IDENTITIES, {"ids": some, "now": _written(datetime.now(UTC))})
    return erase(clients, months, writer, wanted)


def _standing(clients: Clients, ids: Collection[int]) -> int:
    counts = [
        clients.rows("SELECT count() FROM posts FINAL WHERE gone = 0 AND id IN {ids:Array(UInt64)}", {"ids": some})
        for some in _slices(ids)
    ]
    return sum(rows[0][0] for rows in counts)


def _slices(ids: Collection[int]) -> Iterator[Sequence[int]]:
    ordered = sorted(ids)
    return (ordered[start : start + AT_ONCE] for start in range(0, len(ordered), AT_ONCE))


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
