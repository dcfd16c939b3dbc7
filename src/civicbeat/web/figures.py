"""Figures: answers of the store as rows that pages and charts draw. Hidden stays hidden, missing stays missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.utils.translation import get_language

from civicbeat.analysis.quantify import Quantities
from civicbeat.enrich.cards import names
from civicbeat.findings.feelings import FEELINGS
from civicbeat.records.period import CITY_ZONE, LENGTHS, Grain
from civicbeat.store.answer import Answer, Gap
from civicbeat.store.question import Group, Metric
from civicbeat.store.unread import MODEL_OFF
from civicbeat.web.labels import label


@dataclass(frozen=True, slots=True)
class Bar:
    """One value of a group. ``count`` is ``None`` where fewer than k people stand behind it; ``width`` 0 to 100."""

    value: str
    label: str
    count: int | None
    width: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a series, ``start <= t < end`` in city time; ``count`` is ``None`` where it is hidden.

    ``whole`` says whether the period of the series holds all of it: the present hour or day is not over yet.
    ``missing`` says that a model it rests on was silent: there is no figure, and none is hidden.
    """

    start: datetime
    end: datetime
    count: int | None
    whole: bool = True
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One sentiment's corrected share and its interval, 0 to 1; ``left`` is per cent of the strip that shows all."""

    sentiment: str
    label: str
    share: float
    low: float
    high: float
    left: float

    @property
    def width(self) -> float:
        """Per cent of the strip."""
        return 100 * self.share


@dataclass(frozen=True, slots=True)
class Hole:
    """A gap of one or more sources, in city time; or the time in which a model was silent, whose name it then has."""

    start: datetime
    end: datetime
    sources: tuple[str, ...]
    reason: str


def total(answer: Answer, metric: Metric = Metric.POSTS) -> int | None:
    """The one figure of an ungrouped answer: 0 when nothing was said, ``None`` when it is hidden."""
    figures = answer.table.column(metric.value).to_pylist()
    return figures[0] if figures else 0


def bars(answer: Answer, metric: Metric = Metric.POSTS) -> list[Bar]:
    """The groups of an answer that is split once, the largest first, the hidden ones last."""
    group = answer.question.by[0]
    rows = list(answer.counts(metric).items())
    most = max((count for _, count in rows if count is not None), default=0) or 1
    ordered = sorted(rows, key=lambda row: -1 if row[1] is None else row[1], reverse=True)
    return [Bar(v, label(group, v) if v else "—", n, 0.0 if n is None else 100 * n / most) for v, n in ordered]


def cells(answer: Answer, grain: Grain, metric: Metric = Metric.POSTS) -> list[Cell]:
    """Every cell of the answer's period; one the store does not mention is zero."""
    period = answer.question.period
    known = {_local(moment): count for moment, count in answer.counts(metric).items()}
    missing = _missing(answer, metric)
    return [
        Cell(
            start,
            end,
            known.get(start, 0),
            whole=period.start <= start and end <= period.end,
            missing=start in missing,
        )
        for start, end in spans(list(period.cells(grain)), grain)
    ]


def crossed(answer: Answer, grain: Grain, metric: Metric = Metric.POSTS) -> dict[str, list[Cell]]:
    """The series of every value of an answer that is split by time and by another group."""
    time, other = answer.question.by
    known: dict[str, dict[datetime, int | None]] = {}
    columns = [answer.table.column(name).to_pylist() for name in (time.value, other.value, metric.value)]
    for moment, value, count in zip(*columns, strict=True):
        if value is None:
            continue
        known.setdefault(value, {})[_local(moment)] = count
    drawn = spans(list(answer.question.period.cells(grain)), grain)
    missing = _missing(answer, metric)
    return {
        value: [Cell(start, end, series.get(start, 0), missing=start in missing) for start, end in drawn]
        for value, series in known.items()
    }


def _missing(answer: Answer, metric: Metric) -> set[datetime]:
    """The starts of cells that a model did not read: they have no figure, though nobody is to be protected."""
    names = (answer.question.by[0].value, metric.value, "hidden")
    rows = zip(*(answer.table.column(name).to_pylist() for name in names), strict=True)
    return {_local(start) for start, figure, hidden in rows if figure is None and not hidden}


def parts(found: Quantities) -> list[Part]:
    """The three sentiments with their corrected shares."""
    ends = np.cumsum(found.shares)
    columns = zip(FEELINGS, found.shares, found.low, found.high, ends, strict=True)
    return [
        Part(name, label(Group.SENTIMENT, name), float(share), float(low), float(high), 100 * float(end - share))
        for name, share, low, high, end in columns
    ]


def spans(starts: Sequence[datetime], grain: Grain) -> list[tuple[datetime, datetime]]:
    """Start and end of cells that follow each other, in city time."""
    local = [_local(start) for start in starts]
    return list(zip(local, [*local[1:], *(_after(start, grain) for start in local[-1:])], strict=True))


def holes(gaps: Sequence[Gap], least: timedelta = timedelta(minutes=50)) -> list[Hole]:
    """Gaps long enough to be seen, those of several sources, or of several models, at the same time as one."""
    found: dict[tuple[datetime, datetime, str], list[str]] = {}
    for gap in gaps:
        if gap.end - gap.start >= least:
            name = called(gap.source) if gap.reason == MODEL_OFF else gap.source
            found.setdefault((_local(gap.start), _local(gap.end), gap.reason), []).append(name)
    return [Hole(start, end, tuple(sources), reason) for (start, end, reason), sources in sorted(found.items())]


def by_sources(found: Sequence[Hole]) -> list[Hole]:
    """Those in which a source was silent."""
    return [hole for hole in found if hole.reason != MODEL_OFF]


def called(model: str) -> str:
    """What the reader calls a model."""
    in_vietnamese, in_english = names(model)
    return in_english if get_language() == "en" else in_vietnamese


def _local(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(CITY_ZONE))


def _after(start: datetime, grain: Grain) -> datetime:
    """The end of the last cell."""
    if grain is Grain.MONTH:
        return (start + timedelta(days=32)).replace(day=1)
    return start + LENGTHS[grain]
