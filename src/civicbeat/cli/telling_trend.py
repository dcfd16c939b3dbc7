"""Telling a trend at the command line; brings SciPy, for which no other command need wait."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.table import Table

from civicbeat.cli.screen import out, print_json
from civicbeat.cli.speaking import Language, spoken
from civicbeat.findings.trends import RATES, Trend, trend
from civicbeat.findings.unread import by_models, told
from civicbeat.records.period import CITY_ZONE
from civicbeat.store.question import Question
from civicbeat.store.store import Store


def tell(store: Store, asked: Question, ahead: str, alarms: int, language: Language, *, json: bool) -> None:
    """Finds the trend and prints it, as a line of JSON or as two sentences and their tables."""
    found = trend(store, asked, ahead, RATES[alarms])
    if json:
        print_json(_plain(found))
    else:
        _show(found, language)


def _plain(found: Trend) -> dict[str, object]:
    return {
        "grain": found.series.grain.value,
        "expected": asdict(found.forecast.sentence),
        "so_far": asdict(found.so_far) if found.so_far else None,
        "ahead": [
            {"start": start, "posts": round(posts, 1), "low": round(low, 1), "high": round(high, 1)}
            for start, posts, low, high in found.ahead
        ],
        "risen": asdict(found.bursts.sentence),
        "silences": [asdict(told(gap)) for gap in by_models(found.series.gaps)],
        "rises": [asdict(spike) for spike in found.spikes],
    }


def _show(found: Trend, language: Language) -> None:
    so_far = (found.so_far,) if found.so_far else ()
    silences = map(told, by_models(found.series.gaps))
    for sentence in (found.bursts.sentence, found.forecast.sentence, *so_far, *silences):
        out.print(spoken(sentence, language), highlight=False, markup=False)
    rises = Table("began", "until", "posts", "times the usual", "interval", title="Rises of six weeks")
    for spike in found.spikes:
        until = _local(spike.end) if spike.end else "goes on"
        interval = f"{spike.low:.1f} to {spike.high:.1f}"
        rises.add_row(_local(spike.onset), until, f"{spike.posts:,}", f"{spike.ratio:.1f}", interval)
    expected = Table("from", "posts", "95 % of such cells", title="What is to come")
    for start, posts, low, high in found.ahead:
        expected.add_row(_local(start), f"{posts:,.0f}", f"{low:,.0f} to {high:,.0f}")
    for table in (rises, expected):
        if table.row_count:
            out.print(table)


def _local(moment: datetime) -> str:
    return moment.astimezone(ZoneInfo(CITY_ZONE)).strftime("%d/%m/%Y %H:%M")
