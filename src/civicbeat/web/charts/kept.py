"""Kept: the figures of a kept finding, as a line over time with its band, or as marks with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import altair as alt

from civicbeat.findings.keeping.content import KeptTable
from civicbeat.records.period import CITY_ZONE, LENGTHS, Grain
from civicbeat.web.charts.ground import FORMATS, Spec, finished, rows_of, time_axis, wall_clock

HEIGHT = 240
ROW_HEIGHT = 34
FULL = ("posts", "observed")
"""Columns that were heard: a full line. What is expected is dashed."""
MONTH = timedelta(days=30)


def line(table: KeptTable, grain: Grain, words: Mapping[str, str]) -> Spec:
    """What was as a full line, what was to be expected dashed in its band; a missing figure breaks the line.

    Args:
        table: rows of time.
        grain: of its cells.
        words: of each column, and ``at``, in the reader's language.
    """
    half = LENGTHS.get(grain, MONTH) / 2
    drawn = [
        {"at": wall_clock(_local(row.at) + half), "from": wall_clock(_local(row.at))}
        | dict(zip(table.columns, row.figures, strict=True))
        for row in table.rows
        if row.at
    ]
    when = alt.Tooltip("from", type="temporal", format=FORMATS[grain], title=words["at"])
    layers = []
    if "low" in table.columns:
        band = alt.Chart(rows_of([row for row in drawn if row["low"] is not None]))
        layers.append(
            band.mark_area(color="token:accent", opacity=0.18, tooltip=None).encode(
                x=time_axis("at", grain), y=_axis("low"), y2=alt.Y2("high")
            )
        )
    for name in (each for each in table.columns if each not in {"low", "high"}):
        dash = [1, 0] if name in FULL else [5, 4]
        tip = alt.Tooltip(name, type="quantitative", format=",.1f", title=words[name])
        layers.append(
            alt.Chart(rows_of([row for row in drawn if row[name] is not None or name in FULL]))
            .mark_line(color="token:accent", strokeWidth=1.75, invalid="break-paths-show-path-domains", strokeDash=dash)
            .encode(x=time_axis("at", grain), y=_axis(name), tooltip=[when, tip])
        )
    return finished(alt.layer(*layers), HEIGHT)


def bars(columns: Sequence[str], rows: Sequence[tuple[str, Sequence[float | None]]], words: Mapping[str, str]) -> Spec:
    """A mark for each row at the figure that has an interval (or the first), with that interval as a thin line.

    Args:
        columns: of the figures.
        rows: name and figures.
        words: of each column, in the reader's language.
    """
    main = columns.index("low") - 1 if "low" in columns else 0
    drawn = [
        {"name": name, "value": figures[main]}
        | ({"low": figures[main + 1], "high": figures[main + 2]} if "low" in columns else {})
        for name, figures in rows
        if figures[main] is not None
    ]
    title = words[columns[main]]
    form = ".0%" if columns[main] == "share" else ",.1f"
    axis = alt.Axis(title=title, tickCount=5, format=form, domain=False, ticks=False)
    x = alt.X("value", type="quantitative", axis=axis, scale=alt.Scale(zero=True, nice=True))
    order = [name for name, _figures in rows]
    y = alt.Y("name", type="nominal", sort=order, axis=alt.Axis(title=None, labelLimit=180, ticks=False, domain=False))
    tips = [
        alt.Tooltip("name", type="nominal", title=" "),
        alt.Tooltip("value", type="quantitative", format=form, title=title),
    ]
    ground = alt.Chart(rows_of(drawn))
    layers = [ground.mark_point(color="token:accent", filled=True, size=70, opacity=1).encode(x=x, y=y, tooltip=tips)]
    if "low" in columns:
        span = ground.mark_rule(color="token:accent", strokeWidth=2).encode(
            x=alt.X("low", type="quantitative", axis=axis), x2=alt.X2("high"), y=y, tooltip=tips
        )
        layers.insert(0, span)
    return finished(alt.layer(*layers), ROW_HEIGHT * max(2, len(drawn)))


def _axis(field: str) -> alt.Y:
    axis = alt.Axis(title=None, tickCount=4, format=",d", domain=False, ticks=False)
    return alt.Y(field, type="quantitative", axis=axis, scale=alt.Scale(zero=True, nice=True))


def _local(at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(CITY_ZONE))
