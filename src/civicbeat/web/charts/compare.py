"""Compare: two periods of the same length laid over each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt

from civicbeat.records.period import Grain
from civicbeat.web.charts.ground import FORMATS, Spec, count_axis, finished, rows_of, time_axis, wall_clock, whole
from civicbeat.web.figures import Cell


def compare(now: Sequence[Cell], before: Sequence[Cell], grain: Grain, words: Mapping[str, str]) -> Spec:
    """This period as a full line, the other one dashed, cell by cell; hidden cells break the line.

    Args:
        now: the series of this period.
        before: the other one, laid under the first from its beginning.
        grain: of the cells.
        words: ``now``, ``before``, ``posts``, ``from``, ``which`` in the reader's language.
    """
    rows = [_row(cell, cell, words["now"]) for cell in now]
    rows += [_row(here, there, words["before"]) for here, there in zip(now, before, strict=False)]
    order = [words["now"], words["before"]]
    chart = (
        alt.Chart(rows_of(rows))
        .mark_line(point=alt.OverlayMarkDef(size=14), strokeWidth=2)
        .encode(
            x=time_axis("at", grain),
            y=count_axis("posts", [*now, *before]),
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
                alt.Tooltip("real", type="temporal", format=FORMATS[grain], title=words["from"]),
                alt.Tooltip("posts", type="quantitative", format=",d", title=words["posts"]),
            ],
        )
    )
    return finished(alt.layer(whole(now, grain), chart), 190)


def _row(place: Cell, cell: Cell, which: str) -> dict[str, object]:
    return {"at": wall_clock(place.start), "real": wall_clock(cell.start), "posts": cell.count, "which": which}
