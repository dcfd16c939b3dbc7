"""Discourse: what people write in the public topics of a forum (docs.discourse.org, *List latest posts*)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote

from civicbeat.records.errors import FormatChanged, SettingError, SourceError, SourceRefused
from civicbeat.records.period import Period
from civicbeat.records.post import Post
from civicbeat.sources.api import Api, listed
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.cursors import moment, patient
from civicbeat.sources.discourse import stretches
from civicbeat.sources.discourse.mapping import WANTED, post_of
from civicbeat.sources.naming import must_be_name
from civicbeat.sources.options import Option
from civicbeat.sources.policy import Policy
from civicbeat.sources.reading import count, items
from civicbeat.sources.reading import native_id as native_id_of
from civicbeat.sources.shape import skeleton
from civicbeat.sources.web import AskedToWait, Gone, NotFound, Web

MOST_PAGES = 25
"""Answers of one reading about the time since the last; what is left is read the next time."""
MOST_ASKED = 100
"""Posts of one second look, asked for one by one."""
AT_ONCE = 10
MOST_FAULTS = 5
CACHED = timedelta(minutes=2)
"""Forums answer strangers with what was true a minute ago."""
CLOSED = "invalid_access"
"""Discourse's word for a topic that not everybody may see."""

POLICY = Policy(
    terms="Each forum's own (its page /tos); public topics are offered to everybody, and robots.txt is obeyed.",
    terms_read=date(2026, 11, 25),
    may_store="Posts in topics that everybody can read, without what they quote of others.",
    deletion="The last 50 posts are compared at every reading; older ones are asked for again, one by one.",
    requests_per_minute=30,
    recheck_within=timedelta(days=7),
)


