"""Bluesky (search): what a service of Bluesky finds for some words, asked for now and then."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from civicbeat.records.errors import SettingError
from civicbeat.records.post import Post
from civicbeat.sources.api import Api, listed
from civicbeat.sources.bluesky.appview import SessionApi, raw_of, recheck
from civicbeat.sources.bluesky.mapping import KNOWN, post_of, published_at
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.cursors import patient
from civicbeat.sources.naming import must_be_name
from civicbeat.sources.options import Option
from civicbeat.sources.policy import Policy
from civicbeat.sources.reading import value, word
from civicbeat.sources.rounds import Answer, State, back, in_turn
from civicbeat.sources.shape import unknown
from civicbeat.sources.web import Web

FIRST = timedelta(days=7)
"""How far back the first reading goes."""
OVERLAP = timedelta(hours=6)
"""Read again at every reading: posts are found late."""
LIMIT = 100
CUT = 1_000
"""Posts after which the end of a list may be a cut: nothing is promised about how far it can be paged."""
MOST_WORDS = 20

POLICY = Policy(
    terms="https://bsky.social/about/support/tos",
    terms_read=date(2026, 11, 25),
    may_store="Public posts of people who do not ask to be shown to signed-in people only; no name, no picture.",
    deletion="Each post is asked for again within 14 days; one that is no longer shown is deleted here.",
    requests_per_minute=20,
    recheck_within=timedelta(days=14),
)


@dataclass(frozen=True)
class BlueskySearchSource:
    """Searches posts through ``host``.

    Attributes:
        name: registered name, for example ``bluesky.search``.
        host: address of a service that answers ``app.bsky.feed.searchPosts``.
        words: words and phrases; each is searched for by itself.
        language: language (``vi``) that posts must have; any where empty.
        key: name of the key that holds ``handle:app-password``; empty where the service answers everybody.
        web: how addresses are asked.

    Raises:
        SettingError: one of them cannot be.
    """

    name: str
    host: str
    words: Sequence[str]
    language: str = ""
    key: str = ""
    web: Web = field(default_factory=lambda: Web(pause=60 / POLICY.requests_per_minute, robots=False))
    kind: str = field(default="blueskysearch", init=False)
    policy: Policy = field(default=POLICY, init=False)
    options: ClassVar[tuple[Option, ...]] = (
        Option("host", "Address of the service", "host", required=True, example="https://bsky.social"),
        Option("words", "Words or phrases", "words", required=True, example="ngập nước, kẹt xe"),
        Option("language", "Only this language", tells_apart=True, example="vi"),
        Option(
            "key",
            "Name of the key",
            example="BLUESKY",
            why="It holds handle:app-password; most services search for members only.",
        ),
    )
    every: ClassVar[timedelta] = timedelta(minutes=30)

    def __post_init__(self) -> None:
        must_be_name(self.name, "bluesky.search")
        if not re.match(r"https://[^/?#\s]+/?$", self.host) and not self.web.allow_loopback:
            raise SettingError("This is not a service's address.", do="Give it as https://bluesky.example.")
        if not 0 < len(self.words) <= MOST_WORDS or not all(word.strip(' "') for word in self.words):
            raise SettingError("These words cannot be searched for.", do="Give 1 to 20 words or phrases.")
        if not re.fullmatch(r"(?:[A-Za-z]{2,3})?", self.language):
            raise SettingError("This is not a language's code.", do="Give a code of two or three letters, such as vi.")

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """What was published since ``cursor`` (at first: in a week), word by word.

        Raises:
            SettingError: the key is missing.
            SourceRefused: the service searches for members only, or does not accept the key.
            SourceError: a word could not be searched for; the others were.
        """
        yield from patient(cursor, self._searches)

    def to_post(self, raw: Raw) -> Post | Rejected:
        return post_of(raw, self.name)

    def recheck(self, native_ids: Sequence[str]) -> Iterator[Page]:
        """How posts stand now, 25 at a time.

        Raises:
            SourceError: the service did not deliver.
        """
        yield from recheck(self._api, native_ids, self.to_post)

    @property
    def _api(self) -> Api:
        if not self.key:
            return Api(self.host, self.web)
        session = f"{self.host.rstrip('/')}/xrpc/com.atproto.server.createSession"
        return SessionApi(self.host, self.web, key=self.key, tokens=session)

    def _searches(self, cursor: Mapping[str, Any], now: datetime) -> Iterator[Page]:
        yield from in_turn(cursor, tuple(self.words), now - FIRST, lambda said, state: self._search(said, state, now))

    def _search(self, said: str, state: State, now: datetime) -> Iterator[Page]:
        cut_after = CUT if self.key else LIMIT
        yield from back(
            state, now, lambda page, floor: self._answer(said, page, floor, now), overlap=OVERLAP, cut_after=cut_after
        )

    def _answer(self, said: str, page: str, floor: datetime, now: datetime) -> Answer:
        plain = said.strip(' "')
        asked = {
            "q": f'"{plain}"' if " " in plain else plain,
            "sort": "latest",
            "since": floor.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "lang": self.language,
            "limit": LIMIT,
            "cursor": page,
        }
        told = self._api.get("xrpc/app.bsky.feed.searchPosts", asked)
        views = listed(told, "posts")
        raws = tuple(raw_of(view, now, f"post {number} of an answer") for number, view in enumerate(views, 1))
        dates = [at for raw in raws if (at := published_at(raw))]
        found = Page(raws, {}, unknown=unknown([value(view, "record") for view in views], KNOWN))
        # without a session only the first answer is given
        return Answer(found, dates, word(told, "cursor") if self.key else "")
