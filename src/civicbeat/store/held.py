"""Held: all that the store holds of some posts, for whom they are about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from civicbeat.store.client import Clients
from civicbeat.store.stored import SCALE

_ROWS = """SELECT id, source, platform, kind, institution, url, text, published_at, collected_at, keep_until,
    declared_language, language, language_confidence, sentiment, p_negative, p_neutral, p_positive, themes, places,
    likes, replies, shares, reach, media, tags, latitude, longitude, person != 0 AS coded
FROM posts FINAL WHERE toDate(published_at) IN (SELECT day FROM identities WHERE id IN {ids:Array(UInt64)})
    AND id IN {ids:Array(UInt64)} AND gone = 0 AND keep_until > now() ORDER BY published_at, id"""
_IDS = """SELECT DISTINCT id FROM posts FINAL
WHERE toDate(published_at) IN (SELECT day FROM identities WHERE id IN {ids:Array(UInt64)})
    AND id IN {ids:Array(UInt64)} AND gone = 0 AND keep_until > now()"""
AT_ONCE = 20_000
_SHARES = ("language_confidence", "p_negative", "p_neutral", "p_positive")
_LISTS = ("themes", "places", "media", "tags")
_FOREVER = 2100
"""The year in which posts leave that may be kept for as long as the institution wants."""


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A stored post with every column that says something about it or its author.

    Attributes:
        text, url, latitude, longitude: as they were masked before they were stored.
        keep_until: when it leaves by itself; ``None`` where the place it comes from sets no term.
        language_confidence, p_negative, p_neutral, p_positive: 0 to 1.
        themes, places: ids.
        likes, replies, shares, reach: ``None`` where the source does not tell.
        coded: whether a code stands in place of the author, who may not be an institution.
    """

    id: int
    source: str
    platform: str
    kind: str
    institution: str
    url: str
    text: str
    published_at: datetime
    collected_at: datetime
    keep_until: datetime | None
    declared_language: str
    language: str
    language_confidence: float
    sentiment: str
    p_negative: float
    p_neutral: float
    p_positive: float
    themes: tuple[str, ...]
    places: tuple[str, ...]
    likes: int | None
    replies: int | None
    shares: int | None
    reach: int | None
    media: tuple[str, ...]
    tags: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    coded: bool


def held(clients: Clients, ids: Sequence[int]) -> tuple[HeldPost, ...]:
    """What is held of the posts with ``ids``, in the order of their time; those that are gone are not among them."""
    if not ids:
        return ()
    return tuple(_held(row) for row in clients.arrow(_ROWS, {"ids": list(ids)}).to_pylist())


def still_held(clients: Clients, ids: Iterable[int]) -> frozenset[int]:
    """Those of ``ids`` whose posts stand: neither erased, nor gone at their source, nor past their term."""
    wanted = sorted(set(ids))
    found: set[int] = set()
    for start in range(0, len(wanted), AT_ONCE):
        found.update(row[0] for row in clients.rows(_IDS, {"ids": wanted[start : start + AT_ONCE]}))
    return frozenset(found)


def _held(row: dict[str, Any]) -> HeldPost:
    shares = {name: row[name] / SCALE for name in _SHARES}
    lists = {name: tuple(row[name]) for name in _LISTS}
    until = datetime.fromtimestamp(row["keep_until"], UTC)
    term = None if until.year >= _FOREVER else until
    return HeldPost(**{**row, **shares, **lists, "keep_until": term, "coded": bool(row["coded"])})
