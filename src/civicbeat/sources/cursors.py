"""Cursors: what the sources that are asked over the network keep alike from one reading to the next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from civicbeat.sources.web import AskedToWait


def moment(value: object) -> datetime | None:
    """The moment in ISO 8601 text; ``None`` where there is none, or none with a zone."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) and value else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def mind_wait(cursor: Mapping[str, Any], now: datetime) -> None:
    """Nothing when the host may be asked again: ``not_before`` says until when it asked to be left alone.

    Raises:
        AskedToWait: it may not be asked yet.
    """
    until = moment(cursor.get("not_before"))
    if until is not None and now < until:
        raise AskedToWait("The host asked to be left alone for a while.", until=until, do="It is tried again then.")
