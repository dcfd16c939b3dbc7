"""Api: Meta's Graph API, asked with the token of a page; what its errors mean and how much of its limit is used."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from civicbeat.records.errors import FormatChanged, SourceError, SourceRefused, SourceUnreachable
from civicbeat.sources import keys
from civicbeat.sources.api import listed
from civicbeat.sources.contract import Raw
from civicbeat.sources.reading import count, items, value, word
from civicbeat.sources.web import AskedToWait, NotFound, Web

MOST_ANSWERS = 200
"""Answers about one list."""
MOST_USED = 90
"""Per cent of Meta's limit, after which nothing is asked for a while."""
REST = timedelta(minutes=30)
LONGEST_REST = timedelta(days=1)

_EXPIRED = ("102", "190")
_BUSY = ("4", "17", "32", "613", "80001", "80002")
_GONE = ("21", "803")
_UNREADABLE = "100"
_NOT_THERE = "code-100-33"


@dataclass(slots=True)
class Graph:
    """The questions of one reading.

    Attributes:
        base: address with the version.
        key: name of the key under which the page's access token is kept.
        web: how addresses are asked.
        asked: answers so far.
        cut: how many lists were longer than ``MOST_ANSWERS``.
        rests_until: when Meta may be asked again; ``None`` while its limit is far.
    """

    base: str
    key: str
    web: Web
    asked: int = 0
    cut: int = 0
    rests_until: datetime | None = field(default=None, init=False)

    def get(self, path: str, query: Mapping[str, object]) -> dict[str, Any]:
        """The object at ``path``; the token goes in a header, so that no address carries it.

        Raises:
            SettingError: the token is missing.
            SourceError: Meta did not deliver; see ``meaning``.
        """
        if self.rests_until is not None:
            raise AskedToWait("Meta's limit is nearly used up.", until=self.rests_until, do="It is tried again then.")
        given = urlencode({name: part for name, part in query.items() if part not in ("", None)})
        try:
            secret = {"Authorization": f"Bearer {keys.key(self.key)}"}
            found = self.web.get(f"{self.base.rstrip('/')}/{path}?{given}", headers=secret)
        except SourceError as error:
            raise meaning(error) from error
        self.asked, self.rests_until = self.asked + 1, rest(found.headers)
        try:
            told = json.loads(found.body)
        except (ValueError, RecursionError) as error:
            raise FormatChanged("The answer is not JSON.", do="Check that the API has not moved.") from error
        return told if isinstance(told, dict) else {}

    def edge(self, path: str, query: Mapping[str, object], after: str = "") -> Iterator[list[Raw]]:
        """The answers about a list, after the place ``after``.

        The address that Meta gives for the next carries the token and is not used.

        Raises:
            SourceError: as for ``get``.
        """
        for _ in range(MOST_ANSWERS):
            told = self.get(path, {**query, "after": after})
            yield listed(told, "data")
            before, after = after, following(told)
            if after in ("", before):
                return
        self.cut += 1

    def by_id(self, ids: Sequence[str], fields: str) -> dict[str, Raw | None]:
        """The objects with ``ids``, ``None`` for those that are gone; one that cannot be judged is missing.

        Meta refuses a whole question for one id that is gone; then each half is asked for.
        """
        if not ids:
            return {}
        try:
            told = self.get("", {"ids": ",".join(ids), "fields": fields})
        except SourceUnreachable as error:
            if not isinstance(error, NotFound) and error.reason != f"code-{_UNREADABLE}":
                raise
            if len(ids) == 1:
                return {ids[0]: None} if isinstance(error, NotFound) else {}
            half = len(ids) // 2
            return {**self.by_id(ids[:half], fields), **self.by_id(ids[half:], fields)}
        return {one: told[one] for one in ids if isinstance(told.get(one), Mapping)}


def following(told: Any) -> str:
    """Where a list goes on; empty at its end."""
    return word(told, "paging.cursors.after") if value(told, "paging.next") else ""


def meaning(error: SourceError) -> SourceError:
    """``error`` as a person understands it, by Meta's number of it (developers.facebook.com, *Handling Errors*)."""
    number = error.reason.split("-")[1] if error.reason.startswith("code-") else ""
    if number in _EXPIRED:
        return SourceRefused("The page's access token is no longer valid.", do="Make a new one and set it as its key.")
    if number in _BUSY:
        until = datetime.now(UTC) + REST
        return AskedToWait("Meta's limit is used up.", until=until, do="It is tried again later.")
    if number in ("3", "10") or (len(number) == 3 and number[0] == "2"):
        return SourceRefused(
            "The page's access token may not read this.", do="Grant it the permissions that about.md of graph names."
        )
    if number in _GONE or error.reason == _NOT_THERE:
        return NotFound("Meta knows no such page, post or comment.", do="Check the page's number.")
    return error


def rest(headers: Mapping[str, str]) -> datetime | None:
    """Until when nothing may be asked, since Meta's limit is nearly used up; ``None`` while it is far."""
    waits = [
        max(timedelta(minutes=count(figures, "estimated_time_to_regain_access") or 0), REST)
        for figures in _figures(headers)
        if max(_percent(figures, name) for name in ("call_count", "total_time", "total_cputime")) >= MOST_USED
    ]
    return datetime.now(UTC) + min(max(waits), LONGEST_REST) if waits else None


def _figures(headers: Mapping[str, str]) -> Iterator[Any]:
    """What is used of each limit: of the app, and of each business case by the page's number."""
    for name in ("x-app-usage", "x-business-use-case-usage"):
        try:
            told = json.loads(headers.get(name, "{}"))
        except (ValueError, RecursionError):
            continue
        yield told
        for owner in told if isinstance(told, dict) else ():
            yield from items({"of": told[owner]}, "of")


def _percent(figures: Any, name: str) -> float:
    found = value(figures, name)
    return found if isinstance(found, int | float) and not isinstance(found, bool) else 0
