"""Mapping of a captured page to a post."""

from __future__ import annotations

from urllib.parse import urlsplit

from civicbeat.records.post import Post
from civicbeat.sources.contract import Rejected
from civicbeat.sources.exports import Beginning, Item, titled, when
from civicbeat.sources.files.words import language_code
from civicbeat.sources.reading import link
from civicbeat.sources.sites import article

KNOWN = frozenset(("address", "captured", "body", "text"))


def recognises(beginning: Beginning) -> bool:
    """Every record of an archive begins so, and the first stands at its beginning."""
    return beginning.data.startswith((b"WARC/1.", b"WARC/0."))


def post(item: Item) -> Post | Rejected:
    """The site speaks. A page that tells no date of its own is known by its capture, so that its date never moves."""
    address, captured, body, text = link(item.row, "address"), when(item.row, "captured"), *_parts(item)
    speaker = item.institution or _host(address)
    if text is not None:
        return item.post(
            "news",
            address and f"{address} {captured}",
            text.decode("utf-8", "replace").strip(),
            captured,
            institution=speaker,
            url=address,
            kind="article",
        )
    said = article.read(body, address) if body else None
    if said is None:
        return item.rejected("no-text", "The page has no main text.")
    if said.overview:
        return item.rejected("no-article", "The page calls itself a website, not an article.")
    own = said.published if said.published and captured and said.published <= captured else None
    return item.post(
        "news",
        address if own or not address else f"{address} {captured}",
        titled(said.title, said.text),
        own or captured,
        institution=speaker,
        url=address,
        kind="article",
        language=language_code(said.language),
        tags=tuple(label[:80] for label in said.labels[:20] if label),
    )


def _parts(item: Item) -> tuple[bytes | None, bytes | None]:
    body, text = item.row.get("body"), item.row.get("text")
    return body if isinstance(body, bytes) else None, text if isinstance(text, bytes) else None


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
