"""Documents: from the bytes of an RSS, Atom or JSON Feed to its entries as plain values.

Everyday feeds are read by ``wellformed``, all others by feedparser, which knows every dialect and forgives every fault
but takes ten times as long.
"""

from __future__ import annotations

import calendar
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any
from urllib.parse import urljoin

import feedparser
from feedparser.encodings import convert_to_utf8

from civicbeat.records.errors import FormatChanged
from civicbeat.sources.contract import Raw
from civicbeat.sources.feeds import wellformed
from civicbeat.sources.feeds.plaintext import plain_text

MOST_ENTRIES = 2_000
_FALSE_UTF16 = re.compile(rb"""(<\?xml[^>]*?)\s+encoding=["'](?:utf-?16|utf-?32|ucs-?[24])[^"'>]*["']""", re.IGNORECASE)
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Document:
    """A feed as it stands: its ``title`` (plain text), ``language`` (BCP 47, may be empty) and entries.

    Every entry is a mapping of strings: ``id`` (never empty), ``title``, ``body`` (HTML or text), ``link``, ``author``,
    ``language``, ``published`` and ``updated`` (ISO 8601, UTC, or empty), and ``tags``, a list of strings.
    """

    title: str
    language: str
    entries: tuple[Raw, ...]


def read(body: bytes, *, address: str = "", content_type: str = "") -> Document:
    """The feed in ``body``.

    Raises:
        FormatChanged: it is no feed, or declares XML entities, which no feed needs and attacks use.
    """
    start = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return _json_feed(body)
    # who can be read so far is no UTF-16: some programs of .NET claim it and send UTF-8
    if claim := _FALSE_UTF16.match(body):
        body = claim[1] + body[claim.end() :]
    plain = wellformed.read(body, content_type)
    if plain is None:
        return _any_feed(body, address, content_type)
    entries = tuple(_plain_entry(found, address) for found in plain.entries[:MOST_ENTRIES])
    return Document(plain_text(plain.title), plain.language, entries)


def _plain_entry(found: Mapping[str, Any], address: str) -> Raw:
    get = found.get
    made = {
        "title": get("title", ""),
        "body": max(get("content", ""), get("summary", ""), key=len),
        "link": _absolute(address, get("link", "")),
        "author": get("author", ""),
        "language": get("language", ""),
        "published": get("published", ""),
        "updated": get("updated", ""),
        "tags": found["tags"],
    }
    return {"id": get("id") or _own_id(made), **made}


def _any_feed(body: bytes, address: str, content_type: str) -> Document:
    # without the feed's address: an id that looks relative must stay as it is when the feed moves; HTML stays as it is
    # too, because only its plain text is taken
    headers = {"content-type": content_type or "application/xml"}
    try:
        body = convert_to_utf8(headers, body, {})
    except Exception as error:  # whatever a hostile document provokes in the decoders is a bad format
        raise _unreadable() from error
    if _ENTITY.search(body):  # looked for only now: there are many encodings to hide it in
        raise FormatChanged("The feed declares XML entities.", do="Tell its owner; such feeds are not read.")
    try:
        parsed = feedparser.parse(
            io.BytesIO(body),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
        known = bool(parsed.get("version")) or bool(parsed.entries)
        entries = tuple(_entry(entry, address) for entry in parsed.entries[:MOST_ENTRIES])
    except Exception as error:  # whatever a hostile document provokes in the parser is a bad format
        raise _unreadable() from error
    if not known:
        raise FormatChanged("The address does not answer with a feed.", do="Find the feed's address on the page.")
    feed = parsed.feed
    return Document(plain_text(_text(feed.get("title"))), _text(feed.get("language")), entries)


def _unreadable() -> FormatChanged:
    return FormatChanged("The feed cannot be read.", do="Open its address in a browser and look.")


def _entry(entry: Any, address: str) -> Raw:
    contents = [_text(content.get("value")) for content in entry.get("content", ()) if isinstance(content, Mapping)]
    body = max([*contents, _text(entry.get("summary"))], key=len)
    tags = [_text(tag.get("term")) for tag in entry.get("tags", ()) if isinstance(tag, Mapping)]
    made = {
        "title": _text(entry.get("title")),
        "body": body,
        "link": _absolute(address, _text(entry.get("link"))),
        "author": _text(entry.get("author_detail", {}).get("name") or entry.get("author")),
        "language": _text(entry.get("title_detail", {}).get("language")),
        "published": _moment(entry.get("published_parsed") or entry.get("created_parsed")),
        "updated": _moment(entry.get("updated_parsed") if "updated" in entry else None),
        "tags": [tag for tag in tags if tag],
    }
    return {"id": _text(entry.get("id")) or _own_id(made), **made}


def _absolute(address: str, link: str) -> str:
    try:
        return urljoin(address, link) if link else ""
    except ValueError:
        return ""


def _text(value: object) -> str:
    return value.encode("utf-8", "replace").decode().strip() if isinstance(value, str) else ""


def _moment(value: Any) -> str:
    """A UTC time tuple of feedparser as ISO 8601; empty when there is none."""
    try:
        return datetime.fromtimestamp(calendar.timegm(value), UTC).isoformat() if value else ""
    except (ValueError, OverflowError, OSError, TypeError):
        return ""


def _own_id(entry: Raw) -> str:
    """For entries without an id: their link, else a hash of what they say."""
    content = f"{entry['title']}\x1f{entry['body']}".encode()
    return str(entry["link"]) or blake2b(content, digest_size=16).hexdigest()


def _json_feed(body: bytes) -> Document:
    """JSON Feed 1 and 1.1 (jsonfeed.org)."""
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FormatChanged("The JSON feed is not complete.", do="It is tried again later.") from error
    if not isinstance(feed, dict) or "jsonfeed.org" not in _text(feed.get("version")):
        raise FormatChanged("The address answers with JSON that is no feed.", do="Find the feed's address on the page.")
    items = feed.get("items")
    entries = [_json_entry(item) for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return Document(plain_text(_text(feed.get("title"))), _text(feed.get("language")), tuple(entries[:MOST_ENTRIES]))


def _json_entry(item: dict[str, Any]) -> Raw:
    authors = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    first = next((author for author in authors or () if isinstance(author, dict)), {})
    tags = item.get("tags")
    made = {
        "title": _text(item.get("title")),
        "body": _text(item.get("content_html")) or _text(item.get("content_text")) or _text(item.get("summary")),
        "link": _text(item.get("url")) or _text(item.get("external_url")),
        "author": _text(first.get("name")),
        "language": _text(item.get("language")),
        "published": _iso(item.get("date_published")),
        "updated": _iso(item.get("date_modified")),
        "tags": [_text(tag) for tag in tags if _text(tag)] if isinstance(tags, list) else [],
    }
    native = item.get("id")
    return {"id": _text(str(native)) if isinstance(native, str | int) and native != "" else _own_id(made), **made}


def _iso(value: object) -> str:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat() if moment else ""
    except (ValueError, OverflowError):
        return ""
