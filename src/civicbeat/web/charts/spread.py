"""Spread: how often each value of a group is said over time, as rows of shaded cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap

import altair as alt

from civicbeat.records.period import Grain
from civicbeat.web.charts.ground import FORMATS, Spec, finished, rows_of, time_axis, wall_clock
from civicbeat.web.figures import Cell

ROW_HEIGHT = 28
LINE_CHARACTERS = 18
HALF_LINE = 6.5
CENTRED = (
    r"length(split(datum.value, '\n')) < 2 ? ['', datum.value]"
    r" : [split(datum.value, '\n')[0], '\u200b', split(datum.value, '\n')[1]]"
)
"""Vega hangs lines below the first one; in steps of half a line one line and two lines are both centred on the row.

The middle line holds a character without width: Vega skips a line that is empty.
"""


def spread(series: Mapping[str, Sequence[Cell]], grain: Grain, words: Mapping[str, str]) -> Spec:
    """One row a value, one cell a span of time, darker for more posts; hidden cells hold a ring, missing ones nothing.

    Args:
        series: cells by the name the reader knows, the most frequent first.
        grain: of the cells.
        words: ``posts``, ``hidden``, ``from``, ``which`` in the reader's language.
    """
    rows = [
        {
            "from": wall_clock(c.start),
            "middle": wall_clock(c.start + (c.end - c.start) / 2),
            "to": wall_clock(c.end),
            "name": in_two_lines(name),
            "posts": c.count,
        }
        for name, line in series.items()
        for c in line
        if not c.missing
    ]
    y = alt.Y(
        "name",
        type="nominal",
        sort=[in_two_lines(name) for name in series],
        axis=alt.Axis(
            title=None,
            labelExpr=CENTRED,
            labelLineHeight=HALF_LINE,
            labelOffset=-HALF_LINE,
            labelLimit=150,
            ticks=False,
            domain=False,
        ),
    )
    shown = alt.Tooltip("name", type="nominal", title=words["which"])
    when = alt.Tooltip("from", type="temporal", format=FORMATS[grain], title=words["from"])
    said = (
        alt.Chart()
        .mark_rect()
        .encode(
            x=time_axis("from", grain),
            x2=alt.X2("to"),
            y=y,
            color=alt.Color(
                "posts",
                type="quantitative",
                scale=alt.Scale(range=["token:shade-low", "token:shade-high"], zero=True),
                legend=None,
            ),
            tooltip=[when, shown, alt.Tooltip("posts", type="quantitative", format=",d", title=words["posts"])],
        )
    )
    ring = alt.Chart().mark_point(shape="circle", size=14, color="token:muted")
    hidden = ring.encode(
        x=time_axis("middle", grain),
        y=y,
        tooltip=[when, shown, alt.Tooltip("what", type="nominal", title=words["posts"])],
    )
    layers = [said.properties(data=rows_of([r for r in rows if r["posts"] is not None]))]
    small = [{**r, "what": words["hidden"]} for r in rows if r["posts"] is None]
    if small:
        layers.append(hidden.properties(data=rows_of(small)))
    return finished(alt.layer(*layers), ROW_HEIGHT * max(1, len(series)))


def in_two_lines(name: str) -> str:
    """A long name is broken once, so that no part of it is cut."""
    if len(name) <= LINE_CHARACTERS:
        return name
    return "\n".join(wrap(name, max(LINE_CHARACTERS, len(name) // 2 + 4)))
