"""Bluesky: what people publish there, heard as it is said, as far as it says one of some words."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from civicbeat.records.errors import SettingError
from civicbeat.records.post import Post
from civicbeat.sources.again import again
from civicbeat.sources.api import Api
from civicbeat.sources.bluesky.appview import recheck
from civicbeat.sources.bluesky.mapping import COLLECTION, post_of
from civicbeat.sources.bluesky.sieve import Sieve
from civicbeat.sources.bluesky.wire import LARGEST, messages
from civicbeat.sources.bluesky.words import Words, fold
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.cursors import patient
from civicbeat.sources.naming import must_be_name
from civicbeat.sources.options import Option
from civicbeat.sources.policy import Policy
from civicbeat.sources.web import Web

PAGE_EVERY = 1.5
"""Seconds after which a page is given, be it empty."""
MOST_WORDS = 1_000
LONGEST_PAST = 36

POLICY = Policy(
    terms="https://bsky.social/about/support/tos",
    terms_read=date(2026, 11, 25),
    may_store="Public posts that say a word that is listened for, without their author's name; no picture.",
    deletion="The stream tells of deleted posts and accounts; each post is also asked for again within 14 days.",
    requests_per_minute=20,
    recheck_within=timedelta(days=14),
)


@dataclass(frozen=True)
class BlueskySource:
    """Listens to Bluesky's public stream (Jetstream) and keeps posts that say one of ``words``.

    Attributes:
        name: registered name, for example ``bluesky.city``.
        words: words and phrases, of which a post must say one.
        languages: languages (``vi``) of which a post must declare one; any where empty.
        hours: how far back the first reading goes.
        server: address of the Jetstream server.
        appview: address of a service that shows posts to everybody, where they are asked for again.
        listen_for: seconds after which a reading ends by itself.
        web: the guard of addresses, and the bounds in time.

    Raises:
        SettingError: one of them cannot be.
    """

    name: str
    words: Sequence[str]
    languages: Sequence[str] = ()
    hours: int = 0
    server: str = "https://jetstream2.us-east.bsky.network"
    appview: str = "https://public.api.bsky.app"
    listen_for: float = 300.0
    web: Web = field(default_factory=lambda: Web(pause=60 / POLICY.requests_per_minute))
    kind: str = field(default="bluesky", init=False)
    policy: Policy = field(default=POLICY, init=False)
    options: ClassVar[tuple[Option, ...]] = (
        Option(
            "words",
            "Words or phrases",
            "words",
            required=True,
            example="ngập nước, kẹt xe",
            why="Only posts that say one of them are kept; accents and capitals do not matter.",
        ),
        Option(
            "languages",
            "Only these languages",
            "words",
            tells_apart=True,
            example="vi",
            why="Posts that do not declare one of them are left out.",
        ),
        Option("hours", "Hours to look back at first", "number", example="24", why="At most 36 are kept there."),
        Option("server", "Address of the Jetstream server", "host", example="https://jetstream.example"),
    )
    every: ClassVar[timedelta] = timedelta(0)

    def __post_init__(self) -> None:
        must_be_name(self.name, "bluesky.city")
        if not 0 < len(self.words) <= MOST_WORDS or any(len(fold(word).replace(" ", "")) < 2 for word in self.words):
            raise SettingError(
                "These words cannot be listened for.", do="Give 1 to 1,000 words of two letters or more each."
            )
        if not all(re.fullmatch(r"[A-Za-z]{2,3}", language) for language in self.languages):
            raise SettingError("This is not a language's code.", do="Give codes of two or three letters, such as vi.")
        if not 0 <= self.hours <= LONGEST_PAST:
            raise SettingError("The number of hours cannot be.", do="Give 0 to 36 hours.")
        if not re.match(r"https://[^/?#\s]+/?$", self.server) and not self.web.allow_loopback:
            raise SettingError("This is not a server's address.", do="Give it as https://jetstream.example.")

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """What is published from ``cursor`` on, and what of the posts that were kept is gone; ends by itself.

        Raises:
            SourceRefused: the server refuses, or its address must not be asked.
            SourceUnreachable: no line, though it was tried several times.
            FormatChanged: it is no Jetstream that answers.
        """
        yield from patient(cursor, self._pages)

    def to_post(self, raw: Raw) -> Post | Rejected:
        return post_of(raw, self.name)

    def recheck(self, native_ids: Sequence[str]) -> Iterator[Page]:
        """How posts stand now, 25 at a time; those of authors who meanwhile want to be shown to members only are gone.

        Raises:
            SourceError: the service did not deliver.
        """
        yield from recheck(Api(self.appview, replace(self.web, robots=False)), native_ids, self.to_post)

    def _pages(self, cursor: Mapping[str, Any], _: datetime) -> Iterator[Page]:
        languages = frozenset(language.lower() for language in self.languages)
        sieve = Sieve(self.name, Words(self.words), languages, cursor)
        due, ends = time.monotonic() + PAGE_EVERY, time.monotonic() + self.listen_for
        for message in again(lambda: messages(self.server, self._query(sieve), self.web), ends, self.web.pause):
            if message is not None:
                sieve.take(message)
            if sieve.full or time.monotonic() >= due:
                yield sieve.page()
                due = time.monotonic() + PAGE_EVERY
        yield sieve.page()

    def _query(self, sieve: Sieve) -> str:
        since = sieve.since(self.hours)
        return urlencode({"wantedCollections": COLLECTION, "cursor": since, "maxMessageSizeBytes": LARGEST})
