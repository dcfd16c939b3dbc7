"""Documents: from the bytes of a sitemap to what it lists (sitemaps.org 0.9, with the news extension)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from lxml import etree  # type: ignore[import-untyped]

from civicbeat.records.errors import FormatChanged
from civicbeat.records.period import CITY_ZONE

MOST_LISTED = 50_000
"""Entries of one sitemap, as the protocol bounds them."""

LARGEST = 20 * 2**20
"""Bytes of one sitemap after unpacking; the protocol allows 50 MiB, which no news site needs."""

LONGEST_ADDRESS = 2_000
_LONGEST_FIELD = 4_000
_DEEPEST = 16
_PIECE = 2**16


@dataclass(frozen=True, slots=True)
class Listed:
    """A page, or in an index a sitemap.

    Attributes:
        address: as it is listed.
        changed: when it last changed: ``lastmod``, else the news date; ``None`` where neither can be read.
        published: the news date, when the article was first published.
        title, language, publisher: of the news extension; empty without it.
    """

    address: str
    changed: datetime | None = None
    published: datetime | None = None
    title: str = ""
    language: str = ""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one sitemap lists: pages, or where ``index`` is true further sitemaps."""

    index: bool
    listed: tuple[Listed, ...]


def read(body: bytes) -> Sitemap:
    """The sitemap in ``body``, which may be packed by gzip.

    Raises:
        FormatChanged: it is no complete sitemap, is too large, or declares a document type, which no sitemap needs
            and attacks use.
    """
    plain = _unpacked(body).lstrip(b" \t\r\n") if body[:2] == b"\x1f\x8b" else body.lstrip(b" \t\r\n")
    if len(plain) > LARGEST:
        raise _too_large()
    reader = _Reader()
    parser = etree.XMLParser(target=reader, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        for start in range(0, len(plain), _PIECE):
            parser.feed(plain[start : start + _PIECE])
        parser.close()
    except etree.LxmlError as error:
        raise FormatChanged("The sitemap is not complete XML.", do="It is tried again later.") from error
    if reader.index is None:
        raise FormatChanged("The address does not answer with a sitemap.", do="Look in the site's robots.txt.")
    return Sitemap(reader.index, tuple(reader.listed))


def moment(text: str) -> datetime | None:
    """A W3C date or date and time, in UTC; what has no zone is the city's time. ``None`` where it cannot be read."""
    try:
        found = datetime.fromisoformat(text.strip())
        aware = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(CITY_ZONE))
        return aware.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _unpacked(body: bytes) -> bytes:
    """One gzip member, unpacked under the limit so that a small answer cannot become a huge one."""
    unpack = zlib.decompressobj(wbits=31)
    try:
        plain = unpack.decompress(body, LARGEST + 1)
    except zlib.error as error:
        raise FormatChanged("The sitemap is wrongly packed.", do="It is tried again later.") from error
    if len(plain) > LARGEST:
        raise _too_large()
    if not unpack.eof or unpack.unused_data.strip(b"\0"):
        raise FormatChanged("The packed sitemap is not whole.", do="It is tried again later.")
    return plain


def _too_large() -> FormatChanged:
    return FormatChanged(f"The sitemap is larger than {LARGEST // 2**20} MiB.", do="Follow a smaller one of the site.")


@dataclass(slots=True)
class _Reader:
    """Takes the parser's events one by one, so that no tree is built whose size the sender chooses."""

    index: bool | None = None
    listed: list[Listed] = field(default_factory=list)
    _path: list[str] = field(default_factory=list)
    _found: dict[str, str] = field(default_factory=dict)
    _said: list[str] = field(default_factory=list)
    _length: int = 0

    def doctype(self, *_: object) -> None:
        raise FormatChanged("The sitemap declares a document type.", do="Tell its owner; such sitemaps are not read.")

    def start(self, tag: str, _: object) -> None:
        name = tag.rpartition("}")[2]
        if not self._path:
            self.index = {"urlset": False, "sitemapindex": True}.get(name)
        self._path.append(name)
        self._said, self._length = [], 0
        if len(self._path) > _DEEPEST or self.index is None:
            raise FormatChanged("The address does not answer with a sitemap.", do="Look in the site's robots.txt.")
        if len(self._path) == 2:
            self._found = {}

    def data(self, text: str) -> None:
        self._length += len(text)
        if self._length <= _LONGEST_FIELD:
            self._said.append(text)

    def end(self, _: object) -> None:
        name = self._path.pop()
        parent = self._path[-1] if self._path else ""
        if parent in ("url", "sitemap", "news", "publication") and self._length <= _LONGEST_FIELD:
            self._found.setdefault(f"{parent}/{name}", "".join(self._said).strip())
        if len(self._path) == 1 and name == ("sitemap" if self.index else "url"):
            self._keep(name)
        self._said, self._length = [], 0

    def close(self) -> None:
        """The parser asks for it; all is in ``listed``."""

    def _keep(self, name: str) -> None:
        found = self._found.get
        address = found(f"{name}/loc", "")
        if not address or len(address) > LONGEST_ADDRESS:
            return
        if len(self.listed) == MOST_LISTED:
            raise FormatChanged(f"The sitemap lists more than {MOST_LISTED:,} addresses.", do="Tell its owner.")
        published = moment(found("news/publication_date", ""))
        self.listed.append(
            Listed(
                address,
                moment(found(f"{name}/lastmod", "")) or published,
                published,
                found("news/title", ""),
                found("publication/language", ""),
                found("publication/name", ""),
            )
        )
