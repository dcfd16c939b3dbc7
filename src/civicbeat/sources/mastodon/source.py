"""Mastodon: what people publish to everybody on a server, or anywhere it knows of under a hashtag."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

from civicbeat.records.errors import SettingError
from civicbeat.records.post import Post
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.cursors import patient
from civicbeat.sources.mastodon.api import Api
from civicbeat.sources.mastodon.mapping import StatusReader
from civicbeat.sources.mastodon.timeline import Timeline
from civicbeat.sources.naming import must_be_name
from civicbeat.sources.options import Option
from civicbeat.sources.policy import Policy
from civicbeat.sources.web import Web

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
        yield from patient(cursor, Timeline(Api(self.server, self.tag, self.web)).pages)

    def to_post(self, raw: Raw) -> Post | Rejected:
        return StatusReader(self.name, urlsplit(self.server).hostname or "").post(raw)
