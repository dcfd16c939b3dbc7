"""Counterfactual: what was observed beside what would have been expected without a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import altair as alt

from civicbeat.records.period import Grain
from civicbeat.web.charts.ground import FORMATS, Spec, finished, rows_of, time_axis, wall_clock

HEIGHT = 240


def counterfactual(
    rows: Sequence[tuple[datetime, float | None, float]], decided: datetime, grain: Grain, words: Mapping[str, str]
) -> Spec:
    """Observed as a full line, expected dashed, and an upright line at the decision.

    Args:
        rows: of each cell its start, and the outcome that was observed (``None`` where it is not known) and that was to
            be expected.
        decided: when the decision took effect.
        grain: of the cells.
        words: ``observed``, ``expected``, ``decision``, ``outcome``, ``from``, ``which`` in the reader's language.
    """
    order = [words["observed"], words["expected"]]
    drawn = [
        {"at": wall_clock(start), "value": None if value is None else round(value, 2), "which": name}
        for start, *values in rows
        for name, value in zip(order, values, strict=True)
    ]
    axis = alt.Axis(title=words["outcome"], tickCount=4, domain=False, ticks=False)
    lines = (
        alt.Chart(rows_of(drawn))
        .mark_line(strokeWidth=2)
        .encode(
            x=time_axis("at", grain),
            y=alt.Y("value", type="quantitative", axis=axis, scale=alt.Scale(zero=False, nice=True)),
            color=alt.Color(
                "which",
                type="nominal",
                scale=alt.Scale(domain=order, range=["token:accent", "token:muted"]),
                legend=None,
            ),
            strokeDash=alt.StrokeDash(
                "which", type="nominal", scale=alt.Scale(domain=order, range=[[1, 0], [5, 4]]), legend=None
            ),
            tooltip=[
                alt.Tooltip("which", type="nominal", title=words["which"]),
                alt.Tooltip("at", type="temporal", format=FORMATS[grain], title=words["from"]),
                alt.Tooltip("value", type="quantitative", format=",.1f", title=words["outcome"]),
            ],
        )
    )
    line = (
        alt.Chart(rows_of([{"at": wall_clock(decided), "what": words["decision"]}]))
        .mark_rule(color="token:warning", strokeWidth=2)
        .encode(x=time_axis("at", grain), tooltip=[alt.Tooltip("what", type="nominal", title=words["which"])])
    )
    return finished(alt.layer(line, lines), HEIGHT)
