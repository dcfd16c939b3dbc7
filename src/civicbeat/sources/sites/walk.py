"""Walk: through a site's sitemaps to the pages that are new or changed."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

from protego import Protego

from civicbeat.records.errors import SourceError
from civicbeat.sources.contract import Rejected
from civicbeat.sources.sites import documents
from civicbeat.sources.sites.documents import Listed, Sitemap
from civicbeat.sources.sites.memory import Memory, SeenSitemap, key
from civicbeat.sources.web import AskedToWait, Fetched, Web

MOST_ROOTS = 20
MOST_READ = 50
"""Sitemaps asked for in one reading; an index with more is read in turns."""

MOST_BYTES = 100 * 2**20
"""Unpacked or as sent, of all sitemaps of one reading."""

DEEPEST = 3
ASLEEP = timedelta(days=1)
"""How long a sitemap without a date, in which nothing was new, is left alone."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page that is new or changed, its change, and the key of the sitemap that listed it."""

    page: Listed
    changed: datetime
    sitemap: str

    @property
    def stamp(self) -> int:
        """The change in seconds."""
        return int(self.changed.timestamp())


@dataclass(slots=True)
class Walked:
    """What a walk found.

    Attributes:
        candidates: pages to read, each once.
        rejected: sitemaps that could not be read, and pages that tell no date.
        oldest: the earliest change listed.
        reaches_back: whether sitemaps were left out because they hold nothing later than is known.
        broken: whether a sitemap that was read before, or an unread part of an index, is missing.
        error: the last fault; ``read`` counts the sitemaps that answered.
    """

    candidates: dict[str, Candidate] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    oldest: datetime | None = None
    reaches_back: bool = False
    broken: bool = False
    error: SourceError | None = None
    read: int = 0
    size: int = 0


def host_of(address: str) -> str:
    """Host and port that tell a site, without *www.*; empty where the address cannot be read."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        return ""
    return parts.hostname.removeprefix("www.") + (f":{port}" if port not in (None, 80, 443) else "")


def roots(address: str, web: Web) -> tuple[str, ...]:
    """The sitemaps where reading the site at ``address`` starts: itself, those robots.txt names, or /sitemap.xml.

    Raises:
        AskedToWait: the host asks not to be asked now.
    """
    path = urlsplit(address).path.lower()
    if path.endswith((".xml", ".xml.gz")) or "sitemap" in path:
        return (address,)
    try:
        robots = web.get(urljoin(address, "/robots.txt")).body.decode("utf-8", "replace")
    except AskedToWait:
        raise
    except SourceError:
        robots = ""
    named = [urljoin(address, line) for line in Protego.parse(robots).sitemaps if len(line) < documents.LONGEST_ADDRESS]
    found = tuple(dict.fromkeys(one for one in named if host_of(one)))[:MOST_ROOTS]
    return found or (urljoin(address, "/sitemap.xml"),)


def walk(site: str, memory: Memory, web: Web, now: datetime) -> Walked:
    """Reads the sitemaps from ``memory.roots`` on, notes them in ``memory`` and gives the pages that are news.

    A sitemap may stand on another host only where robots.txt names it; the pages must be those of ``site``.

    Raises:
        AskedToWait: a host asks not to be asked now.
        SourceError: no sitemap could be read.
    """
    walker = _Walker(site, memory, replace(web, largest=documents.LARGEST), now)
    walker.run()
    if not walker.walked.read and walker.walked.error is not None:
        raise walker.walked.error
    return walker.walked


@dataclass(slots=True)
class _Walker:
    site: str
    memory: Memory
    web: Web
    now: datetime
    walked: Walked = field(default_factory=Walked)

    def run(self) -> None:
        asked = set[str]()
        waiting = deque((root, 0) for root in self.memory.roots)
        while waiting:
            address, depth = waiting.popleft()
            if key(address) in asked:
                continue
            if len(asked) >= MOST_READ or self.walked.size >= MOST_BYTES:
                self.walked.broken = True
                return
            asked.add(key(address))
            sitemap = self._read(address)
            if sitemap is not None and not sitemap.index:
                self._note_pages(sitemap, address)
            elif sitemap is not None and depth < DEEPEST:
                waiting.extend((child, depth + 1) for child in self._children(sitemap, address))

    def _read(self, address: str) -> Sitemap | None:
        """The sitemap; ``None`` where it did not change or cannot be read, which is noted."""
        known = self.memory.sitemaps.get(key(address))
        try:
            found = self.web.get(address, etag=known.etag if known else "", modified=known.modified if known else "")
            self.walked.size += len(found.body)
            sitemap = documents.read(found.body) if found.status == 200 else None
        except AskedToWait:
            raise
        except SourceError as error:
            self.walked.error = error
            self.walked.broken = self.walked.broken or known is not None
            self.walked.rejected.append(Rejected(address[:200], "sitemap-unreadable", error.what))
            return None
        self.walked.read += 1
        if sitemap is None:
            self.walked.reaches_back = True
            return None
        self.memory.sitemaps[key(address)] = _noted(sitemap, found, self.now)
        undated = 0 if sitemap.index or known is not None else sum(page.changed is None for page in sitemap.listed)
        if undated:
            why = f"{undated:,} pages are listed without a date."
            self.walked.rejected.append(Rejected(address[:200], "no-date", why))
        return sitemap

    def _note_pages(self, sitemap: Sitemap, address: str) -> None:
        for page in sitemap.listed:
            if page.changed is None or host_of(page.address) != self.site:
                continue
            self.walked.oldest = min(self.walked.oldest or page.changed, page.changed)
            seen = self.memory.seen.get(key(page.address))
            new = Candidate(page, page.changed, key(address))
            if page.changed > self.memory.since and (seen is None or seen.changed != new.stamp):
                held = self.walked.candidates.setdefault(key(page.address), new)
                # the news extension says most: titles and the date of publication
                if held.page.published is None and page.published is not None:
                    self.walked.candidates[key(page.address)] = new

    def _children(self, index: Sitemap, address: str) -> list[str]:
        """Sitemaps worth asking for: those dated since, newest first, then the undated, longest unread first."""
        own = {self.site, host_of(address)}
        dated: list[tuple[datetime, str]] = []
        undated: list[tuple[int, str]] = []
        for child in index.listed:
            if host_of(child.address) not in own:
                continue
            known = self.memory.sitemaps.get(key(child.address))
            if child.changed is not None and child.changed > self.memory.since:
                dated.append((child.changed, child.address))
            elif child.changed is not None or (known is not None and self._asleep(known)):
                self.walked.reaches_back = True
            else:
                undated.append((known.visited if known else 0, child.address))
        newest_first = [name for _, name in sorted(dated, reverse=True)]
        return newest_first + [name for _, name in sorted(undated, key=lambda item: item[0])]

    def _asleep(self, known: SeenSitemap) -> bool:
        old = known.newest < self.memory.since.timestamp()
        return old and self.now.timestamp() - known.visited < ASLEEP.total_seconds()


def _noted(sitemap: Sitemap, found: Fetched, now: datetime) -> SeenSitemap:
    """An index keeps no validators: what its sitemaps list may change while it stays."""
    newest = max((page.changed for page in sitemap.listed if page.changed), default=datetime.fromtimestamp(0, UTC))
    etag, modified = ("", "") if sitemap.index else (found.headers.get(name, "") for name in ("etag", "last-modified"))
    return SeenSitemap(etag[:200], modified[:200], int(now.timestamp()), int(newest.timestamp()))
