"""Reading: one value out of a raw item, whatever stands there. None of these raises; a missing value is empty or None.

``path`` names a value inside nested mappings, its steps parted by dots: ``snippet.title``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from civicbeat.sources.contract import Rejected

LONGEST_TEXT = 100_000
LONGEST_LINK = 2_000
LONGEST_NATIVE_ID = 500
EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)


def value(raw: Any, path: str) -> Any:
    """What stands at ``path``; ``None`` where there is nothing, or no mapping on the way."""
    for step in path.split("."):
        if not isinstance(raw, Mapping):
            return None
        raw = raw.get(step)
    return raw


def word(raw: Any, path: str) -> str:
    """The text at ``path`` without blanks around it; empty where there is none. Lone surrogates become ``?``."""
    found = value(raw, path)
    return found.encode("utf-8", "replace").decode().strip() if isinstance(found, str) else ""


def native_id(raw: Any, path: str) -> str:
    """An id at ``path``: text or a whole number, at most ``LONGEST_NATIVE_ID`` characters; else empty."""
    found = value(raw, path)
    text = str(found) if isinstance(found, int) and not isinstance(found, bool) and abs(found) < 2**64 else ""
    text = text or word(raw, path)
    return text if len(text) <= LONGEST_NATIVE_ID else ""


def link(raw: Any, path: str) -> str:
    """The http(s) address at ``path``; else empty."""
    found = word(raw, path)
    return found if found.startswith(("http://", "https://")) and len(found) <= LONGEST_LINK else ""


def count(raw: Any, path: str) -> int | None:
    """The whole number at ``path``, written as a number or in digits."""
    found = value(raw, path)
    if isinstance(found, str) and found.isascii() and found.isdecimal() and len(found) < 19:
        return int(found)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def items(raw: Any, path: str) -> list[Mapping[str, Any]]:
    """The mappings in the list at ``path``; what is none is left out."""
    found = value(raw, path)
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list | tuple) else []


def moment(raw: Any, path: str) -> datetime | None:
    """The moment at ``path`` in UTC: ISO 8601 with a zone or seconds since 1970; ``None`` if it cannot be believed."""
    found = value(raw, path)
    try:
        if isinstance(found, int | float) and not isinstance(found, bool):
            at = datetime.fromtimestamp(found, UTC)
        else:
            at = datetime.fromisoformat(word(raw, path))
        # compared as it is: a moment at the edge of the calendar cannot be moved to another zone
        known = at.tzinfo is not None and EARLIEST <= at < LATEST
    except (ValueError, OverflowError, OSError):
        return None
    return at.astimezone(UTC) if known else None


def unfit(where: str, native: str, text: str, published: datetime | None, read_at: datetime | None) -> Rejected | None:
    """Why an item cannot be a post: no id, no text, too long a text, or no date that can be believed; else ``None``."""
    if not native:
        return Rejected(where, "no-id", "The item has no id.")
    if not text:
        return Rejected(where, "no-text", "The item has no text.")
    if len(text) > LONGEST_TEXT:
        return Rejected(where, "text-too-long", f"The text has more than {LONGEST_TEXT:,} characters.")
    if published is None or read_at is None:
        return Rejected(where, "no-date", "The item has no date that can be believed.")
    return None
