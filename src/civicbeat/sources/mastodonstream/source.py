"""Mastodon (stream): what people publish to everybody on a server, or under a hashtag, heard as it is said."""

from __future__ import annotations

import re
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

from civicbeat.records.errors import FormatChanged, SettingError
from civicbeat.records.post import Post
from civicbeat.sources.again import again
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.cursors import patient
from civicbeat.sources.lines import lines
from civicbeat.sources.mastodon.api import Api
from civicbeat.sources.mastodon.mapping import StatusReader
from civicbeat.sources.mastodon.timeline import Timeline
from civicbeat.sources.mastodonstream.events import Events
from civicbeat.sources.mastodonstream.hearing import Hearing
from civicbeat.sources.naming import must_be_name
from civicbeat.sources.options import Option
from civicbeat.sources.policy import Policy
from civicbeat.sources.reading import word
from civicbeat.sources.web import Web

PAGE_EVERY = 1.5
"""Seconds after which a page is given, be it empty."""
SILENCE = 60.0
"""Seconds without a byte after which the line is taken for dead; a server sends a heartbeat every fifteen."""

_TAG = re.compile(r"[\w·]{1,100}$")

POLICY = Policy(
    terms="Each server's own rules (its page /about); its API is read with a token of the institution's own account.",
    terms_read=date(2026, 11, 25),
    may_store="Public statuses of people whose profile allows search and does not ask programs to stay away.",
    deletion="The stream tells of deletions and edits; the last 1,500 statuses that were heard are remembered for it.",
    requests_per_minute=30,
    needs_key=True,
)


@dataclass(frozen=True)
class MastodonStreamSource:
    """Listens to a server's local public timeline, or to its timeline of a hashtag.

    Attributes:
        server: the server's address, for example ``https://mastodon.example``.
        name: registered name, for example ``mastodon.live``.
        tag: a hashtag without ``#``; empty for the local public timeline.
        key: name of the key that holds the token; empty where the server lets everybody listen.
        listen_for: seconds after which a reading ends by itself.
        web: how addresses are asked.

    Raises:
        SettingError: the server, the name or the tag is not one.
    """

    server: str
    name: str
    tag: str = ""
    key: str = "MASTODON"
    listen_for: float = 300.0
    web: Web = field(default_factory=lambda: Web(pause=60 / POLICY.requests_per_minute))
    kind: str = field(default="mastodonstream", init=False)
    policy: Policy = field(default=POLICY, init=False)
    options: ClassVar[tuple[Option, ...]] = (
        Option("server", "Address of the server", "host", required=True, example="https://mastodon.example"),
        Option("tag", "Only this hashtag", "tag", tells_apart=True, example="giaothong"),
        Option("key", "Name of the key", example="MASTODON", why="Each server has its own; few answer without one."),
    )
    every: ClassVar[timedelta] = timedelta(0)

    def __post_init__(self) -> None:
        must_be_name(self.name, "mastodon.live")
        if not re.match(r"https://[^/?#\s]+/?$", self.server) and not self.web.allow_loopback:
            raise SettingError("This is not a server's address.", do="Give it as https://mastodon.example.")
        if self.tag and not _TAG.match(self.tag):
            raise SettingError("This is not a hashtag.", do="Give one word without #.")

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """What was published since ``cursor``, then what is published, edited and deleted; ends by itself.

        Raises:
            SettingError: the key is missing.
            SourceRefused: the server does not accept the key, or reading it is not allowed.
            SourceUnreachable: no line, though it was tried several times.
            FormatChanged: the answers are not as the API is documented.
        """
        yield from patient(cursor, self._pages)

    def to_post(self, raw: Raw) -> Post | Rejected:
        return StatusReader(self.name, urlsplit(self.server).hostname or "").post(raw)

    def _pages(self, cursor: Mapping[str, Any], _: datetime) -> Iterator[Page]:
        api = Api(self.server, self.tag, self.web, self.key)
        hearing = Hearing(Timeline(api), self.to_post, cursor)
        for page in again(lambda: self._line(api, hearing), time.monotonic() + self.listen_for, self.web.pause):
            yield hearing.page() if page is None else page

    def _line(self, api: Api, hearing: Hearing) -> Generator[Page | None]:
        """One connection; it is opened before what came earlier is caught up with, so that nothing falls between."""
        events, due = Events(), time.monotonic() + PAGE_EVERY
        address = self._address(api)
        with self.web.stream(address, api.headers, silence=SILENCE) as answer, closing(lines(answer)) as coming:
            yield from hearing.catch_up()
            for line in coming:
                if line is not None and (event := events.take(line)):
                    hearing.take(*event)
                if hearing.full or time.monotonic() >= due:
                    yield hearing.page()
                    due = time.monotonic() + PAGE_EVERY

    def _address(self, api: Api) -> str:
        """Where the server says that it is listened to, mostly at a name of its own."""
        said = word(api.json("/api/v2/instance"), "configuration.urls.streaming")
        base = re.sub(r"^ws(s?)://", r"http\1://", said).rstrip("/") or self.server.rstrip("/")
        if self.server.startswith("https://") and not base.startswith("https://"):
            raise FormatChanged("The server names a stream without encryption.", do="Tell its owner.")
        path = f"hashtag?{urlencode({'tag': self.tag})}" if self.tag else "public/local"
        return f"{base}/api/v1/streaming/{path}"
