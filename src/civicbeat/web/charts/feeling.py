"""Feeling: the corrected shares of the sentiments over time, each with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import altair as alt

from civicbeat.records.period import Grain
from civicbeat.web.charts.ground import FORMATS, Spec, finished, rows_of, time_axis, wall_clock

HEIGHT = 270
PITCH = 1.25
"""Each sentiment has a lane of its own, 0 to 100 %, with a gap above it: wide bands then hide nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """A cell of time, and of each sentiment the share and the ends of its interval; none where too few people spoke.

    ``missing`` says that there are none because the model was silent.
    """

    start: datetime
    end: datetime
    shares: tuple[tuple[float, ...], ...]
    missing: bool = False


def feeling(rows: Sequence[Row], grain: Grain, names: Mapping[str, str], words: Mapping[str, str]) -> Spec:
    """A step for each cell and sentiment in the band of its interval; a cell without shares stays empty.

    Args:
        rows: cells, in order.
        grain: of the cells.
        names: what the reader calls each sentiment, in the order of the shares.
        words: ``share``, ``sentiment``, ``interval``, ``from`` in the reader's language.
    """
    lanes = [PITCH * place for place in reversed(range(len(names)))]
    drawn = [
        {
            "from": wall_clock(row.start),
            "to": wall_clock(row.end),
            "name": name,
            "share": share,
            "at": lane + share,
            "low": lane + low,
            "high": lane + high,
            "interval": f"{100 * low:.0f} – {100 * high:.0f} %",
        }
        for row in rows
        for lane, name, (share, low, high) in zip(lanes, names.values(), row.shares, strict=False)
    ]
    ground = [{"from": wall_clock(rows[0].start), "to": wall_clock(rows[-1].end)}]
    whole = (
        alt.Chart(rows_of(ground))
        .mark_rect(opacity=0, tooltip=None)
        .encode(x=time_axis("from", grain), x2=alt.X2("to"))
    )
    base = alt.Chart(rows_of(drawn)).encode(
        x=time_axis("from", grain),
        x2=alt.X2("to"),
        color=alt.Color(
            "name",
            type="nominal",
            scale=alt.Scale(domain=list(names.values()), range=[f"token:{name}" for name in names]),
            legend=None,
        ),
        tooltip=[
            alt.Tooltip("from", type="temporal", format=FORMATS[grain], title=words["from"]),
            alt.Tooltip("name", type="nominal", title=words["sentiment"]),
            alt.Tooltip("share", type="quantitative", format=".0%", title=words["share"]),
            alt.Tooltip("interval", type="nominal", title=words["interval"]),
        ],
    )
    ticks = [lane + share for lane in sorted(lanes) for share in (0, 0.5, 1)]
    axis = alt.Axis(
        title=None, values=ticks, labelExpr=f"format(datum.value % {PITCH}, '.0%')", domain=False, ticks=False
    )
    scale = alt.Scale(domain=[0, ticks[-1]], nice=False)
    bands = base.mark_rect(opacity=0.3).encode(
        y=alt.Y("low", type="quantitative", axis=axis, scale=scale), y2=alt.Y2("high")
    )
    steps = base.mark_rule(strokeWidth=3).encode(y=alt.Y("at", type="quantitative", axis=axis, scale=scale))
    return finished(alt.layer(whole, bands, steps), HEIGHT)
