"""Sieve: what becomes of each event of the stream, and the page that comes of many."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from civicbeat.records.errors import FormatChanged
from civicbeat.records.period import Period
from civicbeat.records.post import Post
from civicbeat.sources.bluesky.mapping import COLLECTION, KNOWN, post_of, taken
from civicbeat.sources.bluesky.memory import Memory
from civicbeat.sources.bluesky.wire import LARGEST
from civicbeat.sources.bluesky.words import Words
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.shape import skeleton, unknown

MOST_ITEMS = 500
"""Items of a page; a deleted account may add its posts to it."""
SECOND = 1_000_000
REWIND = 5 * SECOND
"""Microseconds that are heard again after a cut: the stream gives everything at least once only so."""
KEPT_THERE = 24 * 3_600 * SECOND
"""Microseconds a stream can surely be wound back; what is older may have been left out without a word."""
AHEAD = 3_600 * SECOND
MOST_GARBAGE = 20
"""Messages in a row that are no events, after which it is no Jetstream that talks."""
LEFT = frozenset(("deleted", "takendown", "deactivated"))


class Sieve:
    """Takes events, gives pages. What it remembers stands in each page's cursor."""

    def __init__(self, source: str, words: Words, languages: frozenset[str], cursor: Mapping[str, Any]) -> None:
        self._source, self._words, self._languages = source, words, languages
        self._memory = Memory(cursor.get("kept"))
        self._at, self._upto = _whole(cursor.get("time_us")), _whole(cursor.get("upto"))
        self._raws: list[dict[str, Any]] = []
        self._rejected: list[Rejected] = []
        self._unknown: Counter[str] = Counter()
        self._garbage = 0
        self._read_at = datetime.now(UTC)

    @property
    def full(self) -> bool:
        """Whether it is time for a page."""
        return len(self._raws) + len(self._rejected) >= MOST_ITEMS

    def since(self, first: int) -> int:
        """Where the stream is to be heard from (``time_us``); ``first`` hours ago where nothing was heard yet."""
        now = time.time_ns() // 1_000
        self._at = self._at or now - first * 3_600 * SECOND
        if now - self._at > KEPT_THERE:
            self._upto = 0  # what came in between cannot be vouched for
        return self._at - REWIND

    def take(self, message: bytes) -> None:
        """Keeps what is wanted of one message.

        Raises:
            FormatChanged: too many messages in a row were no events.
        """
        event = _event(message)
        if event is None:
            self._set_aside(message)
            return
        self._garbage = 0
        at = event["time_us"]
        if event.get("kind") == "commit":
            self._commit(event, at)
        elif event.get("kind") == "account":
            self._account(event, at)
        self._at = max(self._at, at) if self._upto else at  # at first the stream's clock takes over from ours
        self._upto = self._upto or at

    def page(self) -> Page:
        """What was kept since the last page."""
        # later than the page before to the store's millisecond: else a deletion would not count as newer
        self._read_at = max(datetime.now(UTC), self._read_at + timedelta(milliseconds=1))
        read_at = self._read_at.isoformat()
        raws: tuple[Raw, ...] = tuple({**raw, "read_at": read_at} for raw in self._raws)
        covers = Period(_moment(self._upto), _moment(self._at)) if 0 < self._upto < self._at else None
        self._upto = self._at if self._upto else 0
        cursor = {"time_us": self._at, "upto": self._upto, "kept": str(self._memory), "not_before": ""}
        page = Page(raws, cursor, covers, tuple(self._rejected), unknown=dict(self._unknown))
        self._raws, self._rejected, self._unknown = [], [], Counter()
        return page

    def _commit(self, event: Mapping[str, Any], at: int) -> None:
        commit, did = event.get("commit"), event.get("did")
        if not isinstance(commit, dict) or commit.get("collection") != COLLECTION or not isinstance(did, str):
            return
        key, record, operation = commit.get("rkey"), commit.get("record"), commit.get("operation")
        if not isinstance(key, str):
            return
        if operation == "create" and self._memory.knows(did, key):
            return  # heard before a cut
        if operation in ("create", "update") and self._wanted(record):
            self._unknown.update(unknown([record], KNOWN))
            raw = {**taken(did, key, record, at), "where": f"event {at}"}
            self._raws.append(raw)
            if isinstance(post_of({**raw, "read_at": self._read_at.isoformat()}, self._source), Post):
                self._memory.keep(did, key)
                return
        if operation in ("update", "delete") and self._memory.drop(did, key):
            self._gone(did, key, at)

    def _account(self, event: Mapping[str, Any], at: int) -> None:
        account, did = event.get("account"), event.get("did")
        if isinstance(account, dict) and account.get("active") is False and isinstance(did, str):
            for key in self._memory.drop_all(did) if account.get("status") in LEFT else ():
                self._gone(did, key, at)

    def _wanted(self, record: object) -> bool:
        if not isinstance(record, dict) or not isinstance(text := record.get("text"), str):
            return False
        langs, tags = record.get("langs"), record.get("tags")
        if self._languages:
            declared = langs if isinstance(langs, list) else []
            if not any(isinstance(lang, str) and lang.lower().split("-")[0] in self._languages for lang in declared):
                return False
        if isinstance(tags, list) and tags:
            text = " #".join((text, *(tag for tag in tags if isinstance(tag, str))))
        return self._words.said_in(text)

    def _gone(self, did: str, key: str, at: int) -> None:
        self._raws.append({"did": did, "key": key, "time_us": at, "deleted": True, "where": f"event {at}"})

    def _set_aside(self, message: bytes) -> None:
        where = f"after event {self._at}"
        if len(message) > LARGEST:
            self._rejected.append(Rejected(where, "too-large", "The event is larger than 1 MiB."))
            return
        self._rejected.append(Rejected(where, "not-an-event", "The message is no event of the stream."))
        self._garbage += 1
        if self._garbage >= MOST_GARBAGE:
            raise FormatChanged(
                "The stream's messages are no events.", do="Check that it is a Jetstream.", sample=_shape(message)
            )


def _event(message: bytes) -> dict[str, Any] | None:
    """The event in a message; ``None`` if it is too large, no object, or of a time that cannot be."""
    if len(message) > LARGEST:
        return None
    try:
        event = orjson.loads(message)
    except orjson.JSONDecodeError:
        return None
    at = event.get("time_us") if isinstance(event, dict) else None
    believable = type(at) is int and 0 < at <= time.time_ns() // 1_000 + AHEAD
    return event if believable else None


def _shape(message: bytes) -> object:
    try:
        return skeleton(orjson.loads(message))
    except orjson.JSONDecodeError:
        return skeleton(message)


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**60 else 0


def _moment(micros: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
