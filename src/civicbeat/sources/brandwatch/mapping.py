"""Mapping of a Brandwatch mention to a post."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice

from civicbeat.records.post import Post
from civicbeat.sources.contract import Rejected
from civicbeat.sources.exports import Beginning, Item, platform_at, tally, titled, when
from civicbeat.sources.files.words import KINDS, language_code, plain
from civicbeat.sources.reading import link, native_id, word

KNOWN = frozenset(
    (
        *("Resource Id", "Date", "Url", "Title", "Snippet", "Full Text", "Author", "Domain", "Page Type", "Language"),
        *("Thread Id", "Thread Entry Type", "Facebook Likes", "Facebook Comments", "Facebook Shares"),
        *("Instagram Likes", "Instagram Comments", "X Likes", "X Replies", "X Reposts"),
        *("Twitter Likes", "Twitter Reply Count", "Twitter Retweets", "Reddit Score", "Reddit Comments"),
    )
)
_PREAMBLE = 40
"""Lines before the header in which the export tells its query and period: seven or so."""
_NEWS = ("news", "print", "broadcast", "radio", "tv")
_PLACES = ("facebook", "instagram", "tiktok", "youtube", "reddit", "bluesky", "threads", "x", "forum", "blog")


def header(beginning: Beginning) -> tuple[int, tuple[str, ...]] | None:
    """How many lines stand before the one that names the columns, and these; ``None`` where there is none."""
    for number, cells in enumerate(islice(_records(beginning.text), _PREAMBLE)):
        if {"Query Id", "Date", "Url"} <= set(cells):
            return number, tuple(cells)
    return None


def _records(text: str) -> Iterator[list[str]]:
    return (next(csv.reader([line]), []) for line in io.StringIO(text[:200_000], newline=""))


def post(item: Item) -> Post | Rejected:
    """A news site speaks under its own name; whoever wrote there is left out, as is all that is guessed of authors."""
    row = item.row
    url, page = link(row, "Url"), plain(word(row, "Page Type")).removesuffix("_public")
    news, entry = page in _NEWS, plain(word(row, "Thread Entry Type"))
    platform = "news" if news else platform_at(url, page if page in _PLACES else "other")
    own, thread = native_id(row, "Resource Id") or url, native_id(row, "Thread Id")
    return item.post(
        platform,
        own,
        titled(word(row, "Title"), word(row, "Full Text") or word(row, "Snippet")),
        when(row, "Date"),
        author="" if news else word(row, "Author"),
        institution=word(row, "Domain") if news else "",
        url=url,
        kind="article" if news else KINDS.get(entry, "post"),
        thread=thread if thread != own else "",
        language=language_code(word(row, "Language")),
        likes=tally(row, "Facebook Likes", "Instagram Likes", "X Likes", "Twitter Likes", "Reddit Score"),
        replies=tally(
            row, "Facebook Comments", "Instagram Comments", "X Replies", "Twitter Reply Count", "Reddit Comments"
        ),
        shares=tally(row, "Facebook Shares", "X Reposts", "Twitter Retweets"),
    )
