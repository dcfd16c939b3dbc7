"""Volume: how many posts over time, with what was not heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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

HEIGHT = 190
BRUSH_HEIGHT = 110
PALE = 0.45


def volume(
    cells: Sequence[Cell],
    holes: Sequence[Hole],
    grain: Grain,
    words: Mapping[str, str],
) -> Spec:
    """One bar a cell, a pale one where the period holds only a part of it.

    A hidden cell is a dot on the ground line, a gap a hatched band: neither is a zero.

    Args:
        cells: the series, in order.
        holes: spans to draw as gaps.
        grain: of the cells.
        words: ``posts``, ``hidden``, ``gap``, ``unread``, ``coverage``, ``from``, ``to`` in the reader's language.
    """
    return finished(_layers(cells, holes, grain, words), HEIGHT)


def brush(cells: Sequence[Cell], holes: Sequence[Hole], grain: Grain, words: Mapping[str, str]) -> Spec:
    """The same as a lower instrument in which a span can be marked; its signal is called ``brush``."""
    mark = alt.selection_interval(name="brush", encodings=["x"])
    return finished(_layers(cells, holes, grain, words, mark), BRUSH_HEIGHT)


def _layers(
    cells: Sequence[Cell],
    holes: Sequence[Hole],
    grain: Grain,
    words: Mapping[str, str],
    mark: alt.Parameter | None = None,
) -> alt.LayerChart | alt.FacetChart:
    said = [_row(cell) for cell in cells if cell.count is not None]
    hidden = [_row(cell) for cell in cells if cell.count is None and not cell.missing]
    when = alt.Tooltip("from", type="temporal", format=FORMATS[grain], title=words["from"])
    bars = (
        alt.Chart(rows_of(said))
        .mark_rect(fill="token:accent", stroke="token:surface", strokeWidth=1)
        .encode(
            x=time_axis("from", grain),
            x2=alt.X2("to"),
            y=count_axis("posts", cells),
            y2=alt.Y2Datum(0),
            fillOpacity=alt.condition("datum.whole", alt.value(1), alt.value(PALE)),
            tooltip=[when, alt.Tooltip("posts", type="quantitative", format=",d", title=words["posts"])],
        )
    )
    if mark is not None:
        bars = bars.add_params(mark)
    layers = [whole(cells, grain), *([gap_bands(holes, grain, words)] if holes else []), bars]
    if hidden:
        layers.append(_dots(hidden, time_axis("middle", grain), when, words))
    return alt.layer(*layers)


def _dots(rows: list[dict[str, object]], at: alt.X, when: alt.Tooltip, words: Mapping[str, str]) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(rows_of([{**row, "what": words["hidden"]} for row in rows]))
        .mark_point(shape="circle", size=14, filled=False, color="token:muted", yOffset=-4)
        .encode(
            x=at,
            y=alt.value("height"),
            tooltip=[when, alt.Tooltip("what", type="nominal", title=words["posts"])],
        )
    )
    return chart


def _row(cell: Cell) -> dict[str, object]:
    middle = cell.start + (cell.end - cell.start) / 2
    return {
        "from": wall_clock(cell.start),
        "middle": wall_clock(middle),
        "to": wall_clock(cell.end),
        "posts": cell.count,
        "whole": cell.whole,
    }
