"""Cursors: what the sources that are asked over the network keep alike from one reading to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from civicbeat.sources.contract import Page
from civicbeat.sources.web import AskedToWait


def moment(value: object) -> datetime | None:
    """The moment in ISO 8601 text; ``None`` where there is none, or none with a zone."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) and value else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def patient(
    cursor: Mapping[str, Any], pages: Callable[[Mapping[str, Any], datetime], Iterator[Page]]
) -> Iterator[Page]:
    """The pages of ``pages(cursor, now)``, not asked for while the host wants to be left alone.

    What it says to wait for is kept in the cursor, so that it holds after a restart too.

    Raises:
        AskedToWait: it may not be asked yet, or no more.
    """
    now = datetime.now(UTC)
    mind_wait(cursor, now)
    kept: Mapping[str, Any] = {**cursor, "not_before": ""}
    try:
        for page in pages(kept, now):
            kept = page.cursor
            yield page
    except AskedToWait as error:
        yield Page((), {**kept, "not_before": error.until.isoformat()})
        raise


def mind_wait(cursor: Mapping[str, Any], now: datetime) -> None:
    """Nothing when the host may be asked again: ``not_before`` says until when it asked to be left alone.

    Raises:
        AskedToWait: it may not be asked yet.
    """
    until = moment(cursor.get("not_before"))
    if until is not None and now < until:
        raise AskedToWait("The host asked to be left alone for a while.", until=until, do="It is tried again then.")
