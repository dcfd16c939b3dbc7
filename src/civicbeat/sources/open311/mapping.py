"""Mapping of an Open311 service request to a post."""

from __future__ import annotations

import math
from typing import Any

from civicbeat.records.post import Post
from civicbeat.sources import reading
from civicbeat.sources.contract import Raw, Rejected
from civicbeat.sources.feeds.plaintext import plain_text

WANTED = (
    *("service_request_id", "description", "service_name", "requested_datetime", "updated_datetime"),
    *("lat", "long", "media_url"),
)
"""All that is taken of a request. Address, names, telephone numbers and e-mail addresses are left where they are."""

_VIDEOS = (".mp4", ".mov", ".webm", ".3gp", ".avi")


def post_of(raw: Raw, source: str) -> Post | Rejected:
    """The post in one request, with ``read_at`` and ``where`` filled in. Never raises on any mapping."""
    where = reading.word(raw, "where")[:200] or "a request"
    native_id = reading.native_id(raw, "service_request_id")
    if not native_id:
        return Rejected(where, "no-id", "The request has no number yet.")
    published, read_at = reading.moment(raw, "requested_datetime"), reading.moment(raw, "read_at")
    if published is None or read_at is None or published > read_at:
        return Rejected(where, "no-date", "The request has no date with a zone that can be believed.")
    text = plain_text(reading.word(raw, "description"))
    if not text:
        return Rejected(where, "no-text", "The request only names a service, without a word of its own.")
    if len(text) > reading.LONGEST_TEXT:
        return Rejected(where, "text-too-long", f"The text has more than {reading.LONGEST_TEXT:,} characters.")
    latitude, longitude = _place(raw)
    service = plain_text(reading.word(raw, "service_name"))[:80]
    return Post(
        source=source,
        platform="open311",
        native_id=native_id,
        text=text,
        published_at=published,
        collected_at=read_at,
        kind="report",
        media=_media(reading.word(raw, "media_url")),
        tags=(service,) if service else (),
        latitude=latitude,
        longitude=longitude,
    )


def _media(address: str) -> tuple[str, ...]:
    if not address.startswith(("http://", "https://")):
        return ()
    return ("video",) if address.partition("?")[0].lower().endswith(_VIDEOS) else ("image",)


def _place(raw: Raw) -> tuple[float | None, float | None]:
    """Degrees, both or none; a point where nobody lives stands for a place that is not known."""
    latitude, longitude = _degrees(raw.get("lat"), 90), _degrees(raw.get("long"), 180)
    if latitude is None or longitude is None or latitude == longitude == 0:
        return None, None
    return latitude, longitude


def _degrees(value: Any, most: int) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and abs(found) <= most else None
