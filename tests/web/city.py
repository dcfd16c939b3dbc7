"""A small city for the console's tests: posts as the enrichers would give them, hostile ones among them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from civicbeat.records.post import ENRICHED, post_id
from civicbeat.store.coverage import CoverageNote

HOSTILE = '<script>alert("ngập")</script><img src=x onerror=alert(1)> ngập'
FORMULA = '=HYPERLINK("http://bad.example","ngập")'
COUNT = 400
PEOPLE = 80


def posts(now: datetime, count: int = COUNT, first: int = 0, every: int = 70) -> pa.RecordBatch:
    """``count`` posts, one ``every`` few minutes back from ``now``, by ``PEOPLE`` people and a newspaper."""
    return pa.RecordBatch.from_pylist(
        [_post(n, now, timedelta(minutes=(n - first) * every)) for n in range(first, first + count)], schema=ENRICHED
    )


def _post(n: int, now: datetime, age: timedelta) -> dict[str, Any]:
    text = {1: HOSTILE, 2: FORMULA}.get(
        n, f"Đường Lê Lợi ngập nước lần {n}, xe chết máy" if n % 2 else f"Phí rác tăng {n}"
    )
    source = ("test.forum", "test.news")[n % 10 == 0]
    return {
        "id": post_id(source, str(n)),
        "source": source,
        "platform": "news" if n % 10 == 0 else "forum",
        "published_at": now - age,
        "collected_at": now,
        "text": text,
        "institution": "Báo Phố Mẫu" if n % 10 == 0 else "",
        "url": "javascript:alert(1)" if n == 1 else f"https://forum.example/{n}",
        "kind": "article" if n % 10 == 0 else "comment",
        "parent": 0,
        "thread": 0,
        "likes": n % 7,
        "replies": None,
        "shares": None,
        "reach": None,
        "media": [],
        "tags": [],
        "latitude": None,
        "longitude": None,
        "deleted": False,
        "author": 1 + n % PEOPLE,
        "declared_language": "",
        "language": "vi",
        "language_confidence": 1.0,
        "sentiment": ("negative", "neutral", "positive", "unclear")[n % 4],
        "p_negative": 0.7,
        "p_neutral": 0.2,
        "p_positive": 0.1,
        "themes": ["flooding"] if n % 2 else ["waste"],
        "places": ["vn.hcm"],
        "story": n + 1,
    }


def gap(now: datetime) -> tuple[CoverageNote, ...]:
    """The forum was heard, then silent for two days, then heard again."""
    start = now - timedelta(days=12)
    spans = ((start, 4, "ok"), (start + timedelta(days=4), 2, "failed"), (start + timedelta(days=6), 6, "ok"))
    return tuple(
        CoverageNote(
            "test.forum", since, since + timedelta(days=days), 1, status, "SourceUnreachable" * (status != "ok")
        )
        for since, days, status in spans
    )


def moment() -> datetime:
    """The present, without fractions of a second, which the store keeps in thousandths."""
    return datetime.now(UTC).replace(microsecond=0)
