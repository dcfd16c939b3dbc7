"""Standing: which posts may be asked for again at their source, and when each was last seen there.

The id a post has at its source is kept sealed, and leaves with the post: when it is gone, erased or expired.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa

from civicbeat.store.client import Clients

_FOREVER = 2**32 - 1
_WAITING = """SELECT id, base64Encode(sealed), seen_at FROM standing FINAL
WHERE source = {source:String} AND gone = 0 AND keep_until > now() AND seen_at < {before:DateTime64(3, 'UTC')}
    AND (seen_at, id) > ({after:DateTime64(3, 'UTC')}, {last:UInt64})
ORDER BY seen_at, id LIMIT {most:UInt64}"""
_LATELY = """SELECT id, base64Encode(sealed), seen_at FROM standing FINAL
WHERE source = {source:String} AND gone = 0 AND keep_until > now() ORDER BY seen_at DESC, id LIMIT {most:UInt64}"""
_OF = """SELECT id, source, base64Encode(sealed) FROM standing FINAL
WHERE id IN {ids:Array(UInt64)} AND gone = 0 AND keep_until > now()"""
_SEALED = """SELECT DISTINCT substring(sealed, 1, 7) FROM standing FINAL
WHERE gone = 0 AND keep_until > now() AND sealed != ''"""
_ENDS = """SELECT id, toUnixTimestamp(keep_until) FROM standing FINAL
WHERE source = {source:String} AND id IN {ids:Array(UInt64)}"""
_NEVER = "1970-01-01 00:00:00.000"
_MOMENT = "%Y-%m-%d %H:%M:%S.%f"


@dataclass(frozen=True, slots=True)
class Standing:
    """A post as it was last seen at its source.

    Attributes:
        id: of the post.
        sealed: the id it has at its source, sealed; empty when it is gone there.
        seen_at: when it was last read.
        keep_until: when it expires; ``None`` for when the institution wants.
    """

    id: int
    sealed: bytes
    seen_at: datetime
    keep_until: datetime | None = None


def note(clients: Clients, source: str, seen: Sequence[Standing], *, ends_stay: bool = False) -> None:
    """Remembers posts of ``source`` as they were seen; those without a sealed id are gone and asked for no more."""
    if not seen:
        return
    before = _ends(clients, source, [one.id for one in seen]) if ends_stay else {}
    ends = (_FOREVER if one.keep_until is None else int(one.keep_until.timestamp()) for one in seen)
    until = [min(end, before.get(one.id, _FOREVER)) for one, end in zip(seen, ends, strict=True)]
    rows = {
        "source": pa.array([source] * len(seen)),
        "id": pa.array([one.id for one in seen], pa.uint64()),
        "sealed": pa.array([one.sealed for one in seen], pa.binary()),
        "seen_at": pa.array([one.seen_at for one in seen], pa.timestamp("ms", "UTC")),
        "gone": pa.array([int(not one.sealed) for one in seen], pa.uint8()),
        "keep_until": pa.array(until, pa.uint32()),
    }
    clients.insert("standing", pa.table(rows))


def _ends(clients: Clients, source: str, ids: Sequence[int]) -> dict[int, int]:
    return {number: end for number, end in clients.rows(_ENDS, {"source": source, "ids": list(ids)})}  # noqa: C416


def waiting(
    clients: Clients, source: str, before: datetime, most: int, after: Standing | None = None
) -> tuple[Standing, ...]:
    """Up to ``most`` posts of ``source`` last seen ``before``, the longest unseen first, going on after ``after``."""
    bound = {
        "source": source,
        "before": before.astimezone(UTC).strftime(_MOMENT)[:-3],
        "after": after.seen_at.astimezone(UTC).strftime(_MOMENT)[:-3] if after else _NEVER,
        "last": after.id if after else 0,
        "most": most,
    }
    rows = clients.rows(_WAITING, bound)
    return tuple(Standing(number, base64.b64decode(sealed), seen_at) for number, sealed, seen_at in rows)


def lately(clients: Clients, source: str, most: int) -> tuple[Standing, ...]:
    """Up to ``most`` posts of ``source`` that were seen last, the newest first."""
    rows = clients.rows(_LATELY, {"source": source, "most": most})
    return tuple(Standing(number, base64.b64decode(sealed), seen_at) for number, sealed, seen_at in rows)


def of(clients: Clients, ids: Sequence[int]) -> dict[int, tuple[str, bytes]]:
    """Source and sealed id there of the posts with ``ids`` that can be asked for again."""
    rows = clients.rows(_OF, {"ids": list(ids)})
    return {number: (source, base64.b64decode(sealed)) for number, source, sealed in rows}


def sealed_months(clients: Clients) -> frozenset[str]:
    """The months (``YYYY-MM``) with whose keys something is sealed: a sealed id begins with its month."""
    return frozenset(str(month) for [month] in clients.rows(_SEALED))
