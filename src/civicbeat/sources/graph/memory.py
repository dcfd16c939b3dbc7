"""Memory: how a page's last posts stood when their comments were read, and which of them were newest.

The cursor holds numbers and dates only: of each post its mark, when it was written and when it was read; of comments
the newest, so that those that vanish are known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from civicbeat.sources.contract import Raw
from civicbeat.sources.graph.mapping import id_of, is_hidden
from civicbeat.sources.reading import moment, native_id, word

MOST_KNOWN = 500
"""Comments that are remembered."""

_LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)

Known = dict[str, str]
"""Native id → when it was written."""


def created(raw: Raw) -> datetime:
    """When ``raw`` was written; long ago where it does not say."""
    return moment(raw, "created_time") or moment(raw, "timestamp") or _LONG_AGO


def mark_of(cursor: Mapping[str, Any], post: Raw) -> str:
    """How ``post`` stood when it was read last; empty where it never was."""
    return _posts(cursor).get(native_id(post, "id"), ["", "", ""])[0]


def read_at(cursor: Mapping[str, Any], post: Raw) -> str:
    """When ``post`` was read last; empty, which is first of all, where it never was."""
    return _posts(cursor).get(native_id(post, "id"), ["", "", ""])[2]


def under(cursor: Mapping[str, Any], post: Raw) -> Known:
    """The remembered comments under ``post``."""
    return {native: at for native, at in _known(cursor).items() if native.startswith(f"{native_id(post, 'id')}:")}


def lost(before: Known, stand: Sequence[Raw]) -> list[Raw]:
    """What was remembered and does not stand any more."""
    there = {id_of(comment) for comment in stand}
    return [_gone(native, at) for native, at in before.items() if native not in there]


def noted(cursor: Mapping[str, Any], post: Raw, mark: str, stand: Sequence[Raw], now: datetime) -> dict[str, Any]:
    """The cursor once ``post`` and the comments that ``stand`` under it are read."""
    state = [mark, created(post).isoformat(), now.isoformat()]
    seen = {id_of(comment): created(comment).isoformat() for comment in stand if not is_hidden(comment)}
    before = under(cursor, post)
    known = {**{native: at for native, at in _known(cursor).items() if native not in before}, **seen}
    newest = sorted(known, key=lambda native: known[native])[-MOST_KNOWN:]
    return {
        **cursor,
        "posts": {**_posts(cursor), native_id(post, "id"): state},
        "known": {native: known[native] for native in newest},
    }


def without_lost(cursor: Mapping[str, Any], posts: Sequence[Raw], *, whole: bool) -> tuple[dict[str, Any], list[Raw]]:
    """The cursor without the posts that are listed no more, and those of them that are gone with their comments.

    ``posts`` are the page's last, ``whole`` if none of these is missing. What is older than they are is forgotten; an
    empty list deletes nothing, for so answers a page that is hidden for a while, too.
    """
    before, known = _posts(cursor), _known(cursor)
    if not posts or not whole:
        return dict(cursor), []
    there, oldest = {native_id(post, "id") for post in posts}, min(created(post) for post in posts)
    left = {native for native in before if native not in there}
    gone = {native for native in left if (moment({"at": before[native][1]}, "at") or _LONG_AGO) >= oldest}
    kept = {native: at for native, at in known.items() if native.partition(":")[0] not in left}
    fates = [_gone(native, before[native][1]) for native in gone]
    fates += [_gone(native, at) for native, at in known.items() if native.partition(":")[0] in gone]
    return {**cursor, "posts": {key: before[key] for key in before if key in there}, "known": kept}, fates


def _gone(native: str, at: str) -> Raw:
    post, _, own = native.rpartition(":")
    return {"id": own, "of": post, "created_time": at, "gone": True}


def _posts(cursor: Mapping[str, Any]) -> dict[str, list[str]]:
    found = cursor.get("posts")
    if not isinstance(found, dict):
        return {}
    return {key: list(state) for key, state in found.items() if isinstance(state, list) and len(state) == 3}


def _known(cursor: Mapping[str, Any]) -> Known:
    found = cursor.get("known")
    return {key: word(found, key) for key in found} if isinstance(found, dict) else {}
