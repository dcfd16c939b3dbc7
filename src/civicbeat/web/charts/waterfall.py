"""Waterfall: a change from one total to another, step by step; each step has its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from civicbeat.web.charts.ground import Spec, finished, rows_of
from civicbeat.web.charts.spread import CENTRED, HALF_LINE, in_two_lines

ROW_HEIGHT = 38
LONGEST = 38
"""Characters of a name; the table has all of it."""
ROOM = 0.18
"""Of the width, for the figure beside a bar."""
EDGE = 0.02
"""Of the width, between the names and the first mark."""
SAME = "\u200b"
"""Makes two rows of the same name two."""


@dataclass(frozen=True, slots=True)
class Step:
    """One row: ``value`` more (or fewer), from ``low`` to ``high``; pale where it is not ``sure``.

    ``figure`` and ``interval`` are both as they are written.
    """

    name: str
    value: float
    low: float
    high: float
    figure: str
    interval: str
    sure: bool


@dataclass(frozen=True, slots=True)
class End:
    """The first or the last row: a total, written as ``figure``."""

    name: str
    value: float
    figure: str


def waterfall(before: End, steps: Sequence[Step], now: End, words: Mapping[str, str]) -> Spec:
    """The two totals as upright marks, and between them a bar for each step, which begins where the last one ended.

    The axis shows the span of the change and not all from zero: lengths are compared, which begin anywhere.

    Args:
        before: the first total.
        steps: whose values add up from one to the other.
        now: the last total.
        words: ``which``, ``change``, ``interval`` in the reader's language.
    """
    names = _apart([in_two_lines(_short(name)) for name in (before.name, *(step.name for step in steps), now.name)])
    rows, at = [], before.value
    for name, step in zip(names[1:-1], steps, strict=True):
        rows.append(_row(name, step, at))
        at += step.value
    totals = [
        {"name": name, "at": end.value, "figure": end.figure} for name, end in ((names[0], before), (names[-1], now))
    ]
    reached = [before.value, now.value, *(row[end] for row in rows for end in ("least", "from", "to", "most"))]
    low, high = min(reached), max(reached)
    scale = alt.Scale(domain=[low - EDGE * (high - low), high + ROOM * (high - low)], zero=False, nice=False)
    y = alt.Y("name", type="nominal", sort=names, axis=NAMES)
    layers = [
        *_steps(alt.Chart(rows_of(rows)).encode(y=y), scale, words),
        *_totals(alt.Chart(rows_of(totals)).encode(y=y), scale),
    ]
    return finished(alt.layer(*layers), ROW_HEIGHT * len(names))


NAMES = alt.Axis(
    title=None,
    labelExpr=CENTRED,
    labelLineHeight=HALF_LINE,
    labelOffset=-HALF_LINE,
    labelLimit=150,
    ticks=False,
    domain=False,
)
FIGURE = alt.Text("figure", type="nominal")


def _x(field: str, scale: alt.Scale) -> alt.X:
    axis = alt.Axis(title=None, tickCount=4, format=",d", domain=False, ticks=False)
    return alt.X(field, type="quantitative", scale=scale, axis=axis)


def _steps(rows: alt.Chart, scale: alt.Scale, words: Mapping[str, str]) -> Sequence[alt.Chart]:
    """Of each step its bar, its interval and its figure."""
    told = [
        alt.Tooltip("name", type="nominal", title=words["which"]),
        alt.Tooltip("figure", type="nominal", title=words["change"]),
        alt.Tooltip("interval", type="nominal", title=words["interval"]),
    ]
    bars = rows.mark_bar(height=16).encode(
        x=_x("from", scale),
        x2=alt.X2("to"),
        color=alt.Color(
            "more",
            type="nominal",
            scale=alt.Scale(domain=[True, False], range=["token:accent", "token:muted"]),
            legend=None,
        ),
        fillOpacity=alt.condition("datum.sure", alt.value(1), alt.value(0.4)),
        tooltip=told,
    )
    interval = rows.mark_rule(color="token:ink", strokeWidth=1.5, tooltip=None)
    figure = rows.mark_text(align="left", dx=6, color="token:ink", fontSize=12)
    return (
        bars,
        interval.encode(x=_x("least", scale), x2=alt.X2("most")),
        figure.encode(x=_x("furthest", scale), text=FIGURE),
    )


def _totals(rows: alt.Chart, scale: alt.Scale) -> Sequence[alt.Chart]:
    mark = rows.mark_tick(color="token:ink", thickness=4, size=22)
    figure = rows.mark_text(align="left", dx=8, color="token:ink", fontSize=12, fontWeight="bold")
    return mark.encode(x=_x("at", scale)), figure.encode(x=_x("at", scale), text=FIGURE)


def _row(name: str, step: Step, at: float) -> dict[str, Any]:
    to, least, most = at + step.value, at + step.low, at + step.high
    return {
        "name": name,
        "from": at,
        "to": to,
        "least": least,
        "most": most,
        "furthest": max(at, to, most),
        "figure": step.figure,
        "interval": step.interval,
        "more": step.value >= 0,
        "sure": step.sure,
    }


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"


def _apart(names: Sequence[str]) -> list[str]:
    return [name + SAME * names[:n].count(name) for n, name in enumerate(names)]
