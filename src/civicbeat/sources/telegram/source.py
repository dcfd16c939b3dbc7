"""Telegram: what channels say to everybody, by their public preview; only with their owners' consent (see about.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

from civicbeat.records.errors import SettingError, SourceError, SourceRefused
from civicbeat.records.period import Period
from civicbeat.records.post import Post
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.cursors import moment, patient
from civicbeat.sources.naming import must_be_name
from civicbeat.sources.options import Option
from civicbeat.sources.policy import Policy
from civicbeat.sources.reading import count, value
from civicbeat.sources.telegram import preview, window
from civicbeat.sources.telegram.mapping import post_of
from civicbeat.sources.telegram.preview import Preview
from civicbeat.sources.web import AskedToWait, Web

MOST_PAGES = 25
"""Pages of one channel in a reading; what is left is read the next time."""
MOST_CHANNELS = 50
LARGEST = 2 * 2**20

POLICY = Policy(
    terms="Telegram's terms for content licensing forbid reading by programs for analysis, unless all who write agree;"
    " legal review and the written consent of each channel's owner come first.",
    terms_read=date(2026, 11, 25),
    may_store="Messages of channels whose owners agreed in writing, as long as they agree; no groups, no people.",
    deletion="Messages that vanish from a channel's last page are deleted; older ones when the owner asks.",
    requests_per_minute=20,
)


@dataclass(frozen=True)
class TelegramSource:
    """Reads the public previews of channels, never of groups.

    Attributes:
        channels: names of channels, without ``@``.
        name: registered name, for example ``telegram.city``.
        agreed: whether legal review allowed it and each channel's owner agreed in writing; nothing is read otherwise.
        official: whether institutions speak in these channels in their official capacity.
        base: address in front of the channels' names.
        web: how addresses are asked.

    Raises:
        SettingError: a name is not one, or nobody agreed.
    """

    channels: tuple[str, ...] | list[str]
    name: str
    agreed: bool = False
    official: bool = False
    base: str = "https://t.me"
    web: Web = field(default_factory=lambda: Web(pause=60 / POLICY.requests_per_minute, largest=LARGEST))
    kind: str = field(default="telegram", init=False)
    policy: Policy = field(default=POLICY, init=False)
    options: ClassVar[tuple[Option, ...]] = (
        Option("channels", "Channels", "words", required=True, example="thanhphomau"),
        Option(
            "agreed",
            "Each channel's owner agreed in writing",
            "yes",
            required=True,
            why="Telegram's terms forbid it otherwise; have the legal review in about.md done first.",
        ),
        Option("official", "Institutions speak in these channels", "yes"),
    )
    every: ClassVar[timedelta] = timedelta(minutes=15)

    def __post_init__(self) -> None:
        must_be_name(self.name, "telegram.city")
        if not 0 < len(self.channels) <= MOST_CHANNELS or not all(
            re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{3,31}", channel) for channel in self.channels
        ):
            raise SettingError("These are not channels.", do="Give up to 50 names without @, as in their addresses.")
        if self.agreed is not True:
            raise SettingError(
                "Telegram's terms do not allow this without consent.", do="Have each channel's owner agree in writing."
            )

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """What each channel said since ``cursor`` (at first: its last page), then what changed on its last page.

        A channel that cannot be read does not keep the others from being read; its fault is told at the end.

        Raises:
            SourceRefused: it is no public channel, or robots.txt forbids it.
            SourceUnreachable: no answer; where Telegram names a time to wait, that is kept in the cursor first.
            FormatChanged: the page is no preview of a channel.
        """
        yield from patient(cursor, self._pages)

    def to_post(self, raw: Raw) -> Post | Rejected:
        return post_of(raw, self.name, official=self.official)

    def _pages(self, cursor: Mapping[str, Any], now: datetime) -> Iterator[Page]:
        faults: list[SourceError] = []
        for channel in dict.fromkeys(self.channels):
            try:
                for page in self._channel(channel, cursor, now):
                    cursor = page.cursor
                    yield page
            except AskedToWait:
                raise
            except SourceError as error:
                faults.append(error)
        if faults:
            raise faults[0]
        if not any(_state(cursor, channel).get("behind") for channel in self.channels):
            since = moment(cursor.get("read"))
            covers = Period(since, now) if since is not None and since < now else None
            yield Page((), {**cursor, "read": now.isoformat()}, covers)

    def _channel(self, channel: str, cursor: Mapping[str, Any], now: datetime) -> Iterator[Page]:
        """What came between the last reading and the channel's last page, then that page."""
        state, newest = _state(cursor, channel), self._preview(channel)
        first = min((message["id"] for message in newest.messages), default=0)
        marker = count(state, "newest") or first
        for _ in range(MOST_PAGES):
            if marker >= first:
                break  # the last page reaches back to what was read
            between = self._preview(channel, after=marker).messages
            fresh = [message for message in between if marker < message["id"] < first]
            if not fresh:
                break
            marker = fresh[-1]["id"]
            cursor = _noted(cursor, channel, {**state, "newest": marker, "behind": True})
            yield Page(_read(fresh, newest.title, now), cursor)
        else:
            return  # the next reading goes on from here
        known = window.known_in(state)
        raws = [*window.changed(known, newest.messages), *window.lost(known, newest.messages, channel)]
        last = max((message["id"] for message in newest.messages), default=marker)
        stand = window.states(newest.messages) or known
        yield Page(_read(raws, newest.title, now), _noted(cursor, channel, {"newest": last, "known": stand}))

    def _preview(self, channel: str, **asked: int) -> Preview:
        query = f"?{urlencode(asked)}" if asked else ""
        found = self.web.get(f"{self.base}/s/{channel}{query}")
        if urlsplit(found.address).path.lower() != f"/s/{channel}".lower():
            raise SourceRefused(f"@{channel} shows nothing to everybody.", do="Only public channels are read.")
        return preview.read(found.body, channel)


def _state(cursor: Mapping[str, Any], channel: str) -> Mapping[str, Any]:
    """What the cursor holds of a channel."""
    found = value(cursor, f"channels.{channel}")
    return found if isinstance(found, Mapping) else {}


def _noted(cursor: Mapping[str, Any], channel: str, state: Mapping[str, Any]) -> dict[str, Any]:
    kept = cursor.get("channels")
    return {**cursor, "channels": {**(kept if isinstance(kept, dict) else {}), channel: state}}


def _read(messages: Iterable[Raw], title: str, now: datetime) -> tuple[Raw, ...]:
    return tuple(
        {**message, "title": title, "read_at": now.isoformat(), "where": f"message {number}"}
        for number, message in enumerate(messages, 1)
    )
