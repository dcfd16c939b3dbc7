"""Health: whether the feeds of a list can still be read. Each is asked once; nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from civicbeat.records.errors import SourceError, SourceUnreachable
from civicbeat.sources.feeds import documents
from civicbeat.sources.feeds.opml import Listed
from civicbeat.sources.web import AskedToWait, Disallowed, NoAnswer, Web

AT_ONCE = 8
FIRST_LOOK = 5
"""Hosts that are asked before all others: if none of them answers, it is not the feeds that are broken."""

ENOUGH_TO_TELL = 3
"""Of fewer hosts each may be dead by itself."""

QUIET = timedelta(days=30)


class State(StrEnum):
    """How a feed fares."""

    GOOD = "good"
    QUIET = "quiet"
    """It can be read, but its newest entry is older than ``QUIET``."""

    MOVED = "moved"
    """It can be read, but its host says that it stands elsewhere for good."""

    WAITS = "waits"
    """Its host asks to be left alone for now."""

    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Health:
    """What became of asking for one feed.

    Attributes:
        feed: as it is listed.
        state: how it fares.
        entries: how many it holds.
        newest: when its newest dated entry was published; ``None`` without one.
        robots: whether robots.txt lets programs read it; ``None`` where that was not told.
        moved_to: the address that should stand in the list instead; empty where the listed one is right.
        problem: what is wrong, and what to do; empty where nothing is.
        silent: whether nothing at all came from its host.
    """

    feed: Listed
    state: State
    entries: int = 0
    newest: datetime | None = None
    robots: bool | None = None
    moved_to: str = ""
    problem: str = ""
    silent: bool = False


def examine(feed: Listed, web: Web) -> Health:
    """How ``feed`` fares now."""
    try:
        found = web.get(feed.address)
        read = documents.read(
            found.body, address=found.address, content_type=found.headers.get("content-type", "")
        ).entries
    except AskedToWait as error:
        return Health(feed, State.WAITS, problem=str(error))
    except SourceError as error:
        robots = False if isinstance(error, Disallowed) else None
        return Health(feed, State.BROKEN, robots=robots, problem=str(error), silent=isinstance(error, NoAnswer))
    if not read:
        return Health(feed, State.BROKEN, robots=True, problem="The feed holds no entries.")
    now = datetime.now(UTC)
    dates = [datetime.fromisoformat(date) for entry in read if (date := entry["published"] or entry["updated"])]
    newest = max((date for date in dates if date <= now), default=None)
    moved_to = found.address if found.moved and found.address != feed.address else ""
    quiet = newest is not None and now - newest > QUIET
    state = State.MOVED if moved_to else State.QUIET if quiet else State.GOOD
    return Health(feed, state, len(read), newest, robots=True, moved_to=moved_to)


def examined(feeds: Sequence[Listed], web: Web) -> Iterator[Health]:
    """How each of ``feeds`` fares, in their order, several asked at once.

    Raises:
        SourceUnreachable: none of the first hosts answers: rather than the feeds, this machine's network is at fault.
    """
    by_host = {urlsplit(feed.address).netloc: feed for feed in reversed(feeds)}
    first = list(by_host.values())[::-1][:FIRST_LOOK]
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="check") as pool:
        known = dict(zip(first, pool.map(lambda feed: examine(feed, web), first), strict=True))
        if len(first) >= ENOUGH_TO_TELL and all(health.silent for health in known.values()):
            raise SourceUnreachable(
                f"None of the {len(first)} hosts asked first answers.",
                do="Check that this machine reaches the internet without a proxy, then try again.",
            )
        yield from pool.map(lambda feed: known.get(feed) or examine(feed, web), feeds)
