"""Unread: the time in which a model was silent. What rests on it is missing then, which is not zero."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pyarrow as pa

from civicbeat.records.period import LENGTHS, Grain, Period
from civicbeat.records.switched_off import Spans
from civicbeat.store.answer import Answer, Coverage, Gap
from civicbeat.store.question import Group
from civicbeat.store.sql import TIME

MODEL_OFF = "model-off"
"""Reason of a gap whose ``source`` is the name of a model."""
MOST = 0.25
"""A cell of which a model did not read a larger share is missing."""


def unread(silent: Spans, models: Collection[str], period: Period) -> tuple[Gap, ...]:
    """The spans of ``period`` in which one of ``models`` was silent, the oldest first."""
    found = [
        Gap(model, max(start, period.start), min(end or period.end, period.end), MODEL_OFF)
        for model in models
        for start, end in silent.get(model, ())
        if start < period.end and (end is None or end > period.start)
    ]
    return tuple(sorted(found, key=lambda gap: (gap.start, gap.source)))


def with_silence(answer: Answer, gaps: Sequence[Gap]) -> Answer:
    """The answer without the figures of cells that were not read; they are null, and not hidden to protect anybody."""
    if not gaps:
        return answer
    heard = answer.coverage
    share = None if heard.share is None else heard.share * (1 - missed(gaps, answer.question.period))
    both = tuple(sorted((*heard.gaps, *gaps), key=lambda gap: (gap.start, gap.source)))
    return replace(answer, table=_blanked(answer, gaps), coverage=Coverage(share, both))


def missed(gaps: Sequence[Gap], period: Period) -> float:
    """The share of ``period`` that lies in at least one of ``gaps``, 0 to 1."""
    return _within(gaps, period.start, period.end) / period.length


def is_missing(gaps: Sequence[Gap], start: datetime, end: datetime) -> bool:
    """Whether too much of a cell lies in ``gaps`` for its figure to say anything."""
    return _within(gaps, start, end) > MOST * (end - start)


def _within(gaps: Sequence[Gap], start: datetime, end: datetime) -> timedelta:
    """How much of a span lies in at least one of ``gaps``, which are in order of their start."""
    covered, until = timedelta(), start
    for gap in gaps:
        begins, ends = max(gap.start, until), min(gap.end, end)
        if ends > begins:
            covered += ends - begins
            until = ends
    return covered


def _blanked(answer: Answer, gaps: Sequence[Gap]) -> pa.Table:
    time = next((group for group in answer.question.by if group in TIME), None)
    table = answer.table
    if time is None or not len(table):
        return table
    period = answer.question.period
    missing = [  # of a cell that the period cuts, what lies in the period counts
        is_missing(gaps, max(start, period.start), min(_end(start, time), period.end))
        for start in table.column(time.value).to_pylist()
    ]
    if not any(missing):
        return table
    for metric in answer.question.metrics:
        place = table.schema.get_field_index(metric.value)
        figures = zip(table.column(place).to_pylist(), missing, strict=True)
        kept = pa.array([None if gone else figure for figure, gone in figures], pa.int64())
        table = table.set_column(place, metric.value, kept)
    seen = zip(table.column("hidden").to_pylist(), missing, strict=True)
    return table.set_column(
        table.schema.get_field_index("hidden"), "hidden", pa.array([hid and not gone for hid, gone in seen])
    )


def _end(start: datetime, time: Group) -> datetime:
    grain = Grain(time.value)
    return (start + timedelta(days=32)).replace(day=1) if grain is Grain.MONTH else start + LENGTHS[grain]
