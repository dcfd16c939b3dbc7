"""X: public posts that match a query, of the last seven days at most (API v2, recent search)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

from civicbeat.records.errors import FormatChanged, SettingError, SourceRefused, SourceUnreachable
from civicbeat.records.period import Period
from civicbeat.records.post import Post
from civicbeat.sources.api import Api, listed
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.cursors import moment, patient
from civicbeat.sources.naming import must_be_name
from civicbeat.sources.options import Option
from civicbeat.sources.policy import Policy, Quota
from civicbeat.sources.reading import items, native_id, word
from civicbeat.sources.rechecks import gone, in_batches
from civicbeat.sources.shape import skeleton, unknown
from civicbeat.sources.web import Web
from civicbeat.sources.x.mapping import FIELDS, KNOWN, first_id, post_of, raw_of

MOST = 100
LONGEST_QUERY = 490
"""X takes 512 characters; ``-is:retweet`` is added."""
REACH = timedelta(days=7) - timedelta(minutes=15)
"""How far back X can be asked, less what clocks differ and a reading takes."""
DELAY = timedelta(seconds=30)
"""X finds a post only so long after it was published."""
SPAN = timedelta(days=1)
"""Asked about at a time, so that a month's quota is used for whole days."""

_PEOPLE = re.compile(r"(?<![\w#])(?:from|to|retweets_of|list|bio|bio_name|url)\s*:|[@＠]\w", re.IGNORECASE)
_GONE = ("resource-not-found", "not-authorized-for-resource")

POLICY = Policy(
    terms="https://docs.x.com/developer-terms/policy",
    terms_read=date(2026, 11, 25),
    may_store="Public posts about a topic, if counsel confirms that X allows it to this institution; for 7 days.",
    deletion="Each post is asked for again within 24 hours; one that is deleted or no longer public is deleted here.",
    keep_for=timedelta(days=7),
    requests_per_minute=20,
    needs_key=True,
    recheck_within=timedelta(hours=24),
)


