"""Rounds: several lists that tell the newest first, each read back to where its last reading ended.

A cursor keeps under ``lists`` what is known of each: all of it was read from ``since`` to ``upto``; while a reading
is under way also when it ``began`` and what asks for its ``next`` answer. ``vouched`` tells how far all of them reach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from civicbeat.records.errors import FormatChanged, SourceError, SourceUnreachable
from civicbeat.records.period import Period
from civicbeat.sources.contract import Page
from civicbeat.sources.cursors import moment
from civicbeat.sources.web import AskedToWait

State = Mapping[str, Any]
"""What a cursor keeps of one list."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a list.

    Attributes:
        page: what is new in it; its cursor is what else to keep of the list.
        dates: when each of its items was published, old ones too.
        more: what asks for the next answer; empty where the list ends.
    """

    page: Page
    dates: Sequence[datetime]
    more: str


def in_turn(
    cursor: Mapping[str, Any], names: Sequence[str], start: datetime, read: Callable[[str, State], Iterator[Page]]
) -> Iterator[Page]:
    """The pages that ``read`` gives of each list, with the cursor of all; the last vouches for what all have in common.

    A list that fails keeps its state and never stops the others. The one that was read longest ago comes first, so that
    a limit that is reached on the way does not always hit the same. A list that was never read begins at ``start``.

    Raises:
        AskedToWait: at once, since the lists have one host.
        SourceError: the first failure, after the other lists.
    """
    fresh = {"since": start.isoformat(), "upto": start.isoformat()}
    kept = cursor.get("lists")
    kept = kept if isinstance(kept, Mapping) else {}
    lists: dict[str, State] = {name: {**fresh, **(kept.get(name) or {})} for name in names}
    failure: SourceError | None = None
    for name in sorted(names, key=lambda name: _at(lists[name], "upto", start)):
        try:
            for page in read(name, lists[name]):
                lists = {**lists, name: page.cursor}
                yield replace(page, cursor={**cursor, "lists": lists})
        except AskedToWait:
            raise
        except SourceError as error:
            failure = failure or error
    yield _common({**cursor, "lists": lists}, start)
    if failure is not None:
        raise failure


def back(
    state: State,
    now: datetime,
    ask: Callable[[str, datetime], Answer],
    *,
    overlap: timedelta,
    cut_after: int = 0,
) -> Iterator[Page]:
    """The pages of one list from its newest back to ``overlap`` before ``upto``, each with the state after it.

    Args:
        state: as kept; without ``next`` the reading begins at the newest.
        now: when the reading begins.
        ask: what asked for an answer (empty: the newest), and the date before which all is known → the answer.
        overlap: how far back it is read again, for what is published late.
        cut_after: where the host cuts its lists: after how many items an end may be the cut instead of the end.

    Raises:
        SourceError: as ``ask`` raises it; or the list moved while it was read, or has no end.
    """
    upto = _at(state, "upto", now)
    floor = upto - overlap
    asked, began = str(state.get("next") or ""), _at(state, "began", now)
    seen, oldest, before = 0, began, ""
    while True:
        answer = ask(asked, floor)
        seen, oldest = seen + len(answer.dates), min((oldest, *answer.dates))
        if cut_after and asked and not answer.dates and seen < cut_after:
            raise SourceUnreachable("The list moved while it was read.", do="It is read anew the next time.")
        if answer.more and answer.more == before:
            raise FormatChanged("The list has no end.", do="Compare the paging with the API's documents.")
        asked = before = answer.more
        known = bool(answer.dates) and max(answer.dates) < floor
        if known or not asked:
            cut = 0 < cut_after <= seen and not known
            since = max(oldest, upto) if cut else _at(state, "since", upto)
            ended = {**answer.page.cursor, "since": since.isoformat(), "upto": max(began, upto).isoformat()}
            yield replace(answer.page, cursor=ended)
            return
        under_way = {"since": state.get("since"), "upto": upto.isoformat(), "began": began.isoformat(), "next": asked}
        yield replace(answer.page, cursor={**answer.page.cursor, **under_way})


def silent(state: State, now: datetime) -> State:
    """The state of a list in which nothing is said, and nothing was missed, until ``now``."""
    return {"since": state.get("since"), "upto": now.isoformat()}


def _common(cursor: Mapping[str, Any], start: datetime) -> Page:
    """An empty page that vouches for the time that all lists were read for and no page has vouched for."""
    states = cursor["lists"].values()
    since = max((_at(state, "since", start) for state in states), default=start)
    upto = min((_at(state, "upto", start) for state in states), default=start)
    begins = max(since, _at(cursor, "vouched", since))
    if begins >= upto:
        return Page((), cursor)
    return Page((), {**cursor, "vouched": upto.isoformat()}, Period(begins, upto))


def _at(state: Mapping[str, Any], name: str, otherwise: datetime) -> datetime:
    return moment(state.get(name)) or otherwise
