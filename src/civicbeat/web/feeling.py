"""Feeling: the panels of corrected shares of the sentiments, for one group and over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from civicbeat.analysis.calibration import Calibration
from civicbeat.analysis.contract import Refusal
from civicbeat.findings.feelings import FEELINGS, Course, course, feelings
from civicbeat.findings.labelling import known
from civicbeat.findings.unread import UNREAD
from civicbeat.listen.beat import current
from civicbeat.records.period import Grain
from civicbeat.store.answer import Gap
from civicbeat.store.question import Group
from civicbeat.store.resting import MODELS
from civicbeat.store.unread import is_missing
from civicbeat.web import asking, figures
from civicbeat.web.charts.feeling import Row
from civicbeat.web.charts.feeling import feeling as chart
from civicbeat.web.chartwords import words
from civicbeat.web.labels import SENTIMENTS, spoken
from civicbeat.web.subject import Subject

COARSER = {Grain.HOUR: Grain.DAY, Grain.DAY: Grain.WEEK, Grain.WEEK: Grain.MONTH}


def feeling(subject: Subject) -> dict[str, Any]:
    """Corrected shares with their intervals, or why there are none."""
    return _now(subject, known(subject.topic, model()))


def _now(subject: Subject, errs: Calibration | None) -> dict[str, Any]:
    found = feelings(asking.store(), subject.question(), errs)
    if isinstance(found, Refusal):
        return {"refused": spoken(found.sentence), "unread": found.reason == UNREAD}
    return {"parts": figures.parts(found), "own": errs is not None and errs.own}


def feeling_over_time(subject: Subject) -> dict[str, Any]:
    """Corrected shares, cell by cell; the cells are made longer where most of them would be hidden.

    Where too much was not read to tell the shares of the whole, those of the cells that were read are still told.
    """
    errs = known(subject.topic, model())
    context = _now(subject, errs)
    if "refused" in context and not context["unread"]:
        return context
    found = course(asking.store(), subject.question(), subject.time, errs)
    if subject.grain in COARSER and _mostly_hidden(found):
        subject = replace(subject, grain=COARSER[subject.grain])
        found = course(asking.store(), subject.question(), subject.time, errs)
    silent = asking.store().unread(subject.models | {MODELS[Group.SENTIMENT]}, subject.period)
    rows = [] if isinstance(found, Refusal) else _rows(found, subject.grain, silent)
    names = [str(SENTIMENTS[name]) for name in FEELINGS]
    some = any(row.shares for row in rows)
    spec = chart(rows, subject.grain, dict(zip(FEELINGS, names, strict=True)), words()) if some else None
    return {**context, "spec": spec, "rows": rows, "names": names}


def model() -> str:
    """The version of the sentiment model in use."""
    return current().sentiment_version


def _mostly_hidden(found: Course | Refusal) -> bool:
    return isinstance(found, Course) and 2 * int(np.isnan(found.middle[:, 0]).sum()) > len(found.starts)


def _rows(found: Course, grain: Grain, silent: Sequence[Gap]) -> list[Row]:
    shares = np.stack([found.middle, found.low, found.high], axis=2)
    return [
        Row(
            start,
            end,
            () if np.isnan(of_cell).any() else tuple(tuple(map(float, each)) for each in of_cell),
            missing=is_missing(silent, start, end),
        )
        for (start, end), of_cell in zip(figures.spans(found.starts, grain), shares, strict=True)
    ]