@dataclass(frozen=True)
class XSource:
    """Reads what matches a query.

    Attributes:
        name: registered name, for example ``x.flooding``.
        query: words as X's search takes them; it may name topics, not people.
        cap: posts that may be read in a month with the key, by all sources that share it.
        key: name of the key, which is the bearer token of an app.
        base: address of the API.
        web: how addresses are asked.

    Raises:
        SettingError: the name, the query or the cap is not one.
    """

    name: str
    query: str
    cap: int = 10_000
    key: str = "X"
    base: str = "https://api.x.com/2"
    web: Web = field(default_factory=lambda: Web(pause=60 / POLICY.requests_per_minute, robots=False))
    kind: str = field(default="x", init=False)
    options: ClassVar[tuple[Option, ...]] = (
        Option(
            "query",
            "Query",
            required=True,
            example='(ngập OR "triều cường") lang:vi',
            why="Topics only: queries about people, by their accounts or mentions, are refused.",
        ),
        Option(
            "cap",
            "Posts a month at most",
            "number",
            example="10000",
            why="X is paid by the post, and asks anew for each that is kept count too.",
        ),
        Option("key", "Name of the key", example="X"),
    )
    every: ClassVar[timedelta] = timedelta(minutes=15)

    def __post_init__(self) -> None:
        must_be_name(self.name, "x.flooding")
        if not self.query.strip() or len(self.query) > LONGEST_QUERY:
            raise SettingError("The query is empty or too long.", do=f"Give at most {LONGEST_QUERY} characters.")
        if _PEOPLE.search(self.query):
            raise SettingError("The query asks for people.", do="Ask for topics, without accounts and mentions.")
        if not 0 < self.cap <= 100_000_000:
            raise SettingError("The number of posts cannot be.", do="Give what your plan with X allows in a month.")

    @property
    def policy(self) -> Policy:
        return replace(POLICY, quota=Quota(self.key, units=self.cap, per="month"))

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """What was published since ``cursor``, in the last seven days at most; a day at a time, the oldest first.

        Raises:
            SettingError: the key is missing.
            SourceRefused: the key or the query is not accepted, or nothing of what was paid for is left.
            SourceUnreachable: no answer; where X names a time to wait, that is kept in the cursor first.
            FormatChanged: the answer is not as documented.
        """
        yield from patient(cursor, self._days)

    def to_post(self, raw: Raw) -> Post | Rejected:
        return post_of(raw, self.name)

    def recheck(self, native_ids: Sequence[str]) -> Iterator[Page]:
        """How posts stand now, 100 at a time; X tells which are gone, and what it does not tell of is left out.

        Raises:
            SourceError: X did not deliver.
        """
        yield from in_batches(native_ids, MOST, self._again)

    def _days(self, cursor: Mapping[str, Any], at: datetime) -> Iterator[Page]:
        now = at.replace(microsecond=0) - DELAY
        upto, earliest = moment(cursor.get("upto")), now - REACH
        start, following = max(upto or earliest, earliest), ""
        end = moment(cursor.get("end"))
        if start == upto and end is not None:  # a day that is half read; what X no longer reaches is a gap
            following = str(cursor.get("next") or "")
        while start < now:
            end = end if following and end is not None else min(start + SPAN, now)
            for page in self._day(start, end, following, cursor):
                cursor = page.cursor
                yield page
            start, following = end, ""

    def _day(self, start: datetime, end: datetime, following: str, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """Pages between two moments, the newest post first; the last page vouches for the time."""
        before = ""
        while True:
            now, told = datetime.now(UTC), self._search(start, end, following)
            posts, following = items(told, "data"), word(told, "meta.next_token")
            if following and following == before:
                raise FormatChanged("The list has no end.", do="Compare the paging with the API's documents.")
            before = following
            raws = tuple(raw_of(one, now, f"post {number} of an answer") for number, one in enumerate(posts, 1))
            place = {"upto": start, "end": end} if following else {"upto": end}
            kept = {name: at.isoformat() for name, at in place.items()}
            yield Page(
                raws,
                {**cursor, "end": "", **kept, "next": following},
                None if following else Period(start, end),
                cost=len(posts),
                unknown=unknown(posts, KNOWN),
            )
            if not following:
                return

    def _search(self, start: datetime, end: datetime, following: str) -> dict[str, Any]:
        asked = {
            "query": f"({self.query}) -is:retweet",
            "start_time": start.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "end_time": end.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "max_results": MOST,
            "tweet.fields": ",".join(FIELDS),
            "next_token": following,
        }
        try:
            told = self._api.get("tweets/search/recent", asked)
        except SourceUnreachable as error:
            if error.reason != "invalid-request":
                raise
            if following:  # X no longer knows this place: the day is read anew
                return self._search(start, end, "")
            raise SourceRefused("X does not understand the query.", do="Try it in X's own search.") from error
        if not isinstance(told.get("meta"), dict):
            raise FormatChanged(
                "The answer lacks its count.", do="Compare it with the API's documents.", sample=skeleton(told)
            )
        return told

    def _again(self, native_ids: Sequence[str]) -> Page:
        now = datetime.now(UTC)
        told = self._api.get("tweets", {"ids": ",".join(native_ids), "tweet.fields": ",".join(FIELDS)})
        posts = listed(told, "data") if "data" in told or "errors" not in told else []
        wanted = set(native_ids)
        stand = {first_id(one): one for one in posts if first_id(one) in wanted}
        left = {
            native
            for one in items(told, "errors")
            if word(one, "type").rpartition("/")[2] in _GONE
            for native in (native_id(one, "resource_id") or native_id(one, "value"),)
        }
        raws = [raw_of(one, now, "a post that was read before") for one in stand.values()]
        raws += [gone(native, now) for native in native_ids if native in left - stand.keys()]
        return Page(tuple(raws), {}, cost=len(posts), unknown=unknown(posts, KNOWN))

    @property
    def _api(self) -> Api:
        return Api(self.base, self.web, self.key)
