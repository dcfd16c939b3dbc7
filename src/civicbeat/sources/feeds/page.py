"""Page: what a web page says of itself: the feeds it names, what made it, and whether that is a forum.

libxml2 reads it, whose time grows with the length of a page, whatever is broken in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree, html  # type: ignore[import-untyped]

MOST_TRIED = 6
"""Places where a forum's feed is looked for."""

_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/json", "text/xml")


@dataclass(frozen=True, slots=True)
class Forum:
    """A program that makes forums.

    Attributes:
        name: as it calls itself.
        sign: path in the markup (XPath) of what its pages have and others do not.
        feeds: where it puts its feed of everything new, seen from the forum's first page.
    """

    name: str
    sign: str
    feeds: tuple[str, ...]


FORUMS = (
    Forum(
        "phpBB",
        "//body[@id='phpbb'] | //a[contains(@href, '//www.phpbb.com')][.='phpBB']",
        ("app.php/feed", "feed.php", "feed"),
    ),
    Forum("XenForo", "//html[@id='XF' or @id='XenForo']", ("forums/-/index.rss",)),
    Forum(
        "vBulletin",
        "//meta[@name='generator'][starts-with(@content, 'vBulletin')]",
        ("external.php?type=RSS2", "external?type=rss2"),
    ),
    Forum("FluxBB", "//a[contains(@href, '//fluxbb.org')][.='FluxBB']", ("extern.php?action=feed&type=atom",)),
)
"""Forums that are followed by their feeds. Many name them on their pages; these are tried where a page names none."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says.

    Attributes:
        feeds: addresses, as the page writes them, and titles of the feeds it names.
        generator: what made it; empty where it does not say.
        folder: of a Discourse forum that does not stand at the root of its host; else empty.
        forum: what made it, where that is a forum that is followed by its feed.
    """

    feeds: tuple[tuple[str, str], ...] = ()
    generator: str = ""
    folder: str = ""
    forum: Forum | None = None


def read(body: bytes) -> Page:
    """The page in ``body``; one that says nothing where it cannot be read."""
    try:
        whole = body.decode("utf-8", "replace").replace("\0", "").encode()
        tree = html.document_fromstring(whole, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return Page()
    links = [link for link in tree.iter("link") if "alternate" in _given(link, "rel").lower().split()]
    feeds = [link for link in links if _given(link, "type").lower() in _TYPES]
    said = {_given(meta, "name").lower(): _given(meta, "content") for meta in reversed(list(tree.iter("meta")))}
    return Page(
        tuple((_given(link, "href"), _given(link, "title")) for link in feeds),
        said.get("generator", ""),
        said.get("discourse-base-uri", ""),
        next((forum for forum in FORUMS if tree.xpath(forum.sign)), None),
    )


def places(forum: Forum, address: str) -> list[str]:
    """Where the feed of the ``forum`` may stand that made the page at ``address``, the likeliest first."""
    parts = urlsplit(address).path.split("/")
    first = [urljoin(address, f"/{parts[1]}/")] if len(parts) > 2 and parts[1] else []
    bases = dict.fromkeys((urljoin(address, "."), *first, urljoin(address, "/")))
    tried = [urljoin(base, feed) for base in bases for feed in forum.feeds]
    return tried[:MOST_TRIED]


def _given(element: Any, name: str) -> str:
    return str(element.get(name) or "").strip()