@dataclass(frozen=True)
class DiscourseSource:
    """Reads what is posted in a forum's public topics.

    Attributes:
        address: the forum's address, be it in a folder, for example ``https://dien-dan.example/forum``.
        name: registered name, for example ``discourse.dien-dan``.
        category: the slug of a category; with those below it. Empty for the whole forum.
        web: how addresses are asked.

    Raises:
        SettingError: the address, the name or the category is not one.
    """

    address: str
    name: str
    category: str = ""
    web: Web = field(default_factory=lambda: Web(pause=60 / POLICY.requests_per_minute))
    kind: str = field(default="discourse", init=False)
    policy: Policy = field(default=POLICY, init=False)
    options: ClassVar[tuple[Option, ...]] = (
        Option("address", "Address of the forum", "address", required=True, example="https://forum.example"),
        Option(
            "category",
            "Only this category",
            tells_apart=True,
            example="giao-thong",
            why="As it stands in the category's address.",
        ),
    )
    every: ClassVar[timedelta] = timedelta(minutes=5)

    def __post_init__(self) -> None:
        must_be_name(self.name, "discourse.city-forum")
        if not re.match(r"https?://[^?#\s]+$", self.address):
            raise SettingError("This is not a forum's address.", do="Give it as https://forum.example.")
        if self.category and not re.match(r"[^\s/?#]{1,100}$", self.category):
            raise SettingError("This is not a category.", do="Give one word, as in the category's address.")

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """What is new or has changed among the last 50 posts, then what was posted before them since ``cursor``.

        Raises:
            SourceRefused: the forum shows its topics only to members, or reading it is not allowed.
            SourceUnreachable: no answer; where the forum names a time to wait, that is kept in the cursor first.
            FormatChanged: the answer is not as Discourse documents it.
        """
        yield from patient(cursor, self._pages)

    def recheck(self, native_ids: Sequence[str]) -> Iterator[Page]:
        """How the first of the posts stand now; one about which the forum fails does not keep the others from it.

        Raises:
            SourceError: the forum failed ``MOST_FAULTS`` times in a row.
        """
        asked, now = native_ids[:MOST_ASKED], datetime.now(UTC)
        faults = 0
        for start in range(0, len(asked), AT_ONCE):
            fates: list[Raw] = []
            for native_id in asked[start : start + AT_ONCE]:
                try:
                    fates.append(self._fate(native_id))
                    faults = 0
                except SourceError as error:
                    faults += 1
                    if isinstance(error, AskedToWait) or faults == min(MOST_FAULTS, len(asked)):
                        raise
            yield Page(_read(fates, now, {str(post["id"]) for post in fates}), {})

    def to_post(self, raw: Raw) -> Post | Rejected:
        return post_of(raw, self.name, self.address)

    @property
    def _api(self) -> Api:
        return Api(self.address, self.web)

    def _pages(self, cursor: Mapping[str, Any], now: datetime) -> Iterator[Page]:
        wanted = self._categories()
        newest = self._list()
        known, stand = stretches.known_in(cursor), stretches.states(_of(newest, wanted))
        changed = [post for post in _of(newest, wanted) if known.get(str(post["id"])) != stand[str(post["id"])]]
        raws = _read([*changed, *stretches.lost(known, newest)], now, stretches.taken(known))
        cursor = {**cursor, **stretches.opened(cursor, newest), "known": stand if newest else known}
        yield (page := _page(raws, cursor, now - CACHED if newest else None))
        for _ in range(MOST_PAGES):
            if not (left := page.cursor["left"]):
                break
            (low, high), *others = left
            found = self._list(before=high)
            inside = [post for post in _of(found, wanted) if low < post["id"] < high]
            rest = stretches.rest(low, high, [post["id"] for post in found])
            yield (page := _page(_read(inside, now), {**page.cursor, "left": [*rest, *others]}, now - CACHED))

    def _list(self, **asked: int) -> list[Mapping[str, Any]]:
        """At most 50 posts, newest first; with ``before`` those in front of that id, or as many ids up to it."""
        found = listed(self._api.get("posts.json", asked), "latest_posts")
        if not all(_is_post(post) for post in found):
            raise FormatChanged("The forum lists posts without ids.", do="Check its address.", sample=skeleton(found))
        return found

    def _categories(self) -> set[object]:
        """Ids of the category and all below it; empty for the whole forum."""
        if not self.category:
            return set()
        listed = items(self._api.get("site.json"), "categories")
        wanted = {one.get("id") for one in listed if one.get("slug") == self.category}
        if not wanted:
            raise SourceRefused("The forum shows no such category to everybody.", do="Copy it from its address again.")
        for _ in range(2):  # Discourse knows two levels below
            wanted |= {one.get("id") for one in listed if one.get("parent_category_id") in wanted}
        return wanted

    def _fate(self, native_id: str) -> Mapping[str, Any]:
        """The post as it stands now; one that was deleted, or that not everybody may see any more, is gone."""
        try:
            post = self._api.get(f"posts/{quote(native_id, safe='')}.json")
            if not _is_post(post) or str(post["id"]) != native_id:
                raise FormatChanged(
                    "The forum answers with another post.", do="Check its address.", sample=skeleton(post)
                )
            if post.get("post_number") == 1:  # only the topic tells its title
                post["topic_title"] = self._api.get(f"t/{native_id_of(post, 'topic_id')}.json").get("title")
        except (NotFound, Gone):
            return {"id": native_id, "gone": True}
        except SourceRefused as error:
            if error.reason != CLOSED:
                raise
            return {"id": native_id, "gone": True}
        return post


def _of(posts: Iterable[Mapping[str, Any]], wanted: set[object]) -> list[Mapping[str, Any]]:
    return [post for post in posts if not wanted or post.get("category_id") in wanted]


def _read(posts: Iterable[Mapping[str, Any]], now: datetime, stored: Container[str] = ()) -> tuple[Raw, ...]:
    at = now.isoformat()
    return tuple(
        {
            **{name: post[name] for name in (*WANTED, "gone") if name in post},
            "stored": str(post["id"]) in stored,
            "read_at": at,
            "where": f"post {number}",
        }
        for number, post in enumerate(posts, 1)
    )


def _page(raws: tuple[Raw, ...], cursor: Mapping[str, Any], until: datetime | None) -> Page:
    """A page that, once nothing is left, vouches for all since the last such page."""
    if cursor["left"] or until is None:
        return Page(raws, cursor)
    since = moment(cursor.get("read"))
    covers = Period(since, until) if since is not None and since < until else None
    return Page(raws, {**cursor, "read": until.isoformat()}, covers)


def _is_post(post: Mapping[str, Any]) -> bool:
    return (count(post, "id") or 0) > 0 and not isinstance(post["id"], str)
