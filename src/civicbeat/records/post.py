"""Post: what somebody said in public, once as a value and once as an Arrow schema.

A post is *raw* between a source's ``to_post`` and the mask (author name and text as published, in memory only) and
*masked* ever after. ``RAW`` and ``MASKED`` are the two Arrow schemas; ``ENRICHED`` is ``MASKED`` with what the
enrichers found. Only ``ENRICHED`` batches may reach the store: what names a private person in ``RAW`` is not in them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

import pyarrow as pa

MOMENT = pa.timestamp("ms", tz="UTC")

POST_KINDS = ("post", "comment", "article", "share", "report")
"""What sort of utterance: own post, reply, article of a publisher, mere repetition, report to an authority."""

SENTIMENTS = ("negative", "neutral", "positive", "unclear")
"""*unclear* is a class of its own: the model declines, and its share is shown."""


def post_id(source: str, native_id: str) -> int:
    """The 64-bit id of a post: BLAKE2b over the source's name and the id it has there.

    The same post read twice has the same id; ids of different sources never depend on each other.
    """
    digest = blake2b(native_id.encode("utf-8", "surrogatepass"), digest_size=8, person=_person(source)).digest()
    return int.from_bytes(digest, "little")


def _person(source: str) -> bytes:
    """BLAKE2's personalisation has 16 bytes; a longer source name is hashed into them."""
    name = source.encode()
    return name if len(name) <= 16 else blake2b(name, digest_size=16).digest()


@dataclass(slots=True)
class Post:
    """A post as its source published it: raw, in memory only.

    Attributes:
        source: the source's registered name, for example ``files.facebook`` or ``feeds``.
        platform: where people see it, for example ``facebook``, ``youtube``, ``news``.
        native_id: the id it has at its source; with ``source`` it identifies the post.
        text: what was said; a title is a first line of its own.
        published_at: aware; must never change for the same id. ``None`` is set aside as a bad row.
        collected_at: aware; when we read it. A later reading of the same id is an edit.
        author: the author's name or handle as published; empty when unknown.
        institution: the name under which an *institutional* account speaks; empty for everybody else.
        url: where it can be read; empty when unknown.
        kind: one of ``POST_KINDS``.
        parent, thread: native ids of what it answers and of the thread's first post; empty when none.
        language: language the source declares (BCP 47), empty when none.
        likes, replies, shares, reach: counts the source reports; ``None`` when it reports none.
        media: media kinds attached, for example ``("image",)``.
        tags: labels of the source itself (hashtags stay in the text; this is for categories).
        latitude, longitude: WGS 84 degrees, coarsened by the mask; ``None`` when unknown.
        deleted: the source says the post is gone.
    """

    source: str
    platform: str
    native_id: str
    text: str
    published_at: datetime
    collected_at: datetime
    author: str = ""
    institution: str = ""
    url: str = ""
    kind: str = "post"
    parent: str = ""
    thread: str = ""
    language: str = ""
    likes: int | None = None
    replies: int | None = None
    shares: int | None = None
    reach: int | None = None
    media: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    deleted: bool = False


_SHARED = (
    pa.field("id", pa.uint64(), nullable=False),
    pa.field("source", pa.string(), nullable=False),
    pa.field("platform", pa.string(), nullable=False),
    pa.field("published_at", MOMENT, nullable=False),
    pa.field("collected_at", MOMENT, nullable=False),
    pa.field("text", pa.string(), nullable=False),
    pa.field("institution", pa.string(), nullable=False),
    pa.field("url", pa.string(), nullable=False),
    pa.field("kind", pa.string(), nullable=False),
    pa.field("parent", pa.uint64(), nullable=False),
    pa.field("thread", pa.uint64(), nullable=False),
    pa.field("likes", pa.uint32()),
    pa.field("replies", pa.uint32()),
    pa.field("shares", pa.uint32()),
    pa.field("reach", pa.uint32()),
    pa.field("media", pa.list_(pa.string()), nullable=False),
    pa.field("tags", pa.list_(pa.string()), nullable=False),
    pa.field("latitude", pa.float32()),
    pa.field("longitude", pa.float32()),
    pa.field("deleted", pa.bool_(), nullable=False),
)

RAW = pa.schema(
    (
        *_SHARED,
        pa.field("author_name", pa.string(), nullable=False),
        pa.field("declared_language", pa.string(), nullable=False),
    )
)
"""A raw batch: what sources give, in memory only. ``parent`` and ``thread`` are ids, 0 when none."""

MASKED = pa.schema(
    (
        *_SHARED,
        pa.field("author", pa.uint64(), nullable=False),
        pa.field("declared_language", pa.string(), nullable=False),
    )
)
"""A masked batch: ``author`` is the month's pseudonym, 0 when unknown; text and url carry no personal data."""

ENRICHED = pa.schema(
    (
        *MASKED,
        pa.field("language", pa.string(), nullable=False),
        pa.field("language_confidence", pa.float32(), nullable=False),
        pa.field("sentiment", pa.string(), nullable=False),
        pa.field("p_negative", pa.float32(), nullable=False),
        pa.field("p_neutral", pa.float32(), nullable=False),
        pa.field("p_positive", pa.float32(), nullable=False),
        pa.field("themes", pa.list_(pa.string()), nullable=False),
        pa.field("places", pa.list_(pa.string()), nullable=False),
        pa.field("story", pa.uint64(), nullable=False),
    )
)
"""What the store takes. ``language``: ISO 639-1/3 or ``und``; ``sentiment``: one of ``SENTIMENTS``; ``themes``: ids of
the taxonomy, never empty (``unclassified``); ``places``: ids of the gazetteer; ``story``: near-duplicate signature, 0
when the text is too short to say."""

_LARGEST_COUNT = 2**32 - 1


def to_raw_batch(posts: Iterable[Post]) -> pa.RecordBatch:
    """One ``RAW`` batch of the posts, in their order. Counts are clipped to 0 … 2³²−1."""
    rows = list(posts)
    columns: dict[str, list[object]] = {name: [getattr(p, name) for p in rows] for name in _COPIED}
    columns["id"] = [post_id(p.source, p.native_id) for p in rows]
    for name in ("parent", "thread"):
        columns[name] = [post_id(p.source, getattr(p, name)) if getattr(p, name) else 0 for p in rows]
    for name in ("likes", "replies", "shares", "reach"):
        columns[name] = [_clipped(getattr(p, name)) for p in rows]
    columns["author_name"] = [p.author for p in rows]
    columns["declared_language"] = [p.language for p in rows]
    return pa.RecordBatch.from_pydict(columns, schema=RAW)


_COPIED = (
    *("source", "platform", "published_at", "collected_at", "text", "institution", "url", "kind"),
    *("media", "tags", "latitude", "longitude", "deleted"),
)


def _clipped(count: int | None) -> int | None:
    return None if count is None else min(max(count, 0), _LARGEST_COUNT)
