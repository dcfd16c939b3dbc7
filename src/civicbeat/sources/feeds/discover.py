"""Discover: the feeds that a web page declares, or the feed itself when the address is one."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin

from civicbeat.records.errors import FormatChanged
from civicbeat.sources.feeds import documents
from civicbeat.sources.feeds.opml import Listed
from civicbeat.sources.web import Web

_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/json", "text/xml")
MOST = 20


def discover(address: str, web: Web | None = None) -> tuple[Listed, ...]:
    """The feeds at ``address``, the page's own order; empty when it declares none.

    Raises:
        SourceError: the address cannot or must not be read.
    """
    found = (web or Web()).get(address)
    try:
        feed = documents.read(found.body, address=found.address, content_type=found.headers.get("content-type", ""))
    except FormatChanged:
        return _declared(found.body, found.address)
    return (Listed(found.address, feed.title),)


def _declared(body: bytes, base: str) -> tuple[Listed, ...]:
    page = _Links()
    page.feed(body.decode("utf-8", "replace"))
    listed = [Listed(urljoin(base, href), title, base) for href, title in page.links]
    return tuple({feed.address: feed for feed in listed if feed.address.startswith("http")}.values())[:MOST]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "link":
            return
        given = {name: value or "" for name, value in attrs}
        if "alternate" in given.get("rel", "").lower().split() and given.get("type", "").lower() in _TYPES:
            self.links.append((given.get("href", "").strip(), given.get("title", "").strip()))
