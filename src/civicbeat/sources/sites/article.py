"""Article: what a page says, without its menus, and when its publisher says it was published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civicbeat.sources.sites.documents import moment

_JSON_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_MOMENTS = (
    '//meta[@property="article:published_time"]/@content',
    '//meta[@itemprop="datePublished"]/@content',
    '//*[@itemprop="datePublished"]/@datetime',
)


@dataclass(frozen=True, slots=True)
class Article:
    """A page as read.

    Attributes:
        title, text: plain text.
        publisher: the name the site gives itself; may be empty.
        language: BCP 47 as the page declares it; may be empty.
        published: to the second where the page tells it in its markup, else the start of the day; ``None`` without.
        overview: whether the page calls itself a website rather than an article.
        labels: the publisher's sections and keywords.
    """

    title: str
    text: str
    publisher: str
    language: str
    published: datetime | None
    overview: bool
    labels: tuple[str, ...]


def read(body: bytes, address: str) -> Article | None:
    """The article in ``body``; ``None`` where there is no main text."""
    import trafilatura  # noqa: PLC0415  # loads a hundred modules that most installations never need

    try:
        tree = trafilatura.load_html(body)
        if tree is None:
            return None
        own, language = _own_moment(tree), _text(tree.get("lang"))
        found = trafilatura.bare_extraction(
            tree,
            url=address,
            with_metadata=True,
            include_comments=False,
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except Exception:  # noqa: BLE001  # whatever a hostile page provokes in the parsers, it has no text
        return None
    if found is None or not (text := _text(getattr(found, "text", ""))):
        return None
    said: Any = found
    return Article(
        _text(said.title),
        text,
        _text(said.sitename),
        language,
        own or moment(_text(said.date)),
        _text(said.pagetype).lower() == "website",
        tuple(_text(label) for label in (*(said.categories or ()), *(said.tags or ()))),
    )


def _own_moment(tree: Any) -> datetime | None:
    told = [str(value) for path in _MOMENTS for value in tree.xpath(path)]
    scripts = tree.xpath('//script[@type="application/ld+json"]/text()')
    told += [date for script in scripts for date in _JSON_DATE.findall(str(script))[:1]]
    return next((found for text in told if (found := moment(text)) is not None), None)


def _text(value: object) -> str:
    return value.encode("utf-8", "replace").decode().strip() if isinstance(value, str) else ""
