"""Discover: what can be followed at any address a person pastes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from civicbeat.records.errors import SourceError
from civicbeat.sources import feeds, sites
from civicbeat.sources.feeds import documents as feed_documents
from civicbeat.sources.feeds import page
from civicbeat.sources.sites import documents
from civicbeat.sources.web import Web

LONGEST_ADDRESS = 2_000
LONGEST_TITLE = 200
MOST_SITEMAPS_TRIED = 3
_MASTODON = ("mastodon", "hometown")
"""Programs that answer as Mastodon does, by the name they give themselves in NodeInfo."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be followed.

    Attributes:
        kind: of the source that follows it: ``feeds``, ``sites``, ``mastodon`` or ``discourse``.
        address: what that source is given.
        title: as it calls itself, else its host.
        why: what told, as one sentence for a person.
    """

    kind: str
    address: str
    title: str
    why: str


def discover(address: str, web: Web | None = None) -> tuple[Offer, ...]:
    """What can be followed at ``address``: feeds, the site by its sitemaps, a Mastodon server, a forum.

    Every probe asks a handful of addresses of that host, through ``web`` and its guard. One that fails is passed over;
    where nothing is found or nothing may be asked, the answer is empty.
    """
    whole = _whole(address)
    if not whole:
        return ()
    asked = replace(web or Web(), attempts=1)
    offers = [offer for probe in PROBES for offer in _tried(probe, whole, asked)]
    return tuple({(offer.kind, offer.address): offer for offer in offers}.values())


def _whole(address: str) -> str:
    """The address with its scheme; empty where it is none of the web."""
    address = address.strip()
    address = address if "://" in address else f"https://{address}"
    try:
        parts = urlsplit(address)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and len(address) <= LONGEST_ADDRESS
        _ = parts.port  # raises where it is no number
    except ValueError:
        return ""
    return address if fits else ""


def _tried(probe: Callable[[str, Web], Iterator[Offer]], address: str, web: Web) -> list[Offer]:
    try:
        return list(probe(address, web))
    except (SourceError, ValueError, RecursionError):  # what a hostile answer provokes in readers of JSON and addresses
        return []


def _feeds(address: str, web: Web) -> Iterator[Offer]:
    for feed in feeds.discover(address, web):
        why = f"{_host(feed.home)} names this feed." if feed.home else "The address answers with a feed."
        yield Offer("feeds", feed.address, _title(feed.title, feed.address), why)


def _sitemaps(address: str, web: Web) -> Iterator[Offer]:
    """The site, once one of its sitemaps is seen to be one."""
    larger = replace(web, largest=documents.LARGEST)
    for sitemap in sites.roots(address, web)[:MOST_SITEMAPS_TRIED]:
        try:
            listed = documents.read(larger.get(sitemap).body).listed
        except SourceError:
            continue
        if listed:
            home = address if sitemap == address else urljoin(address, "/")
            yield Offer("sites", home, _host(address), f"Its sitemap {urlsplit(sitemap).path} lists its pages.")
            return


def _mastodon(address: str, web: Web) -> Iterator[Offer]:
    home = urljoin(address, "/")
    told = _json(urljoin(home, "/api/v2/instance"), web)
    if isinstance(told.get("domain"), str) and isinstance(told.get("version"), str):
        yield Offer("mastodon", home, _title(told.get("title"), home), "It answers as a Mastodon server does.")
        return
    links = _json(urljoin(home, "/.well-known/nodeinfo"), web).get("links")
    hrefs = [link.get("href") for link in links if isinstance(link, dict)] if isinstance(links, list) else []
    for href in hrefs[:2]:
        about = urljoin(home, href) if isinstance(href, str) else ""
        if _host(about) != _host(home):
            continue
        node = _json(about, web)
        software, more = node.get("software"), node.get("metadata")
        if isinstance(software, dict) and str(software.get("name")).lower() in _MASTODON:
            name = more.get("nodeName") if isinstance(more, dict) else ""
            yield Offer("mastodon", home, _title(name, home), "Its NodeInfo says that it runs Mastodon.")
            return


def _forums(address: str, web: Web) -> Iterator[Offer]:
    """A Discourse forum; of other forums whose pages name no feed the one that stands where their program puts it."""
    home = urljoin(address, "/")
    told = _json(urljoin(home, "/site.json"), web)
    if isinstance(told.get("categories"), list) and "trust_levels" in told:
        yield Offer("discourse", home, _host(home), "It answers as a Discourse forum does.")
        return
    found = web.get(address)
    said = page.read(found.body)
    if said.generator.lower().startswith("discourse"):
        base = urljoin(found.address, f"{said.folder.rstrip('/')}/")
        yield Offer("discourse", base, _host(base), "Its pages say that Discourse made them.")
    elif said.forum is not None and not said.feeds:
        yield from _feed_of(said.forum, found.address, web)


def _feed_of(forum: page.Forum, address: str, web: Web) -> Iterator[Offer]:
    for place in page.places(forum, address):
        try:
            found = web.get(place)
            told = found.headers.get("content-type", "")
            feed = feed_documents.read(found.body, address=found.address, content_type=told)
        except SourceError:
            continue
        why = f"Its pages say that {forum.name} made them, and its feed stands where {forum.name} puts it."
        yield Offer("feeds", found.address, _title(feed.title, found.address), why)
        return


PROBES: tuple[Callable[[str, Web], Iterator[Offer]], ...] = (_feeds, _sitemaps, _mastodon, _forums)


def _json(address: str, web: Web) -> dict[str, Any]:
    """The object at ``address``; empty where there is none."""
    try:
        told = json.loads(web.get(address).body)
    except (SourceError, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _title(given: object, address: str) -> str:
    words = " ".join(given.split()) if isinstance(given, str) else ""
    return words.encode("utf-8", "replace").decode()[:LONGEST_TITLE] or _host(address)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
