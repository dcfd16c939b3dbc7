"""Sites: the articles of a news site that offers no feed, found by its sitemaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from typing import Any, ClassVar

from civicbeat.records.errors import SettingError, SourceError, SourceRefused, SourceUnreachable
from civicbeat.records.period import Period
from civicbeat.records.post import Post
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.cursors import mind_wait, moment
from civicbeat.sources.naming import must_be_name
from civicbeat.sources.options import Option
from civicbeat.sources.policy import Policy
from civicbeat.sources.sites import article
from civicbeat.sources.sites.mapping import PageReader
from civicbeat.sources.sites.memory import Memory, SeenPage, key
from civicbeat.sources.sites.walk import Candidate, Walked, host_of, roots, walk
from civicbeat.sources.web import AskedToWait, Web

MOST_TRIES = 3
"""How often a page that does not answer is asked for, once a reading."""

MOST_FAULTS = 3
"""Pages in a row without an answer after which a reading ends: the host is in trouble."""

LARGEST_PAGE = 2 * 2**20
"""Bytes of one page; finding the main text of a page made to be slow takes some 8 seconds a MiB."""

ROOTS_KEPT = timedelta(hours=24)

POLICY = Policy(
    terms="Each site's own: a sitemap invites programs to read the pages it lists; robots.txt is obeyed.",
    terms_read=date(2026, 11, 1),
    may_store="Title, main text, link, date and labels, only where the site's terms allow it.",
    deletion="None: a page that leaves a sitemap may still stand. Erase an article on its owner's request.",
    requests_per_minute=60,
)


@dataclass(frozen=True)
class SitesSource:
    """Reads the new pages of one news site.

    Attributes:
        address: the site's public address, or that of one of its sitemaps.
        name: registered name, for example ``sites.bao-mau``.
        title: the name under which the site speaks; the one its pages give where it is empty.
        days_back: how many days the first reading reaches back, and how late a page may appear in a sitemap.
        most_pages: pages read in one reading; the others wait for the next.
        web: how addresses are asked.

    Raises:
        SettingError: the name is not a source's name, the address not one of the web, or a number out of bounds.
    """

    address: str
    name: str
    title: str = ""
    days_back: int = 2
    most_pages: int = 20
    web: Web = field(default_factory=Web)
    kind: str = field(default="sites", init=False)
    policy: Policy = field(default=POLICY, init=False)
    options: ClassVar[tuple[Option, ...]] = (
        Option("address", "Address", "address", required=True, example="https://bao-mau.example/"),
        Option("title", "Name of the publisher", example="Báo Mẫu"),
    )
    every: ClassVar[timedelta] = timedelta(minutes=15)

    def __post_init__(self) -> None:
        must_be_name(self.name, "sites.city-news")
        if not host_of(self.address):
            raise SettingError("This is not a site's public address.", do="Give it as https://bao.example.")
        if not 1 <= self.days_back <= 365 or not 1 <= self.most_pages <= 1_000:
            raise SettingError("The days or pages of a reading are out of bounds.", do="Give 1 to 365 and 1 to 1000.")

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """One page: articles that are new or changed since ``cursor``, the longest waiting first.

        Raises:
            SourceRefused: reading the site is not allowed.
            SourceUnreachable: no answer; where the host names a time to wait, that is kept in the cursor first.
            FormatChanged: no sitemap of the site is one.
        """
        now = datetime.now(UTC)
        mind_wait(cursor, now)
        memory = Memory.of(cursor, now - timedelta(days=self.days_back))
        try:
            self._find_roots(memory, now)
            walked = walk(host_of(self.address), memory, self.web, now)
        except AskedToWait as error:
            yield Page((), {**cursor, "not_before": error.until.isoformat()})
            raise
        reading = _Reading(self, memory, now)
        left = reading.run(_in_order(walked, memory))
        covers = _settle(memory, walked, left, now, self.days_back)
        lost = [one for one in left if one.changed <= memory.since]
        overrun = [Rejected(self.address[:200], "too-many", f"{len(lost):,} pages are passed over.")] if lost else []
        kept = {**memory.as_cursor(), "not_before": reading.wait.until.isoformat() if reading.wait else ""}
        yield Page(tuple(reading.raws), kept, covers, (*walked.rejected, *reading.rejected, *overrun))
        if reading.wait:
            raise reading.wait

    def to_post(self, raw: Raw) -> Post | Rejected:
        return PageReader(self.name, self.title).post(raw)

    def _find_roots(self, memory: Memory, now: datetime) -> None:
        read = moment(memory.roots_read)
        if not memory.roots or read is None or now - read >= ROOTS_KEPT:
            memory.roots, memory.roots_read = roots(self.address, self.web), now.isoformat()


@dataclass(slots=True)
class _Reading:
    """Reads the pages of one reading and notes in ``memory`` which are dealt with."""

    source: SitesSource
    memory: Memory
    now: datetime
    raws: list[Raw] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    wait: AskedToWait | None = None
    _faults: int = 0

    def run(self, candidates: list[Candidate]) -> list[Candidate]:
        """Reads from the first on; gives those that are left for later."""
        again: list[Candidate] = []
        for number, candidate in enumerate(candidates):
            if number >= self.source.most_pages or self._faults >= MOST_FAULTS:
                return again + candidates[number:]
            try:
                if not self._deal(candidate):
                    again.append(candidate)
            except AskedToWait as error:
                self.wait = error
                return again + candidates[number:]
        return again

    def _deal(self, candidate: Candidate) -> bool:
        name = key(candidate.page.address)
        try:
            made = self._page(candidate)
            self._faults = 0
        except AskedToWait:
            raise
        except SourceUnreachable as error:
            self._faults += 1
            self.memory.tries[name] = self.memory.tries.get(name, 0) + 1
            if self.memory.tries[name] < MOST_TRIES:
                return False
            made = _rejected(candidate, "unreachable", error.what)
        except SourceError as error:
            made = _rejected(candidate, "refused" if isinstance(error, SourceRefused) else "bad-page", error.what)
        self.memory.tries.pop(name, None)
        before = self.memory.seen.get(name)
        if isinstance(made, Rejected):
            self.rejected.append(made)
            self.memory.seen[name] = SeenPage(candidate.stamp, before.published if before else "")
            return True
        digest = blake2b(f"{made['title']}\x1f{made['full']}".encode(), digest_size=8).hexdigest()
        if before is None or before.digest != digest:
            self.raws.append(made)
        self.memory.seen[name] = SeenPage(candidate.stamp, str(made["published"]), digest)
        return True

    def _page(self, candidate: Candidate) -> Raw | Rejected:
        listed, site = candidate.page, host_of(self.source.address)
        web = self.source.web
        found = replace(web, attempts=1, largest=min(web.largest, LARGEST_PAGE)).get(listed.address)
        if host_of(found.address) != site:
            return _rejected(candidate, "elsewhere", "The page leads to another site.")
        if "html" not in found.headers.get("content-type", "html").lower():
            return _rejected(candidate, "not-html", "The address does not answer with a page.")
        said = article.read(found.body, found.address)
        if said is None:
            return _rejected(candidate, "no-text", "The page has no main text.")
        if said.overview and listed.published is None:
            return _rejected(candidate, "no-article", "The page calls itself a website, not an article.")
        seen = self.memory.seen.get(key(listed.address))
        published = moment(seen.published if seen else "") or listed.published or said.published
        if published is None:
            return _rejected(candidate, "no-date", "Neither the sitemap nor the page says when it was published.")
        return {
            "id": listed.address,
            "link": listed.address,
            "where": listed.address[:200],
            "title": listed.title or said.title,
            "full": said.text,
            "published": min(published, self.now).isoformat(),
            "read_at": self.now.isoformat(),
            "feed": listed.publisher or said.publisher or site,
            "language": listed.language or said.language,
            "tags": list(said.labels[:20]),
        }


def _rejected(candidate: Candidate, reason: str, detail: str) -> Rejected:
    return Rejected(candidate.page.address[:200], reason, detail)


def _in_order(walked: Walked, memory: Memory) -> list[Candidate]:
    """Never seen before changed, articles before other pages, and of each the longest waiting first."""

    def turn(named: tuple[str, Candidate]) -> tuple[bool, bool, datetime]:
        name, candidate = named
        return name in memory.seen, candidate.page.published is None, candidate.changed

    return [candidate for _, candidate in sorted(walked.candidates.items(), key=turn)]


def _settle(memory: Memory, walked: Walked, left: list[Candidate], now: datetime, days_back: int) -> Period | None:
    """Brings ``memory`` up to this reading and gives the period it can vouch for.

    That is all since the last one if the sitemaps still list something as old; else only what reaches back to their
    oldest page. Pages left for later end it; a sitemap that fails leaves it open.
    """
    for name in {one.sitemap for one in left}:
        memory.sitemaps[name] = replace(memory.sitemaps[name], etag="", modified="")
    start = memory.covered
    if not walked.reaches_back and walked.oldest is not None:
        start = max(start, walked.oldest)
    end = start if walked.broken else min((now, *(one.changed for one in left)))
    memory.covered = max(memory.covered, end)
    if not left and not walked.broken:
        memory.since = max(memory.since, now - timedelta(days=days_back))
    memory.trim()
    memory.since = min(memory.since, now)  # pages that claim to change in the future must not make it deaf
    return Period(start, end) if start < end else None
