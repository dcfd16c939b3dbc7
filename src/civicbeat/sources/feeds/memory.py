"""Memory: what a feed's cursor remembers of the entries that stand in it, so that dates stay and only news comes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any

from civicbeat.sources.contract import Raw
from civicbeat.sources.feeds.documents import Document

Seen = dict[str, list[str]]
"""Key of an entry → when it was published (ISO 8601) and a digest of what it said."""


def key(entry: Raw) -> str:
    """A short key of an entry's id."""
    return blake2b(str(entry["id"]).encode(), digest_size=8).hexdigest()


def seen_in(cursor: Mapping[str, Any]) -> Seen:
    """What ``cursor`` remembers; entries that are not as this program writes them are forgotten."""
    seen = cursor.get("seen")
    if not isinstance(seen, dict):
        return {}
    return {name: list(value) for name, value in seen.items() if isinstance(value, list | tuple) and len(value) == 2}


def news(document: Document, seen: Seen, now: datetime) -> tuple[list[Raw], Seen]:
    """Entries that are new or edited, each with the moment it keeps, and what to remember of all that stand.

    The moment is the one first seen: an editor's later date never moves a post. An entry without a date, or with one in
    the future, is dated when it was first seen (its own last change, if it tells that).
    """
    fresh: list[Raw] = []
    kept: Seen = {}
    for number, entry in enumerate(document.entries, 1):
        name = key(entry)
        if name in kept:
            continue  # twice in one feed
        published = seen[name][0] if name in seen else _first_date(entry, now)
        digest = _digest(entry)
        kept[name] = [published, digest]
        if name not in seen or seen[name][1] != digest:
            fresh.append({**entry, "published": published, "where": f"entry {number}"})
    return fresh, kept


def _first_date(entry: Raw, now: datetime) -> str:
    given = str(entry["published"] or entry["updated"])
    return given if given and datetime.fromisoformat(given) <= now else now.isoformat()


def _digest(entry: Raw) -> str:
    said = "\x1f".join(str(entry[name]) for name in ("title", "body", "link"))
    return blake2b(said.encode(), digest_size=8).hexdigest()
