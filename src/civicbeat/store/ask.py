"""Ask: runs a question through its steps: parse → where → pieces → SQL → cells → protect → answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pyarrow as pa

from civicbeat.records.errors import InputError
from civicbeat.records.period import Grain, Period
from civicbeat.store.answer import Answer, Coverage
from civicbeat.store.cells import Keys
from civicbeat.store.cells import cells as counted
from civicbeat.store.client import Clients
from civicbeat.store.pieces import Months
from civicbeat.store.protect import Cell, few, ordered, protect
from civicbeat.store.question import Group, Metric, Question
from civicbeat.store.sql import SEVERAL, TIME

MOST_CELLS = 20_000


def ask(  # noqa: PLR0913, PLR0917  # each is one thing a question needs
    clients: Clients,
    months: Months,
    question: Question,
    secret: bytes,
    covered: Callable[[Question], Coverage],
    versions: dict[str, str],
) -> Answer:
    """The answer to ``question``.

    Raises:
        BadQuery: its query cannot be understood.
        InputError: it splits in a way that has no meaning or too many cells.
        QueryTooExpensive: it took too long.
    """
    started = time.perf_counter()
    _check(question)
    cells = counted(clients, months, question)
    if not question.by and not cells:
        cells = [Cell((), 0, 0, 0, {metric.value: 0 for metric in question.metrics})]
    along = [n for n, group in enumerate(question.by) if group not in (*SEVERAL, Group.STORY)]
    protect(cells, question.scope.k, secret, sums_by=along)
    if _of_few(clients, months, question, cells, secret):
        shown, hidden = _blank(question, hidden=True), 1
    else:
        shown, hidden = _given(ordered(cells), question), sum(cell.hidden for cell in cells)
    return Answer(
        question=question,
        table=_table(shown, question),
        hidden_groups=hidden,
        coverage=covered(question),
        versions=versions,
        elapsed_ms=(time.perf_counter() - started) * 1000,
    )


def _of_few(clients: Clients, months: Months, question: Question, cells: Sequence[Cell], secret: bytes) -> bool:
    """Whether all groups together are of few people: then which groups have posts would be a figure about them.

    A group that is shown has enough people already, so that only where none is, the whole must be asked for.
    """
    if not question.by or not cells or not all(cell.hidden for cell in cells):
        return False
    whole = counted(clients, months, replace(question, by=(), metrics=(Metric.POSTS,)))
    return any(few(cell, question.scope.k, secret) for cell in whole)


def _check(question: Question) -> None:
    if len(question.by) > 2 or len(set(question.by)) < len(question.by):
        raise InputError("Figures are split by two different groups at most.", do="Remove a group.")
    if sum(group in TIME for group in question.by) > 1:
        raise InputError("Figures are split by one cut of time at most.", do="Choose hour, day, week or month.")
    for group in question.by:
        if group in TIME and sum(1 for _ in question.period.cells(Grain(group.value))) > MOST_CELLS:
            raise InputError(f"The period has more than {MOST_CELLS:,} such cells.", do="Choose a coarser cut of time.")


def _given(cells: Sequence[Cell], question: Question) -> list[Cell]:
    """The cells of the answer: the largest groups up to the limit, and every cell of time, in order.

    Stories of few people are not even named, and take no place: whether one is missing would tell how large it is.
    """
    timed = _timed(question)
    if timed is None:
        named = [cell for cell in cells if not (cell.hidden and Group.STORY in question.by)]
        return named[: question.limit]
    found = {cell.keys: cell for cell in cells}
    blank = _blank(question, _largest(cells, timed, question.limit))
    given = [found.get(cell.keys, cell) for cell in blank]
    return [cell for cell in given if not (cell.hidden and Group.STORY in question.by)]


def _blank(question: Question, others: Sequence[Keys] = (), *, hidden: bool = False) -> list[Cell]:
    """Every cell of time, without posts, for each key of the other group; none where time is not asked for."""
    timed = _timed(question)
    if timed is None:
        return []
    if not others:
        others = [(None,) * (len(question.by) - 1)]
    moments = [int(cell.timestamp()) for cell in question.period.cells(Grain(question.by[timed].value))]
    none = {} if hidden else {metric.value: 0 for metric in question.metrics}
    keys = [(*other[:timed], seconds, *other[timed:]) for other in others for seconds in moments]
    return [Cell(key, 0, 0, 0, dict(none), hidden=hidden) for key in keys]


def _timed(question: Question) -> int | None:
    """The place of the cut of time among the groups."""
    return next((n for n, group in enumerate(question.by) if group in TIME), None)


def _largest(cells: Sequence[Cell], timed: int, limit: int) -> list[Keys]:
    """The keys of the other group, those of which most is shown first."""
    totals: dict[Keys, int] = {}
    for cell in cells:
        other = (*cell.keys[:timed], *cell.keys[timed + 1 :])
        totals[other] = totals.get(other, 0) + (0 if cell.hidden else cell.size)
    return sorted(totals, key=lambda other: (-totals[other], other))[:limit]


def _table(cells: Sequence[Cell], question: Question) -> pa.Table:
    columns: dict[str, pa.Array] = {}
    for n, group in enumerate(question.by):
        keys = [cell.keys[n] for cell in cells]
        columns[group.value] = _moments(keys, question.period) if group in TIME else pa.array(keys, pa.string())
    for metric in question.metrics:
        columns[metric.value] = pa.array([cell.figures.get(metric.value) for cell in cells], pa.int64())
    columns["hidden"] = pa.array([cell.hidden for cell in cells], pa.bool_())
    return pa.table(columns)


def _moments(seconds: Sequence[object], period: Period) -> pa.Array:
    zone = ZoneInfo(period.zone)
    moments = [datetime.fromtimestamp(int(str(value)), UTC).astimezone(zone) for value in seconds]
    return pa.array(moments, pa.timestamp("s", period.zone))
