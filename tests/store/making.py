"""Posts for the store's tests: invented ones, as small as a test allows. Child processes import them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from civicbeat.records.period import Period
from civicbeat.records.post import ENRICHED, MASKED
from civicbeat.records.scope import Scope

START = datetime(2026, 3, 1, tzinfo=UTC)
READ = datetime(2026, 5, 1, tzinfo=UTC)
YEAR = Period(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
SCOPE = Scope(agency="test", person="test", purpose="test")

_PLAIN: dict[str, Any] = {
    "source": "test.one",
    "platform": "forum",
    "published_at": START,
    "collected_at": READ,
    "text": "một bài viết",
    "institution": "",
    "url": "",
    "kind": "post",
    "parent": 0,
    "thread": 0,
    "likes": None,
    "replies": None,
    "shares": None,
    "reach": None,
    "media": [],
    "tags": [],
    "latitude": None,
    "longitude": None,
    "deleted": False,
    "author": 1,
    "declared_language": "",
    "language": "vi",
    "language_confidence": 0.9,
    "sentiment": "neutral",
    "p_negative": 0.1,
    "p_neutral": 0.8,
    "p_positive": 0.1,
    "themes": ["unclassified"],
    "places": [],
    "story": 0,
}


def batch(rows: Iterable[Mapping[str, Any]], schema: pa.Schema = ENRICHED) -> pa.RecordBatch:
    """An enriched batch; what a row does not say is plain."""
    return pa.RecordBatch.from_pylist([_PLAIN | dict(row) for row in rows], schema=schema)


def masked(rows: Iterable[Mapping[str, Any]]) -> pa.RecordBatch:
    """A masked batch."""
    names = set(MASKED.names)
    return pa.RecordBatch.from_pylist(
        [{n: v for n, v in (_PLAIN | dict(row)).items() if n in names} for row in rows], schema=MASKED
    )


def crowd(count: int, people: int = 40, first: int = 1, **same: Any) -> list[dict[str, Any]]:
    """``count`` posts, one a minute, by ``people`` people."""
    return [
        {"id": first + n, "author": 1 + n % people, "published_at": START + timedelta(minutes=n)} | same
        for n in range(count)
    ]
