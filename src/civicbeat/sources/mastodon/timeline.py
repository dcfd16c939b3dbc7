"""Timeline: what a server's timeline gained since a cursor, and what became of its last statuses."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civicbeat.records.errors import SourceError, SourceRefused
from civicbeat.records.period import Period
from civicbeat.sources.contract import Page, Raw
from civicbeat.sources.cursors import moment
from civicbeat.sources.mastodon import window
from civicbeat.sources.mastodon.api import Api
from civicbeat.sources.web import Gone, NotFound

MOST_PAGES = 25
"""Answers of one reading about the time since the last; what is left is read the next time."""
MOST_ASKED = 10
"""Statuses that are missing and asked for one by one in a reading; the others wait for the next."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Reads what ``api`` asks for."""

    api: Api

    def pages(self, cursor: Mapping[str, Any], now: datetime) -> Iterator[Page]:
        """What was published since ``cursor``, then what changed among the last 40.

        Raises:
            SourceError: the server did not deliver.
        """
        newest = self.api.timeline()
        before = window.first(status["id"] for status in newest)
        for _ in range(MOST_PAGES):
            marker = str(cursor.get("newest") or "")
            if not marker or window.order(before) <= window.order(marker):
                break  # the last 40 reach back to what was read
            between = self.api.timeline(min_id=marker, max_id=before)
            if not (found := [raw for raw in between if window.order(raw["id"]) > window.order(marker)]):
                break
            until = max((at for raw in found if (at := moment(raw.get("created_at")))), default=now)
            page = _page(_read(found, now), {**cursor, "newest": window.last(found)}, min(until, now))
            cursor = page.cursor
            yield page
        else:
            return  # the next reading goes on from here
        yield self._window(newest, cursor, now)

    def _window(self, newest: Sequence[Raw], cursor: Mapping[str, Any], now: datetime) -> Page:
        """What is new or has changed among the last 40, and the fate of those that are missing."""
        known, stand = window.known_in(cursor, "known"), window.states(newest)
        changed = [raw for raw in newest if known.get(raw["id"]) != stand[raw["id"]]]
        stored = [native_id for native_id, state in known.items() if not state[2]]
        missing = window.missing(known, stand, window.known_in(cursor, "missing"))
        fates, later = self._fates(missing)
        kept = {**cursor, "known": stand, "missing": later}
        raws = (*_read(changed, now, stored), *_read(fates, now, missing))
        if not newest:  # so answers a server that has closed its timelines, too: nothing is vouched for
            return Page(raws, kept)
        oldest = min((at for raw in newest if (at := moment(raw.get("created_at")))), default=now)
        kept = {"upto": min(oldest, now).isoformat(), **kept, "newest": window.last(newest)}
        return _page(raws, kept, now)

    def _fates(self, missing: window.Known) -> tuple[list[Raw], window.Known]:
        """What became of the first of ``missing``, and those that are still to be asked for."""
        fates: list[Raw] = []
        later = dict(missing)
        for native_id, (published, *_) in list(missing.items())[:MOST_ASKED]:
            try:
                fates.append(self.api.status(native_id))
            except (NotFound, Gone):
                fates.append({"id": native_id, "created_at": published, "deleted": True})
            except SourceRefused:
                pass  # this one may not be asked for
            except SourceError:
                break  # a failing server is left alone
            del later[native_id]
        return fates, later


def _read(statuses: Iterable[Raw], now: datetime, stored: Container[str] = ()) -> tuple[Raw, ...]:
    at = now.isoformat()
    return tuple(
        {"deleted": False, **raw, "stored": raw["id"] in stored, "read_at": at, "where": f"status {number}"}
        for number, raw in enumerate(statuses, 1)
    )


def _page(raws: tuple[Raw, ...], cursor: Mapping[str, Any], until: datetime) -> Page:
    """A page that vouches for all since the last one."""
    since = moment(cursor.get("upto"))
    covers = Period(since, until) if since is not None and since < until else None
    return Page(raws, {**cursor, "upto": max(since or until, until).isoformat()}, covers)
