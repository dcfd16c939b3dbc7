"""Hearing: what becomes of a stream's events, and of what the timeline tells after each connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from civicbeat.records.post import Post
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.mastodon import window
from civicbeat.sources.mastodon.api import is_status
from civicbeat.sources.mastodon.timeline import Timeline

MOST_HEARD = 1_500
"""Statuses that are remembered, so that their deletion and withdrawal can follow and none is told twice."""
MOST_ITEMS = 200

ToPost = Callable[[Raw], Post | Rejected]


class Hearing:
    """Takes events and gives pages. Everything it remembers stands in each page's cursor.

    ``heard`` there holds the last statuses as the timeline's window holds them: id → date, date of edit, and why it was
    set aside (empty: it was kept). Nothing names an author.
    """

    def __init__(self, timeline: Timeline, to_post: ToPost, cursor: Mapping[str, Any]) -> None:
        self._timeline, self._to_post = timeline, to_post
        self._cursor = dict(cursor)
        self._heard = window.known_in(cursor, "heard")
        self._raws: list[Raw] = []
        self._rejected: list[Rejected] = []
        self._read_at = datetime.now(UTC)
        self._count = 0

    @property
    def full(self) -> bool:
        """Whether it is time for a page."""
        return len(self._raws) + len(self._rejected) >= MOST_ITEMS

    def catch_up(self) -> Iterator[Page]:
        """What the timeline gained while nobody listened, as the kind without a stream reads it.

        Raises:
            SourceError: the server did not deliver.
        """
        if self._raws or self._rejected:  # before a cursor says that they were heard
            yield self.page()
        for page in self._timeline.pages(self._cursor, self._now()):
            self._cursor = dict(page.cursor)
            raws = [raw for raw in page.raws if raw.get("deleted") is True or self._state(raw) != self._known(raw)]
            yield Page(tuple(map(self._note, raws)), self._kept(), page.covers)

    def take(self, name: str, data: bytes) -> None:
        """Keeps one event; kinds that do not tell of statuses are passed over."""
        self._count += 1
        if name == "delete":
            self._gone(data.decode("utf-8", "replace").strip())
        elif name in ("update", "status.update"):
            self._status(data)

    def page(self) -> Page:
        """What was kept since the last page. It vouches for nothing: the next catching up does."""
        read_at = self._now().isoformat()
        page = Page(tuple({**raw, "read_at": read_at} for raw in self._raws), self._kept(), None, tuple(self._rejected))
        self._raws, self._rejected = [], []
        return page

    def _status(self, data: bytes) -> None:
        where = f"event {self._count} of the stream"
        try:
            status = orjson.loads(data)
        except orjson.JSONDecodeError:
            status = None
        if not is_status(status):
            self._rejected.append(Rejected(where, "not-a-status", "The event holds no status."))
            return
        stored = self._heard.get(status["id"], ["", "", "-"])[2] == ""
        raw = {"deleted": False, **status, "stored": stored, "read_at": self._read_at.isoformat(), "where": where}
        self._raws.append(self._note(raw))
        if not self._cursor.get("newest"):  # the timeline was empty: all that comes now comes after nothing
            self._cursor["newest"] = status["id"]
        known = {**window.known_in(self._cursor, "known"), **window.states([raw])}
        self._cursor["known"] = {key: known[key] for key in sorted(known, key=window.order)[-window.MOST :]}

    def _gone(self, native_id: str) -> None:
        published, _, reason = self._heard.pop(native_id, ["", "", "-"])
        if not reason:
            gone = {"id": native_id, "created_at": published, "deleted": True}
            self._raws.append({**gone, "where": f"event {self._count} of the stream"})
        for name in ("known", "missing"):
            kept = window.known_in(self._cursor, name)
            kept.pop(native_id, None)
            self._cursor[name] = kept

    def _note(self, raw: Raw) -> Raw:
        """``raw``, remembered; with what is said of it here about earlier readings."""
        native_id = raw["id"]
        if raw.get("deleted") is True:
            self._heard.pop(native_id, None)
            return raw
        if self._heard.pop(native_id, ["", "", "-"])[2] == "":
            raw = {**raw, "stored": True}
        self._heard[native_id] = self._state(raw)
        if len(self._heard) > MOST_HEARD:
            del self._heard[next(iter(self._heard))]
        return raw

    def _state(self, raw: Raw) -> list[str]:
        """As the window keeps it, but with every reason to set it aside."""
        made = self._to_post({**raw, "stored": False})
        reason = made.reason if isinstance(made, Rejected) else ""
        return [str(raw.get("created_at") or ""), str(raw.get("edited_at") or ""), reason]

    def _known(self, raw: Raw) -> list[str] | None:
        return self._heard.get(raw["id"])

    def _kept(self) -> dict[str, Any]:
        return {**self._cursor, "heard": dict(self._heard)}

    def _now(self) -> datetime:
        """Later than the moment before to the store's millisecond: else a deletion would not count as newer."""
        self._read_at = max(datetime.now(UTC), self._read_at + timedelta(milliseconds=1))
        return self._read_at
