"""Trend: what was said, where it rose unusually, and what is to come with its band."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import altair as alt

from civicbeat.records.period import Grain
from civicbeat.web.charts.ground import (
    FORMATS,
    Spec,
    count_axis,
    finished,
    gap_bands,
    rows_of,
    time_axis,
    wall_clock,
    whole,
)
from civicbeat.web.figures import Cell, Hole

HEIGHT = 260
DASHED: Mapping[str, Any] = {"color": "token:accent", "strokeWidth": 1.75, "strokeDash": [5, 4]}


@dataclass(frozen=True, slots=True)
class Ahead:
    """A cell that is to come: what is expected, with the ends of its band."""

    start: datetime
    end: datetime
    expected: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Rise:
    """A span in which more was said than usual; ``address`` tells why."""

    start: datetime
    end: datetime
    name: str
    address: str


def trend(  # noqa: PLR0913, PLR0917  # each is a layer of the chart
    cells: Sequence[Cell],
    ahead: Sequence[Ahead],
    rises: Sequence[Rise],
    holes: Sequence[Hole],
    so_far: Cell | None,
    grain: Grain,
    words: Mapping[str, str],
) -> Spec:
    """A line of what was, a dashed one with its band of what is to come, and shaded rises that lead to their cause.

    Args:
        cells: the past, in order; a hidden or unheard cell leaves a hole in the line.
        ahead: the forecast, in order; empty where there is none.
        rises: to shade.
        holes: spans to draw as gaps.
        so_far: the cell that is not over, up to where it was counted; a point of its own.
        grain: of the cells.
        words: ``posts``, ``so_far``, ``expected``, ``interval``, ``rise``, ``why``, ``gap``, ``unread``, ``coverage``,
            ``from``, ``to`` in the reader's language.
    """
    to_come = (Cell(each.start, each.end, round(each.high)) for each in ahead)
    span = [*cells, *([so_far] if so_far else []), *to_come]
    layers: list[alt.Chart] = [whole(span, grain)]
    if holes:
        layers.append(gap_bands(holes, grain, words))
    if rises:
        layers.append(_rises(rises, grain, words))
    if ahead:
        layers += _ahead(ahead, span, grain, words)
    layers.append(_past(cells, span, grain, words))
    if so_far:
        layers.append(_so_far(so_far, span, grain, words))
    return finished(alt.layer(*layers), HEIGHT)


def _past(cells: Sequence[Cell], span: Sequence[Cell], grain: Grain, words: Mapping[str, str]) -> alt.Chart:
    rows = [{"at": _middle(cell), "from": wall_clock(cell.start), "posts": cell.count} for cell in cells]
    when = alt.Tooltip("from", type="temporal", format=FORMATS[grain], title=words["from"])
    posts = alt.Tooltip("posts", type="quantitative", format=",d", title=words["posts"])
    chart: alt.Chart = (
        alt.Chart(rows_of(rows))
        .mark_line(color="token:accent", strokeWidth=1.75, invalid="break-paths-show-path-domains")
        .encode(x=time_axis("at", grain), y=count_axis("posts", span), tooltip=[when, posts])
    )
    return chart


def _so_far(cell: Cell, span: Sequence[Cell], grain: Grain, words: Mapping[str, str]) -> alt.Chart:
    rows = [{"at": wall_clock(cell.end), "posts": cell.count}]
    chart: alt.Chart = (
        alt.Chart(rows_of(rows))
        .mark_point(color="token:accent", shape="diamond", filled=True, opacity=1, size=70)
        .encode(
            x=time_axis("at", grain),
            y=count_axis("posts", span),
            tooltip=[
                alt.Tooltip("at", type="temporal", format="%c", title=words["to"]),
                alt.Tooltip("posts", type="quantitative", format=",d", title=words["so_far"]),
            ],
        )
    )
    return chart


def _ahead(ahead: Sequence[Ahead], span: Sequence[Cell], grain: Grain, words: Mapping[str, str]) -> list[alt.Chart]:
    rows = [
        {
            "at": _middle(each),
            "from": wall_clock(each.start),
            "to": wall_clock(each.end),
            "expected": round(each.expected, 1),
            "low": round(each.low, 1),
            "high": round(each.high, 1),
            "band": f"{each.low:.0f} – {each.high:.0f}",
        }
        for each in ahead
    ]
    tips = [
        alt.Tooltip("from", type="temporal", format=FORMATS[grain], title=words["from"]),
        alt.Tooltip("expected", type="quantitative", format=",.0f", title=words["expected"]),
        alt.Tooltip("band", type="nominal", title=words["interval"]),
    ]
    ground = alt.Chart(rows_of(rows))
    if len(rows) == 1:  # a line and an area need two
        across = {"x": time_axis("from", grain), "x2": alt.X2("to"), "tooltip": tips}
        band, line = ground.mark_rect(color="token:accent", stroke=None, opacity=0.18), ground.mark_rule(**DASHED)
    else:
        across = {"x": time_axis("at", grain), "tooltip": tips}
        band, line = ground.mark_area(color="token:accent", opacity=0.18), ground.mark_line(**DASHED)
    band = band.encode(y=count_axis("low", span), y2=alt.Y2("high"), **across)
    line = line.encode(y=count_axis("expected", span), **across)
    now = (
        alt.Chart(rows_of([{"at": wall_clock(ahead[0].start)}]))
        .mark_rule(color="token:line-strong", tooltip=None)
        .encode(x=time_axis("at", grain))
    )
    return [band, now, line]


def _rises(rises: Sequence[Rise], grain: Grain, words: Mapping[str, str]) -> alt.Chart:
    rows = [
        {
            "from": wall_clock(rise.start),
            "to": wall_clock(rise.end),
            "what": rise.name,
            "why": words["why"],
            "address": rise.address,
        }
        for rise in rises
    ]
    chart: alt.Chart = (
        alt.Chart(rows_of(rows))
        .mark_rect(clip=True, fill="token:warning", stroke=None, opacity=0.28, cursor="pointer", minBandSize=4)
        .encode(
            x=time_axis("from", grain),
            x2=alt.X2("to"),
            href=alt.Href("address", type="nominal"),
            tooltip=[
                alt.Tooltip("what", type="nominal", title=words["rise"]),
                alt.Tooltip("from", type="temporal", format="%c", title=words["from"]),
                alt.Tooltip("to", type="temporal", format="%c", title=words["to"]),
                alt.Tooltip("why", type="nominal", title=" "),
            ],
        )
    )
    return chart


def _middle(cell: Cell | Ahead) -> str:
    return wall_clock(cell.start + (cell.end - cell.start) / 2)
