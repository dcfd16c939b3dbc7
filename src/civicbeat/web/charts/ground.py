"""What all charts over time stand on: axes in city time, and bands where nothing was heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import altair as alt

from civicbeat.records.period import Grain
from civicbeat.store.unread import MODEL_OFF
from civicbeat.web.figures import Cell, Hole

Spec = dict[str, Any]

FORMATS: Mapping[Grain, str] = {
    Grain.HOUR: "%c",
    Grain.DAY: "%x",
    Grain.WEEK: "%x",
    Grain.MONTH: "%m/%Y",
}
"""Of d3; ``%c`` (hour and day) and ``%x`` (day) are written as the reader's language does: see ``charts.js``."""

TOP_OF_NOTHING = 10


def wall_clock(moment: datetime) -> str:
    """City time as a text without zone, so that every browser draws the city's clock and not its own."""
    return moment.replace(tzinfo=None).isoformat(timespec="minutes")


def time_axis(field: str, grain: Grain) -> alt.X:
    """The horizontal axis of time."""
    axis = alt.Axis(
        title=None,
        format=FORMATS[grain],
        grid=False,
        labelOverlap="greedy",
        labelSeparation=8,
        labelFlush=True,
        tickCount=8,
    )
    if grain is Grain.HOUR:  # the day stands under the hour: side by side they run into each other
        axis["labelExpr"] = "[timeFormat(datum.value, '%H:%M'), timeFormat(datum.value, '%x')]"
    return alt.X(field, type="temporal", axis=axis)


def whole(cells: Sequence[Cell], grain: Grain) -> alt.Chart:
    """An invisible layer that makes the axis show the whole period, whatever of it can be drawn."""
    rows = [{"from": wall_clock(cells[0].start), "to": wall_clock(cells[-1].end)}] if cells else []
    chart: alt.Chart = (
        alt.Chart(rows_of(rows)).mark_rect(opacity=0, tooltip=None).encode(x=time_axis("from", grain), x2=alt.X2("to"))
    )
    return chart


def count_axis(field: str, cells: Sequence[Cell], title: str | None = None, **channel: Any) -> alt.Y:
    """The vertical axis of the counts of ``cells``; it always starts at zero, also where there is nothing else."""
    axis = alt.Axis(title=title, tickCount=4, format=",d", domain=False, ticks=False)
    top = alt.Undefined if any(cell.count for cell in cells) else TOP_OF_NOTHING
    scale = alt.Scale(zero=True, nice=True, domainMax=top)
    return alt.Y(field, type="quantitative", axis=axis, scale=scale, **channel)


def rows_of(values: Sequence[Mapping[str, object]]) -> alt.InlineData:
    """Rows that stand in the specification itself."""
    return alt.InlineData(values=[dict(row) for row in values])


def gap_bands(holes: Sequence[Hole], grain: Grain, words: Mapping[str, str]) -> alt.Chart:
    """Hatched bands over the spans in which a source delivered nothing, or a model was silent."""
    rows = [
        {"from": wall_clock(h.start), "to": wall_clock(h.end), "what": f"{words[_why(h)]}: {', '.join(h.sources)}"}
        for h in holes
    ]
    chart: alt.Chart = (
        alt.Chart(rows_of(rows))
        .mark_rect(clip=True, fill="token:hatch", stroke="token:line-strong", strokeDash=[2, 2], opacity=0.9)
        .encode(
            x=time_axis("from", grain),
            x2=alt.X2("to"),
            tooltip=[
                alt.Tooltip("what", type="nominal", title=words["coverage"]),
                alt.Tooltip("from", type="temporal", format="%c", title=words["from"]),
                alt.Tooltip("to", type="temporal", format="%c", title=words["to"]),
            ],
        )
    )
    return chart


def _why(hole: Hole) -> str:
    return "unread" if hole.reason == MODEL_OFF else "gap"


def finished(chart: alt.Chart | alt.LayerChart | alt.FacetChart, height: int) -> Spec:
    """The specification, as wide as the page gives it room."""
    sized = chart.properties(
        width="container", height=height, autosize=alt.AutoSizeParams(type="fit-x", contains="padding")
    )
    spec: Spec = sized.to_dict(validate=False)
    spec.pop("config", None)
    spec.pop("$schema", None)
    return spec
