"""From a raw of the sample city to a post. The gold labels under ``truth`` stay behind."""

from __future__ import annotations

from datetime import UTC, datetime

from civicbeat.records.post import Post
from civicbeat.sources.contract import Raw, Rejected
from civicbeat.sources.samplecity.truth import source_name


def to_post(raw: Raw) -> Post | Rejected:
    """The post in ``raw``; it counts as collected at the moment it was said."""
    try:
        return _post(raw)
    except (KeyError, TypeError, ValueError, OverflowError, OSError, AttributeError):
        return Rejected("a raw of the sample city", "not-a-sample", "The item was not made by the sample city.")


def _post(raw: Raw) -> Post:
    platform, native_id, author = str(raw["platform"]), str(raw["id"]), str(raw["author"])
    said_at = datetime.fromtimestamp(raw["published_ms"] / 1000, UTC)
    return Post(
        source=source_name(platform),
        platform=platform,
        native_id=native_id,
        text=str(raw["text"]),
        published_at=said_at,
        collected_at=said_at,
        author=author,
        institution=author if raw["institution"] else "",
        url=f"https://{platform}.sample-city.example/{native_id}",
        kind=raw["kind"],
        parent=raw["parent"],
        thread=raw["thread"],
        language=raw["language"],
        likes=raw["likes"],
        replies=raw["replies"],
        shares=raw["shares"],
        reach=raw["reach"],
        media=tuple(raw["media"]),
    )
