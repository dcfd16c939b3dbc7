"""Wellformed: the everyday feed, RSS 2.0 or Atom 1.0 without surprises, read by lxml in a tenth of feedparser's time.

Whatever is not plain here is left to feedparser: ``read`` gives ``None`` for a document with an element, attribute,
encoding or date it does not know, or with one thing twice. Both readers find the same entries (a test holds
them against each other over the public suite), so it does not matter to which of them a feed goes today.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from civicbeat.sources.feeds import dates

Found = dict[str, Any]
Element = Any
"""lxml's own; it declares no types."""

_ATOM = "{http://www.w3.org/2005/Atom}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_MEDIA = "{http://search.yahoo.com/mrss/}"
_SLASH = "{http://purl.org/rss/1.0/modules/slash/}"
_SY = "{http://purl.org/rss/1.0/modules/syndication/}"
_WFW = "{http://wellformedweb.org/CommentAPI/}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_ADDRESS = re.compile(r"https?://[^\s/]\S*")
_ENTITY = re.compile(r"&\w+;")
_CONTROL = re.compile("[\x80-\x9f]")
_UTF8 = re.compile(r"(?:utf-?8|us-ascii)?", re.IGNORECASE)
_CHARSET = re.compile(r"charset=[\"']?([^\s;\"']*)", re.IGNORECASE)
_BASED = etree.XPath("boolean(//@base | //@xml:base)")


class _UnusualError(Exception):
    """Something stands here whose meaning this reader does not vouch for."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A feed: ``title``, ``language`` and entries.

    An entry has the texts that stand there, ``title``, ``summary``, ``content``, ``link``, ``id`` and ``author``;
    ``published`` and ``updated`` (ISO 8601, UTC); ``language`` of the title; and ``tags``. What is missing is left out.
    """

    title: str
    language: str
    entries: tuple[Found, ...]


def read(body: bytes, content_type: str = "") -> Plain | None:
    """The feed in ``body``; ``None`` where it is not as plain as this reader wants it."""
    charset = _CHARSET.search(content_type)
    if not body.removeprefix(b"\xef\xbb\xbf").startswith(b"<") or (charset and not _UTF8.fullmatch(charset[1])):
        return None
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(body, parser)
        about = root.getroottree().docinfo
        plain = not about.doctype and _UTF8.fullmatch(about.encoding or "") and not _BASED(root)
        return _feed(root) if plain else None
    except (etree.LxmlError, ValueError, _UnusualError):
        return None


def _feed(root: Element) -> Plain:
    dialect = next((dialect for dialect in _DIALECTS if root.tag == dialect.root), None)
    if dialect is None or not set(root.keys()) <= {"version", _LANG} or root.get(_LANG) == "":
        raise _UnusualError
    language = (root.get(_LANG) or "").replace("_", "-")
    feed = root
    if dialect is _RSS:
        if len(root) != 1 or root[0].tag != "channel" or root[0].attrib:
            raise _UnusualError
        feed = root[0]
    told: Found = {}
    entries: list[Found] = []
    for part in feed:
        if part.tag == dialect.entry:
            entries.append(_entry(part, dialect, language))
        else:
            _take(part, dialect.head, dialect.head_left, told)
    return Plain(told.get("title", ""), told.get("language", language), tuple(entries))


def _entry(element: Element, dialect: _Dialect, language: str) -> Found:
    if element.attrib:
        raise _UnusualError
    found: Found = {"tags": []}
    for part in element:
        _take(part, dialect.taken, dialect.left, found)
    found["tags"] = [term for term, *_ in found["tags"]]
    if "title" in found:
        found["language"] = language
    if "address" in found:  # the id, where it says that it is one
        found.setdefault("link", found["id"])
    return found


def _take(
    part: Element, taken: Mapping[str, tuple[str, _Reader]], left: Mapping[str, frozenset[str]], to: Found
) -> None:
    """Puts what ``part`` says in its place, once; parts that say nothing of interest must be known too."""
    if (known := taken.get(part.tag)) is not None:
        name, reader = known
        value = reader(part, to)
        if name in to and value is not None:
            raise _UnusualError
        if value is not None:
            to[name] = value
    elif part.tag not in left or any(inner.tag not in left[part.tag] or len(inner) for inner in part):
        raise _UnusualError


_Reader = Callable[[Element, Found], Any]
"""What an element says; ``None`` where it has nothing to say, or put it in its place itself."""


def _text(element: Element) -> str:
    """The text of an element without others in it; texts that feedparser would mend are left to it."""
    text = (element.text or "").strip()
    if len(element):
        raise _UnusualError
    if not text.isascii():
        if _CONTROL.search(text):
            raise _UnusualError
        try:
            text.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return text
        raise _UnusualError  # UTF-8 that was taken for Latin-1 and encoded again
    return text


def _bare(element: Element, _: Found) -> str:
    if element.attrib:
        raise _UnusualError
    return _text(element)


def _typed(element: Element, _: Found) -> str:
    if set(element.keys()) - {"type"} or element.get("type", "text") not in ("text", "html", "text/html"):
        raise _UnusualError
    return _text(element)


def _date(element: Element, _: Found) -> str:
    text = _bare(element, _)
    moment = dates.moment(text)
    if text and moment is None:
        raise _UnusualError
    return moment.isoformat() if moment else ""


def _writer(element: Element, _: Found) -> str:
    text = _bare(element, _)
    if "@" in text:  # RSS wants an address of mail, with the name in brackets
        raise _UnusualError
    return text


def _person(element: Element, _: Found) -> str:
    """The name in an Atom author."""
    names = [_bare(part, _) for part in element if part.tag == f"{_ATOM}name"]
    others = [_bare(part, _) for part in element if part.tag in (f"{_ATOM}uri", f"{_ATOM}email")]
    if element.attrib or len(names) != 1 or not names[0] or len(names) + len(others) != len(element):
        raise _UnusualError
    return names[0]


def _address(element: Element, _: Found) -> str:
    address = _bare(element, _)
    if not _ADDRESS.fullmatch(address) or _ENTITY.search(address):
        raise _UnusualError
    return address


def _id(element: Element, found: Found) -> str:
    """An id is an address too unless it says no."""
    if set(element.keys()) - {"isPermaLink"} or "id" in found:
        raise _UnusualError
    text = _text(element)
    if ":///" in text:
        raise _UnusualError
    if element.get("isPermaLink", "true") == "true":
        found["address"] = True
    return text


def _alternate(element: Element, found: Found) -> None:
    """The address in an Atom link, if it is that of the entry's page; the last one counts."""
    address, rel, form = element.get("href", ""), element.get("rel", "alternate"), element.get("type", "text/html")
    if set(element.keys()) - {"href", "rel", "type", "title", "hreflang", "length"} or len(element):
        raise _UnusualError
    if not _ADDRESS.fullmatch(address) or (element.text or "").strip():
        raise _UnusualError
    if rel.lower() == "alternate" and form.lower() in ("text/html", "application/xhtml+xml"):
        found["link"] = address


def _label(element: Element, found: Found) -> None:
    """An RSS category."""
    if text := _bare(element, found):
        _tag(found, text)


def _term(element: Element, found: Found) -> None:
    """An Atom category."""
    term = element.get("term", "")
    if set(element.keys()) - {"term", "scheme", "label"} or _text(element) or not term or term != term.strip():
        raise _UnusualError
    _tag(found, term, element.get("scheme"), element.get("label"))


def _tag(found: Found, term: str, scheme: str | None = None, label: str | None = None) -> None:
    """Adds a tag unless the very same is there; one with another label is another."""
    tag = (term, scheme, label)
    if tag not in found["tags"]:
        found["tags"].append(tag)


@dataclass(frozen=True, slots=True)
class _Dialect:
    """Where things stand: elements that are taken, of the feed (``head``) and of an entry, and those that are left.

    Those left out may hold only the elements named with them.
    """

    root: str
    entry: str
    head: Mapping[str, tuple[str, _Reader]]
    head_left: Mapping[str, frozenset[str]]
    taken: Mapping[str, tuple[str, _Reader]]
    left: Mapping[str, frozenset[str]]


def _left(*tags: str, **with_others: str) -> dict[str, frozenset[str]]:
    return {tag: frozenset() for tag in tags} | {tag: frozenset(names.split()) for tag, names in with_others.items()}


_RSS = _Dialect(
    root="rss",
    entry="item",
    head={"title": ("title", _bare), "language": ("language", _bare)},
    head_left=_left(
        *("link", "description", "copyright", "generator", "docs", "ttl", "pubDate", "lastBuildDate", "category"),
        *("managingEditor", "webMaster", f"{_ATOM}link", f"{_SY}updatePeriod", f"{_SY}updateFrequency"),
        image="url title link width height description",
    ),
    taken={
        "title": ("title", _bare),
        "description": ("summary", _bare),
        f"{_CONTENT}encoded": ("content", _bare),
        "link": ("link", _address),
        "guid": ("id", _id),
        "author": ("author", _writer),
        f"{_DC}creator": ("author", _writer),
        "pubDate": ("published", _date),
        "category": ("tags", _label),
    },
    left=_left(
        *("comments", "enclosure", "image", "source", f"{_SLASH}comments", f"{_SLASH}section", f"{_WFW}commentRss"),
        *(f"{_WFW}comment", f"{_MEDIA}thumbnail", f"{_MEDIA}content"),
    ),
)
_PERSON = frozenset((f"{_ATOM}name", f"{_ATOM}uri", f"{_ATOM}email"))
_ATOM_10 = _Dialect(
    root=f"{_ATOM}feed",
    entry=f"{_ATOM}entry",
    head={f"{_ATOM}title": ("title", _typed)},
    head_left=_left(
        *(f"{_ATOM}id", f"{_ATOM}link", f"{_ATOM}updated", f"{_ATOM}subtitle", f"{_ATOM}generator", f"{_ATOM}icon"),
        *(f"{_ATOM}logo", f"{_ATOM}rights", f"{_ATOM}category"),
    )
    | {f"{_ATOM}author": _PERSON},
    taken={
        f"{_ATOM}title": ("title", _typed),
        f"{_ATOM}summary": ("summary", _typed),
        f"{_ATOM}content": ("content", _typed),
        f"{_ATOM}link": ("link", _alternate),
        f"{_ATOM}id": ("id", _id),
        f"{_ATOM}author": ("author", _person),
        f"{_ATOM}published": ("published", _date),
        f"{_ATOM}updated": ("updated", _date),
        f"{_ATOM}category": ("tags", _term),
    },
    left=_left(f"{_ATOM}rights", f"{_MEDIA}thumbnail"),
)
_DIALECTS = (_RSS, _ATOM_10)
