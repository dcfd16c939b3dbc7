"""Mapping of a delivered item to a post."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from civicbeat.records.post import Post
from civicbeat.sources.contract import Raw, Rejected
from civicbeat.sources.reading import moment, native_id, unfit, word
from civicbeat.sources.webhook.fields import COUNTS, FIELDS
from civicbeat.sources.webhook.signature import TOLERANCE


def post_of(raw: Raw, source: str, institution: str) -> Post | Rejected:
    """The post in one item, with ``read_at`` and ``where`` filled in. Never raises on any mapping.

    ``institution`` is the name under which an institution speaks; empty where people do.
    """
    where = word(raw, "where")[:200] or "a post"
    given = {name: value for name in FIELDS if (value := raw.get(name)) is not None}
    if given.get("deleted") is True:
        return _gone(given, source, where, moment(raw, "read_at"))
    if wrong := next((name for name, value in given.items() if not FIELDS[name](value)), ""):
        return Rejected(where, "wrong-field", f"The field {wrong} is not as documented.")
    native, text, published = native_id(given, "id"), word(given, "text"), moment(given, "published_at")
    read_at = moment(raw, "read_at")
    if published and read_at and published > read_at + timedelta(seconds=TOLERANCE):
        published = None
    if refused := unfit(where, native, text, published, read_at):
        return refused
    assert published is not None  # noqa: S101  # an item without a date is unfit
    assert read_at is not None  # noqa: S101  # nor is one that was not read
    return Post(source, "webhook", native, text, published, read_at, **_rest(given, institution))


def _gone(given: Mapping[str, Any], source: str, where: str, read_at: datetime | None) -> Post | Rejected:
    """The deletion of a post; of its fields only the id matters, so that no fault in another keeps it standing."""
    native = native_id(given, "id") if FIELDS["id"](given.get("id")) else ""
    if refused := unfit(where, native, "-", read_at, read_at):
        return refused
    assert read_at is not None  # noqa: S101  # an item that was not read is unfit
    return Post(source, "webhook", native, "", moment(given, "published_at") or read_at, read_at, deleted=True)


def _rest(given: Mapping[str, Any], institution: str) -> dict[str, Any]:
    """Everything a post may have besides; ``given`` is as documented."""
    numbers: dict[str, float] = {name: int(given[name]) for name in COUNTS if name in given}
    latitude, longitude = given.get("latitude"), given.get("longitude")
    if latitude is not None and longitude is not None and (latitude or longitude):  # at 0, 0 nobody lives
        numbers |= {"latitude": float(latitude), "longitude": float(longitude)}
    return {
        **numbers,
        "author": "" if institution else word(given, "author"),
        "institution": institution,
        "kind": given.get("kind", "post"),
        **{name: word(given, name) for name in ("url", "parent", "thread", "language")},
        "tags": tuple(tag.encode("utf-8", "replace").decode().strip() for tag in given.get("tags", ())),
        "media": tuple(dict.fromkeys(given.get("media", ()))),
    }
