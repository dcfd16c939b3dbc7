"""Feeds: what newspapers, agencies and blogs publish as RSS, Atom or JSON Feed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from typing import Any, ClassVar

from civicbeat.records.errors import SourceError, SourceRefused
from civicbeat.records.period import Period
from civicbeat.records.post import Post
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.cursors import mind_wait, moment
from civicbeat.sources.feeds import documents, memory
from civicbeat.sources.feeds.mapping import EntryReader
from civicbeat.sources.naming import must_be_name
from civicbeat.sources.options import Option
from civicbeat.sources.policy import Policy
from civicbeat.sources.web import AskedToWait, Fetched, Gone, Web

MOST_PAGES_READ = 20
"""Full texts fetched in one reading; later entries of a longer feed keep what the feed itself says."""


POLICY = Policy(
    terms="Each feed's own: a public feed is offered for reading by programs; robots.txt is obeyed.",
    terms_read=date(2026, 11, 1),
    may_store="Title, summary, link, date and labels; the full text only where the owner's terms allow it.",
    deletion="None: an entry that leaves a feed is only no longer news. Erase an article on its owner's request.",
    requests_per_minute=60,
)


@dataclass(frozen=True)
class FeedsSource:
    """Reads one feed.

    Attributes:
        address: the feed's public address.
        name: registered name, for example ``feeds.bao-mau``.
        title: the name under which a publisher speaks; the feed's own title where it is empty.
        institutional: whether a newspaper or an agency speaks here in its official capacity. If not, the author is a
            person and becomes a pseudonym.
        full_text: whether to read each new entry's page for its whole text.
        web: how addresses are asked.

    Raises:
        SettingError: the name is not a source's name.
    """

    address: str
    name: str
    title: str = ""
    institutional: bool = False
    full_text: bool = False
    web: Web = field(default_factory=Web)
    kind: str = field(default="feeds", init=False)
    policy: Policy = field(default=POLICY, init=False)
    options: ClassVar[tuple[Option, ...]] = (
        Option("address", "Address", "address", required=True, example="https://bao-mau.example/rss"),
        Option("title", "Name of the publisher", example="Báo Mẫu"),
        Option("institutional", "A newspaper or an agency speaks here", "yes"),
        Option(
            "full_text",
            "Read the whole articles",
            "yes",
            why="Only where the owner's terms allow that they are stored.",
        ),
    )
    every: ClassVar[timedelta] = timedelta(minutes=10)

    def __post_init__(self) -> None:
        must_be_name(self.name, "feeds.city-news")

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """One page: what is new or edited since ``cursor``.

        Raises:
            SourceRefused: the address is gone, or reading it is not allowed.
            SourceUnreachable: no answer; where the host names a time to wait, that is kept in the cursor first.
            FormatChanged: the answer is not a feed.
        """
        now = datetime.now(UTC)
        self._mind(cursor, now)
        try:
            found = self._ask(cursor)
        except Gone:
            yield Page((), {**cursor, "gone": now.isoformat()})
            raise
        except AskedToWait as error:
            yield Page((), {**cursor, "not_before": error.until.isoformat()})
            raise
        yield self._page(found, cursor, now)

    def to_post(self, raw: Raw) -> Post | Rejected:
        return EntryReader(self.name, self.title, self.institutional).post(raw)

    def _mind(self, cursor: Mapping[str, Any], now: datetime) -> None:
        if cursor.get("gone"):
            raise SourceRefused(
                "The feed is gone for good (HTTP 410).", do="Look for another address, or stop following it."
            )
        mind_wait(cursor, now)

    def _ask(self, cursor: Mapping[str, Any]) -> Fetched:
        address = str(cursor.get("moved_to") or self.address)
        etag, modified = str(cursor.get("etag") or ""), str(cursor.get("modified") or "")
        return self.web.get(address, etag=etag, modified=modified)

    def _page(self, found: Fetched, cursor: Mapping[str, Any], now: datetime) -> Page:
        polled = moment(cursor.get("polled"))
        kept = {**cursor, "polled": now.isoformat(), "not_before": ""}
        if found.moved and found.address != self.address:
            kept["moved_to"] = found.address
        if found.status == 304:
            return Page((), kept, _period(polled, now))
        kept |= {"etag": found.headers.get("etag", ""), "modified": found.headers.get("last-modified", "")}
        digest = blake2b(found.body, digest_size=16).hexdigest()
        if digest == cursor.get("body"):
            return Page((), kept, _period(polled, now))  # many servers know no 304
        before = memory.seen_in(cursor)
        document = documents.read(found.body, address=found.address, content_type=found.headers.get("content-type", ""))
        fresh, seen = memory.news(document, before, now)
        raws = [{**raw, "feed": document.title, "read_at": now.isoformat()} for raw in fresh]
        raws = [{**raw, "language": raw["language"] or document.language} for raw in raws]
        kept |= {"seen": seen, "body": digest}
        return Page(tuple(self._with_text(raws)), kept, _covered(seen, before, polled, now))

    def _with_text(self, raws: list[dict[str, Any]]) -> Iterator[Raw]:
        for number, raw in enumerate(raws):
            if self.full_text and number < MOST_PAGES_READ and raw["link"]:
                yield {**raw, "full": self._article(raw["link"])}
            else:
                yield raw

    def _article(self, address: str) -> str:
        """The main text of an entry's page; empty where it cannot be had: the feed's own text then stands."""
        import trafilatura  # noqa: PLC0415  # loads a hundred modules that most feeds never need

        try:
            page = replace(self.web, attempts=1).get(address)
        except SourceError:
            return ""
        return trafilatura.extract(page.body.decode("utf-8", "replace"), url=page.address, include_comments=False) or ""


def _covered(seen: memory.Seen, before: memory.Seen, polled: datetime | None, now: datetime) -> Period | None:
    """What this reading can vouch for.

    All since the last one if the feed still holds something known or older; else only what reaches back to its oldest
    entry: between the two, entries may have come and gone unseen.
    """
    oldest = min((at for published, _ in seen.values() if (at := moment(published))), default=None)
    if polled is not None and (oldest is None or oldest <= polled or seen.keys() & before.keys()):
        return _period(polled, now)
    return _period(oldest, now)


def _period(start: datetime | None, end: datetime) -> Period | None:
    return Period(start, end) if start is not None and start < end else None
