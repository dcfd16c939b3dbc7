"""Graph: what people answer on the institution's own Facebook page or Instagram account (Meta's Graph API)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

from civicbeat.records.errors import SettingError, SourceRefused
from civicbeat.records.period import Period
from civicbeat.records.post import Post
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.cursors import moment, patient
from civicbeat.sources.graph import memory
from civicbeat.sources.graph.api import MOST_ANSWERS, Graph, following
from civicbeat.sources.graph.mapping import post_of
from civicbeat.sources.graph.networks import NETWORKS, Network
from civicbeat.sources.naming import must_be_name
from civicbeat.sources.options import Option
from civicbeat.sources.policy import Policy
from civicbeat.sources.reading import items, native_id, value, word
from civicbeat.sources.web import Web

BASE = "https://graph.facebook.com/v23.0"
AT_ONCE = 50
"""Items asked for by their ids in one question, the most Meta takes."""
MOST_ASKED = 1_000
"""Items of one second look."""

POLICY = Policy(
    terms="https://developers.facebook.com/terms/",
    terms_read=date(2026, 11, 25),
    may_store="Posts of the institution's own page and what people comment there; no names, pictures or profiles.",
    deletion="Comments that vanish from a page's last posts are deleted; older ones are asked for again.",
    requests_per_minute=60,
    needs_key=True,
    recheck_within=timedelta(days=7),
)


@dataclass(frozen=True)
class GraphSource:
    """Reads a page's posts of the last days and all comments under them.

    Attributes:
        page: number of the page on Facebook, or of the professional account on Instagram.
        name: registered name, for example ``graph.thanh-pho``.
        network: ``facebook`` or ``instagram``.
        key: name of the key under which the page's access token is kept.
        days: how old a post may be whose comments are read.
        base: address of the API with its version.
        web: how addresses are asked.

    Raises:
        SettingError: one of them cannot be.
    """

    page: str
    name: str
    network: str = "facebook"
    key: str = "GRAPH"
    days: int = 30
    base: str = BASE
    web: Web = field(default_factory=lambda: Web(pause=60 / POLICY.requests_per_minute, robots=False))
    kind: str = field(default="graph", init=False)
    policy: Policy = field(default=POLICY, init=False)
    options: ClassVar[tuple[Option, ...]] = (
        Option("page", "Number of the institution's own page", required=True, example="100200300400500"),
        Option("network", "Network", tells_apart=True, choices=tuple(NETWORKS)),
        Option("key", "Name of the key", example="GRAPH", why="Under which the page's access token is kept."),
        Option("days", "Days for which comments under a post are read", "number", example="30"),
    )
    every: ClassVar[timedelta] = timedelta(minutes=15)

    def __post_init__(self) -> None:
        must_be_name(self.name, "graph.city")
        if not re.fullmatch(r"[0-9]{5,20}", self.page):
            raise SettingError("This is not a page's number.", do="Give its digits, as the page's settings show them.")
        if self.network not in NETWORKS:
            raise SettingError("This network is not known.", do="Choose facebook or instagram.")
        if not 0 < self.days <= 365:
            raise SettingError("The number of days cannot be.", do="Give 1 to 365 days.")

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """Posts of the last days that are new, or where something has changed since ``cursor``, with all comments.

        Raises:
            SettingError: no access token is kept.
            SourceRefused: the token is not the page's own, no longer valid, or may not read this.
            SourceUnreachable: no answer; where Meta's limit is used up, the time to wait is kept in the cursor first.
            FormatChanged: the answer is not as Meta documents it.
        """
        yield from patient(cursor, self._pages)

    def recheck(self, native_ids: Sequence[str]) -> Iterator[Page]:
        """How the first of the posts and comments stand now.

        Raises:
            SettingError: no access token is kept.
            SourceError: Meta did not deliver.
        """
        graph, now = Graph(self.base, self.key, self.web), datetime.now(UTC)
        account = self._account(graph)
        # a token that lost a permission is told so here; otherwise every comment would seem to be gone
        graph.get(f"{self.page}/{self._network.posts}", {"fields": "comments.limit(1){id}", "limit": 1})
        first = [native.rpartition(":") for native in native_ids[:MOST_ASKED]]
        for start in range(0, len(first), AT_ONCE):
            asked = first[start : start + AT_ONCE]
            found = {
                **graph.by_id([one for post, _, one in asked if not post], self._network.post),
                **graph.by_id([one for post, _, one in asked if post], self._network.reply or self._network.comment),
            }
            fates = [
                {**(found[one] or {"gone": True}), "id": one, "of": post, "stored": True}
                for post, _, one in asked
                if one in found
            ]
            yield Page(self._read(fates, account, now), {})

    def to_post(self, raw: Raw) -> Post | Rejected:
        return post_of(raw, self.name, self.network)

    @property
    def _network(self) -> Network:
        return NETWORKS[self.network]

    def _account(self, graph: Graph) -> Raw:
        """The account that the token belongs to, which must be the page itself: others are not the institution's.

        Raises:
            SourceRefused: it is another.
        """
        account = self._network.own(graph.get("me", {"fields": self._network.me}))
        if native_id(account, "id") != self.page:
            raise SourceRefused(
                "The access token is not that of this page.",
                do="Only the institution's own page is read; make its token.",
            )
        return account

    def _pages(self, cursor: Mapping[str, Any], now: datetime) -> Iterator[Page]:
        graph = Graph(self.base, self.key, self.web)
        account = self._account(graph)
        posts = self._last_posts(graph, now - timedelta(days=self.days))
        cursor, gone = memory.without_lost(cursor, posts, whole=not graph.cut)
        yield Page(self._read(gone, account, now), cursor)
        changed = [post for post in posts if memory.mark_of(cursor, post) != self._network.mark(post)]
        for post in sorted(changed, key=lambda post: memory.read_at(cursor, post)):
            if graph.asked >= MOST_ANSWERS:
                return  # what is left is read the next time, first of all
            for page in self._thread(graph, post, cursor, account, now):
                cursor = page.cursor
                yield page
        if not graph.cut:
            since = moment(cursor.get("read"))
            covers = Period(since, now) if since is not None and since < now else None
            yield Page((), {**cursor, "read": now.isoformat()}, covers)

    def _last_posts(self, graph: Graph, oldest: datetime) -> list[Raw]:
        """The page's posts since ``oldest``, newest first."""
        found: list[Raw] = []
        for answer in graph.edge(f"{self.page}/{self._network.posts}", {"fields": self._network.post, "limit": 100}):
            young = [post for post in answer if native_id(post, "id") and memory.created(post) >= oldest]
            found += young
            if not young:
                break
        return found

    def _thread(
        self, graph: Graph, post: Raw, cursor: Mapping[str, Any], account: Raw, now: datetime
    ) -> Iterator[Page]:
        """A post and its comments; once all are read, those that vanished, and the memory of how the post stood."""
        native, before = native_id(post, "id"), memory.under(cursor, post)
        yield Page(self._read([post], account, now), cursor)
        stand: list[Raw] = []
        cut = graph.cut
        for answer in self._comments(graph, native) if self._network.comments(post) != 0 else ():
            comments = [
                {**comment, "of": native, "stored": f"{native}:{comment.get('id')}" in before} for comment in answer
            ]
            stand += comments
            yield Page(self._read(comments, account, now), cursor)
        lost = [] if graph.cut > cut else memory.lost(before, stand)
        cursor = memory.noted(cursor, post, self._network.mark(post), stand, now)
        yield Page(self._read(lost, account, now), cursor)

    def _comments(self, graph: Graph, post: str) -> Iterator[list[Raw]]:
        asked = {"fields": self._network.comment, "limit": 100, **self._network.arguments}
        for answer in graph.edge(f"{post}/comments", asked):
            yield [one for comment in answer for one in (comment, *items(comment, "replies.data"))]
            for comment in answer:
                if after := following(value(comment, "replies")):
                    path = f"{native_id(comment, 'id')}/replies"
                    yield from graph.edge(path, {"fields": self._network.reply, "limit": 50}, after)

    def _read(self, found: Iterable[Raw], account: Raw, now: datetime) -> tuple[Raw, ...]:
        return tuple(
            {"of": "", **raw, "own": _own(raw, account), "read_at": now.isoformat(), "where": f"item {number}"}
            for number, raw in enumerate(found, 1)
        )


def _own(raw: Raw, account: Raw) -> str:
    """The institution's name where it speaks itself: in its posts, and where it answers under them."""
    ours = {native_id(account, "id"), word(account, "username")} - {""}
    theirs = {native_id(raw, "from.id"), word(raw, "username")}
    name = word(account, "name") or word(account, "username")
    return name if not raw.get("of") or ours & theirs else ""
