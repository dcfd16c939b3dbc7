"""Memory: what a site's cursor remembers of its sitemaps and pages, within bounds whatever the site lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Self

from civicbeat.sources.cursors import moment

MOST_SEEN = 4_000
"""Pages that are remembered, some 80 bytes each: two days of a site that publishes a page a minute."""

MOST_SITEMAPS = 1_000


def key(address: str) -> str:
    """A short key of an address."""
    return blake2b(address.encode("utf-8", "replace"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page that was dealt with: the change it had (seconds), when it was published (ISO 8601) and its digest."""

    changed: int
    published: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class SeenSitemap:
    """A sitemap that was read: its validators, when (seconds) and the latest change it listed (seconds)."""

    etag: str
    modified: str
    visited: int
    newest: int


@dataclass(slots=True)
class Memory:
    """What is known before a reading, and after it.

    Attributes:
        since: pages that changed later than this are news unless they are ``seen``.
        covered: the moment up to which readings have vouched.
        roots: the sitemaps where a reading starts, and when (ISO 8601) robots.txt named them.
        sitemaps: those read, by key; only one whose pages are all dealt with keeps its validators.
        seen: pages dealt with, by key.
        tries: how often a page could not be had, by key.
    """

    since: datetime
    covered: datetime
    roots: tuple[str, ...]
    roots_read: str
    sitemaps: dict[str, SeenSitemap]
    seen: dict[str, SeenPage]
    tries: dict[str, int]

    @classmethod
    def of(cls, cursor: Mapping[str, Any], start: datetime) -> Self:
        """What ``cursor`` remembers, from ``start`` where it is empty; what this program did not write is forgotten."""
        since = moment(cursor.get("since")) or start
        return cls(
            since,
            moment(cursor.get("covered")) or since,
            tuple(root for root in _list(cursor.get("roots")) if isinstance(root, str)),
            str(cursor.get("roots_read") or ""),
            {name: SeenSitemap(*value) for name, value in _rows(cursor.get("sitemaps"), (str, str, int, int))},
            {name: SeenPage(*value) for name, value in _rows(cursor.get("seen"), (int, str, str))},
            {name: value[0] for name, value in _rows(cursor.get("tries"), (int,))},
        )

    def as_cursor(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "since": self.since.isoformat(),
            "covered": self.covered.isoformat(),
            "roots": list(self.roots),
            "roots_read": self.roots_read,
            "sitemaps": {k: [s.etag, s.modified, s.visited, s.newest] for k, s in self.sitemaps.items()},
            "seen": {k: [p.changed, p.published, p.digest] for k, p in self.seen.items()},
            "tries": {k: [count] for k, count in self.tries.items()},
        }

    def trim(self) -> None:
        """Forgets what ``since`` makes needless, then the longest past; ``since`` moves so that it stays past."""
        by_change = sorted(self.seen.items(), key=lambda item: item[1].changed, reverse=True)
        if len(by_change) > MOST_SEEN:
            self.since = max(self.since, datetime.fromtimestamp(by_change[MOST_SEEN][1].changed, UTC))
        self.seen = {name: page for name, page in by_change[:MOST_SEEN] if page.changed > self.since.timestamp()}
        visited = sorted(self.sitemaps.items(), key=lambda item: item[1].visited, reverse=True)
        self.sitemaps = dict(visited[:MOST_SITEMAPS])
        self.tries = dict(list(self.tries.items())[-MOST_SEEN:])


def _list(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _rows(value: object, types: tuple[type, ...]) -> list[tuple[str, list[Any]]]:
    rows = [(str(name), _list(row)) for name, row in value.items()] if isinstance(value, dict) else []
    return [(name, row) for name, row in rows if tuple(type(part) for part in row) == types]
