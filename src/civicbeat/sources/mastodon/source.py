"""Mastodon: what people publish to everybody on a server, or anywhere it knows of under a hashtag."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

from civicbeat.records.errors import SettingError, SourceError, SourceRefused
from civicbeat.records.period import Period
from civicbeat.records.post import Post
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.cursors import moment, patient
from civicbeat.sources.mastodon import window
from civicbeat.sources.mastodon.api import Api
from civicbeat.sources.mastodon.mapping import StatusReader
from civicbeat.sources.naming import must_be_name
from civicbeat.sources.options import Option
from civicbeat.sources.policy import Policy
from civicbeat.sources.web import Gone, NotFound, Web

MOST_PAGES = 25
"""Answers of one reading about the time since the last; what is left is read the next time."""
MOST_ASKED = 10
"""Statuses that are missing and asked for one by one in a reading; the others wait for the next."""

_TAG = re.compile(r"[\w·]{1,100}$")

POLICY = Policy(
    terms="Each server's own rules (its page /about); its public API is read without a key, and robots.txt is obeyed.",
    terms_read=date(2026, 11, 22),
    may_store="Public statuses of people whose profile allows search and does not ask programs to stay away.",
    deletion="The last 40 statuses are compared at every reading; what the server no longer has or shows is deleted.",
    requests_per_minute=30,
)


@dataclass(frozen=True)
class MastodonSource:
    """Reads a server's local public timeline, or its timeline of a hashtag.

    Attributes:
        server: the server's address, for example ``https://mastodon.example``.
        name: registered name, for example ``mastodon.example``.
        tag: a hashtag without ``#``; empty for the local public timeline.
        web: how addresses are asked.

    Raises:
        SettingError: the server, the name or the tag is not one.
    """

    server: str
    name: str
    tag: str = ""
    web: Web = field(default_factory=lambda: Web(pause=60 / POLICY.requests_per_minute))
    kind: str = field(default="mastodon", init=False)
    policy: Policy = field(default=POLICY, init=False)
    options: ClassVar[tuple[Option, ...]] = (
        Option("server", "Address of the server", "host", required=True, example="https://mastodon.example"),
        Option("tag", "Only this hashtag", "tag", tells_apart=True, example="giaothong"),
    )
    every: ClassVar[timedelta] = timedelta(minutes=2)

    def __post_init__(self) -> None:
        must_be_name(self.name, "mastodon.city")
        if not re.match(r"https?://[^/?#\s]+/?$", self.server):
            raise SettingError("This is not a server's address.", do="Give it as https://mastodon.example.")
        if self.tag and not _TAG.match(self.tag):
            raise SettingError("This is not a hashtag.", do="Give one word without #.")

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """What was published since ``cursor`` (at first: the last 40), then what changed among the last 40.

        Raises:
            SourceRefused: the server shows its timelines only to members, or reading it is not allowed.
            SourceUnreachable: no answer; where the server names a time to wait, that is kept in the cursor first.
            FormatChanged: the answer is not as the API is documented.
        """
        yield from patient(cursor, self._pages)

    def to_post(self, raw: Raw) -> Post | Rejected:
        return StatusReader(self.name, urlsplit(self.server).hostname or "").post(raw)

    @property
    def _api(self) -> Api:
        return Api(self.server, self.tag, self.web)

    def _pages(self, cursor: Mapping[str, Any], now: datetime) -> Iterator[Page]:
        newest = self._api.timeline()
        before = window.first(status["id"] for status in newest)
        for _ in range(MOST_PAGES):
            marker = str(cursor.get("newest") or "")
            if not marker or window.order(before) <= window.order(marker):
                break  # the last 40 reach back to what was read
            between = self._api.timeline(min_id=marker, max_id=before)
            if not (found := [raw for raw in between if window.order(raw["id"]) > window.order(marker)]):
                break
            until = max((at for raw in found if (at := moment(raw.get("created_at")))), default=now)
            page = _page(_read(found, now), {**cursor, "newest": window.last(found)}, min(until, now))
            cursor = page.cursor
            yield page
        else:
            return  # the next reading goes on from here
        yield self._window(newest, cursor, now)

    def _window(self, newest: Sequence[Raw], cursor: Mapping[str, Any], now: datetime) -> Page:
        """What is new or has changed among the last 40, and the fate of those that are missing."""
        known, stand = window.known_in(cursor, "known"), window.states(newest)
        changed = [raw for raw in newest if known.get(raw["id"]) != stand[raw["id"]]]
        stored = [native_id for native_id, state in known.items() if not state[2]]
        missing = window.missing(known, stand, window.known_in(cursor, "missing"))
        fates, later = self._fates(missing)
        kept = {**cursor, "known": stand, "missing": later}
        raws = (*_read(changed, now, stored), *_read(fates, now, missing))
        if not newest:  # so answers a server that has closed its timelines, too: nothing is vouched for
            return Page(raws, kept)
        oldest = min((at for raw in newest if (at := moment(raw.get("created_at")))), default=now)
        kept = {"upto": min(oldest, now).isoformat(), **kept, "newest": window.last(newest)}
        return _page(raws, kept, now)

    def _fates(self, missing: window.Known) -> tuple[list[Raw], window.Known]:
        """What became of the first of ``missing``, and those that are still to be asked for."""
        fates: list[Raw] = []
        later = dict(missing)
        for native_id, (published, *_) in list(missing.items())[:MOST_ASKED]:
            try:
                fates.append(self._api.status(native_id))
            except (NotFound, Gone):
                fates.append({"id": native_id, "created_at": published, "deleted": True})
            except SourceRefused:
                pass  # this one may not be asked for
            except SourceError:
                break  # a failing server is left alone
            del later[native_id]
        return fates, later


def _read(statuses: Iterable[Raw], now: datetime, stored: Container[str] = ()) -> tuple[Raw, ...]:
    at = now.isoformat()
    return tuple(
        {"deleted": False, **raw, "stored": raw["id"] in stored, "read_at": at, "where": f"status {number}"}
        for number, raw in enumerate(statuses, 1)
    )


def _page(raws: tuple[Raw, ...], cursor: Mapping[str, Any], until: datetime) -> Page:
    """A page that vouches for all since the last one."""
    since = moment(cursor.get("upto"))
    covers = Period(since, until) if since is not None and since < until else None
    return Page(raws, {**cursor, "upto": max(since or until, until).isoformat()}, covers)
