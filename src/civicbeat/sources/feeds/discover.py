"""Discover: the feeds that a web page declares, or the feed itself when the address is one."""

from __future__ import annotations

from urllib.parse import urljoin

from civicbeat.records.errors import FormatChanged
from civicbeat.sources.feeds import documents, page
from civicbeat.sources.feeds.opml import Listed
from civicbeat.sources.web import Web

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
    listed = [Listed(urljoin(base, href), title, base) for href, title in page.read(body).feeds]
    return tuple({feed.address: feed for feed in listed if feed.address.startswith("http")}.values())[:MOST]
