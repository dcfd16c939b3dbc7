"""Feeling: the shares of the sentiments over time, the unclear share among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt

from civicbeat.records.period import Grain
from civicbeat.records.post import SENTIMENTS
from civicbeat.web.charts.ground import FORMATS, Spec, finished, rows_of, time_axis, wall_clock, whole
from civicbeat.web.figures import Cell

ORDER = ("negative", "unclear", "neutral", "positive")


def feeling(
    series: Mapping[str, Sequence[Cell]], grain: Grain, names: Mapping[str, str], words: Mapping[str, str]
) -> Spec:
    """Stacked shares, 0 to 100 %, one column a cell; a cell with a hidden part is left out, not guessed.

    Args:
        series: cells by sentiment.
        grain: of the cells.
        names: what the reader calls each sentiment.
        words: ``posts``, ``share``, ``sentiment``, ``from`` in the reader's language.
    """
    columns = [
        alt.Tooltip("from", type="temporal", format=FORMATS[grain], title=words["from"]),
        alt.Tooltip("name", type="nominal", title=words["sentiment"]),
        alt.Tooltip("posts", type="quantitative", format=",d", title=words["posts"]),
        alt.Tooltip("share", type="quantitative", format=".0%", title=words["share"]),
    ]
    scale = alt.Scale(domain=[names[s] for s in ORDER], range=[f"token:{s}" for s in ORDER])
    chart = (
        alt.Chart(rows_of(_rows(series, names)))
        .mark_rect(stroke="token:surface", strokeWidth=0.5)
        .encode(
            x=time_axis("from", grain),
            x2=alt.X2("to"),
            y=alt.Y(
                "low",
                type="quantitative",
                axis=alt.Axis(title=None, format=".0%", tickCount=3, domain=False, ticks=False),
            ),
            y2=alt.Y2("high"),
            color=alt.Color("name", type="nominal", scale=scale, legend=None),
            tooltip=columns,
        )
    )
    return finished(alt.layer(whole(next(iter(series.values())), grain), chart), 150)


def _rows(series: Mapping[str, Sequence[Cell]], names: Mapping[str, str]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for at_once in zip(*(series[s] for s in ORDER if s in series), strict=True):
        by_sentiment = dict(zip((s for s in ORDER if s in series), at_once, strict=True))
        known = [cell.count for cell in at_once]
        total = sum(count or 0 for count in known)
        if total and None not in known:
            rows += _column(by_sentiment, total, names)
    return rows


def _column(cells: Mapping[str, Cell], total: int, names: Mapping[str, str]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    low = 0.0
    for sentiment, cell in cells.items():
        share = (cell.count or 0) / total
        rows.append(
            {
                "from": wall_clock(cell.start),
                "to": wall_clock(cell.end),
                "name": names[sentiment],
                "posts": cell.count,
                "share": share,
                "low": low,
                "high": low + share,
            }
        )
        low += share
    return rows


assert set(ORDER) == set(SENTIMENTS)  # noqa: S101  # a sentiment without a place in the stack would be lost silently
