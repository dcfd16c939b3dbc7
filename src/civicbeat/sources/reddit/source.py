"""Reddit: new posts and comments of chosen communities, over the Data API."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from typing import Any, ClassVar

from civicbeat.records.errors import FormatChanged, SettingError
from civicbeat.records.post import Post
from civicbeat.sources.api import listed
from civicbeat.sources.clients import ClientApi
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.cursors import patient
from civicbeat.sources.naming import must_be_name
from civicbeat.sources.options import Option
from civicbeat.sources.policy import Policy
from civicbeat.sources.reading import moment, word
from civicbeat.sources.rechecks import gone, in_batches
from civicbeat.sources.reddit.mapping import post_of, raw_of
from civicbeat.sources.rounds import Answer, State, back, in_turn
from civicbeat.sources.shape import skeleton, unknown
from civicbeat.sources.web import Web

MOST = 100
CUT_AFTER = 900
"""Reddit lists end after a thousand items, fewer where some were taken away."""
FIRST = timedelta(days=7)
"""How far back the first reading goes."""
LATE = timedelta(minutes=10)
"""What is this much older than the last reading is taken again: a spam filter may have held it."""

POLICY = Policy(
    terms="https://redditinc.com/policies/data-api-terms",
    terms_read=date(2026, 11, 25),
    may_store="Posts and comments of public communities, under Reddit's written leave or a contract only.",
    deletion="Each item is asked for again within 48 hours; one deleted, removed or no longer public is deleted here.",
    requests_per_minute=60,
    needs_key=True,
    recheck_within=timedelta(hours=48),
)


@dataclass(frozen=True)
class RedditSource:
    """Reads communities.

    Attributes:
        name: registered name, for example ``reddit.city``.
        subreddits: names of the communities, without ``r/``.
        account: the Reddit account under which the institution registered this program.
        key: name of the key, which is the registered program's ``id:secret``.
        base: address of the API.
        tokens: address that gives tokens.
        web: how addresses are asked.

    Raises:
        SettingError: the name, the account or a community is not one.
    """

    name: str
    subreddits: Sequence[str]
    account: str
    key: str = "REDDIT"
    base: str = "https://oauth.reddit.com"
    tokens: str = "https://www.reddit.com/api/v1/access_token"
    web: Web = field(default_factory=lambda: Web(pause=60 / POLICY.requests_per_minute, robots=False))
    kind: str = field(default="reddit", init=False)
    policy: Policy = field(default=POLICY, init=False)
    options: ClassVar[tuple[Option, ...]] = (
        Option("subreddits", "Communities", "words", required=True, example="thanhpho", why="Names without r/."),
        Option(
            "account",
            "Reddit account of the institution",
            required=True,
            example="ubnd_thanhpho",
            why="Reddit asks every program to name whose it is.",
        ),
        Option("key", "Name of the key", example="REDDIT"),
    )
    every: ClassVar[timedelta] = timedelta(minutes=5)

    def __post_init__(self) -> None:
        must_be_name(self.name, "reddit.city")
        if not re.fullmatch(r"[\w-]{3,20}", self.account, re.ASCII):
            raise SettingError("This is not a Reddit account.", do="Give its name without u/.")
        if not self.subreddits or not all(re.fullmatch(r"(?!u_)\w{2,21}", one, re.ASCII) for one in self.subreddits):
            raise SettingError(
                "This is not a community of Reddit.", do="Give names without r/; people's own pages are not followed."
            )

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """What was written since ``cursor`` (at first: in a week): of each community its posts, then its comments.

        Raises:
            SettingError: the key is missing.
            SourceRefused: the key is not accepted, or a community is private; the others were read.
            SourceError: a list could not be read; the others were.
        """
        yield from patient(cursor, self._lists)

    def to_post(self, raw: Raw) -> Post | Rejected:
        return post_of(raw, self.name)

    def recheck(self, native_ids: Sequence[str]) -> Iterator[Page]:
        """How items stand now, 100 at a time; one that the answer lacks is gone.

        Raises:
            SourceError: Reddit did not deliver.
        """
        yield from in_batches(native_ids, MOST, self._again)

    def _lists(self, cursor: Mapping[str, Any], at: datetime) -> Iterator[Page]:
        now = at.replace(microsecond=0)

        def read(name: str, state: State) -> Iterator[Page]:
            # always from the newest: the item that tells where to go on may be gone the next time
            begun = {kept: state[kept] for kept in ("since", "upto")}
            return back(
                begun,
                now,
                lambda after, floor: self._answer(name, after, floor, now),
                overlap=LATE,
                cut_after=CUT_AFTER,
            )

        names = [f"r/{one}/{part}" for one in self.subreddits for part in ("new", "comments")]
        yield from in_turn(cursor, names, now - FIRST, read)

    def _answer(self, name: str, after: str, floor: datetime, now: datetime) -> Answer:
        told, things = self._things(name, {"limit": MOST, "after": after})
        dated = [(moment(thing, "data.created_utc"), thing) for thing in things]
        raws = [
            raw_of(thing, now, f"item {number} of {name}")
            for number, (at, thing) in enumerate(dated, 1)
            if at is None or at >= floor
        ]
        page = Page(tuple(raws), {}, unknown=unknown(things, ("kind", "data")))
        return Answer(page, [at for at, _ in dated if at], word(told, "data.after"))

    def _again(self, native_ids: Sequence[str]) -> Page:
        now = datetime.now(UTC)
        _, things = self._things("api/info", {"id": ",".join(native_ids)})
        raws = [raw_of(thing, now, "an item that was read before") for thing in things]
        found = {raw["id"]: raw for raw in raws}
        return Page(tuple(found.get(native) or gone(native, now) for native in native_ids), {})

    def _things(self, path: str, query: Mapping[str, object]) -> tuple[dict[str, Any], list[Mapping[str, Any]]]:
        """The answer, and the posts and comments in it."""
        agent = f"server:civicbeat:{version('civicbeat')} (by /u/{self.account})"
        api = ClientApi(self.base, self.web, self.key, tokens=self.tokens, headers={"User-Agent": agent})
        told = api.get(path, {**query, "raw_json": 1})
        things = listed(told, "data.children")
        if not all(word(thing, "kind") in ("t1", "t3") for thing in things):
            raise FormatChanged(
                "Reddit answers with other than posts and comments.",
                do="Check that the community exists.",
                sample=skeleton(told),
            )
        return told, things
