"""Panels: the parts pages are made of. Each takes a subject, asks the store and gives its template what to show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from civicbeat.analysis.rising import Rise, rise
from civicbeat.enrich.themes.taxonomy import UNCLASSIFIED
from civicbeat.findings.wanted import FACETS, Wanted
from civicbeat.records.period import Grain, Period, floor
from civicbeat.store.question import Group, Metric, Question
from civicbeat.web import asking, changes, figures
from civicbeat.web.charts.compare import compare as compare_chart
from civicbeat.web.charts.spread import spread as spread_chart
from civicbeat.web.charts.volume import brush as brush_chart
from civicbeat.web.charts.volume import volume as volume_chart
from civicbeat.web.chartwords import words
from civicbeat.web.feeling import feeling, feeling_over_time
from civicbeat.web.labels import GROUPS, label
from civicbeat.web.stories import stories
from civicbeat.web.subject import Subject, last_moment
from civicbeat.web.trends import cause, events
from civicbeat.web.trends import panels as trend_panels
from civicbeat.web.unheard import unheard

BASELINE_DAYS = 14
ROWS = 8
FACET_VALUES = 8

Context = dict[str, Any]


def volume(subject: Subject) -> Context:
    """Posts over time, with gaps; and the totals."""
    series, totals = asking.ask(
        subject.question(subject.time),
        subject.question(metrics=(Metric.POSTS, Metric.STORIES, Metric.PEOPLE)),
    )
    cells = figures.cells(series, subject.grain)
    holes = figures.holes(series.coverage.gaps)
    known = [cell for cell in cells if cell.count]
    return {
        "spec": volume_chart(cells, holes, subject.grain, words()),
        "cells": cells,
        "partly": not all(cell.whole for cell in cells),
        "some_hidden": any(cell.count is None and not cell.missing for cell in cells),
        "holes": figures.by_sources(holes),
        "grain": subject.grain.value,
        "most": max(known, key=lambda cell: cell.count or 0, default=None),
        "posts": figures.total(totals),
        "stories": figures.total(totals, Metric.STORIES),
        "people": figures.total(totals, Metric.PEOPLE),
        "coverage": totals.coverage.share,
    }


def brush(subject: Subject) -> Context:
    """The same series as an instrument: a span can be marked in it."""
    [series] = asking.ask(subject.question(subject.time))
    cells = figures.cells(series, subject.grain)
    holes = figures.holes(series.coverage.gaps)
    return {
        "spec": brush_chart(cells, holes, subject.grain, words()),
        "cells": cells,
        "partly": not all(cell.whole for cell in cells),
        "some_hidden": any(cell.count is None and not cell.missing for cell in cells),
        "holes": figures.by_sources(holes),
        "grain": subject.grain.value,
        "most": max((cell for cell in cells if cell.count), key=lambda cell: cell.count or 0, default=None),
    }


@dataclass(frozen=True, slots=True)
class Rising:
    """A theme that is said more often than usual."""

    theme: str
    rise: Rise


def rising(subject: Subject) -> Context:
    """Themes of the last 24 hours against each of the 14 days before them (99 % interval, distinct texts)."""
    end = subject.period.end
    day = Period.back_from(end, timedelta(hours=24), subject.period.zone)
    last = floor(day.local_start, Grain.DAY)
    before = Period(last - timedelta(days=BASELINE_DAYS), last, subject.period.zone)
    now, then = asking.ask(
        subject.during(day).question(Group.THEME, metrics=(Metric.STORIES,)),
        subject.during(before).question(Group.DAY, Group.THEME, metrics=(Metric.STORIES,), limit=1000),
    )
    usual = figures.crossed(then, Grain.DAY, Metric.STORIES)
    found = []
    for theme, count in now.counts(Metric.STORIES).items():
        cells = [cell.count for cell in usual.get(theme, ()) if cell.count is not None]
        if count and theme != UNCLASSIFIED and len(cells) >= BASELINE_DAYS // 2:
            found.append(Rising(theme, rise(count, cells)))
    found.sort(key=lambda item: item.rise.low, reverse=True)
    return {"rising": [item for item in found if item.rise.rose][:ROWS], "looked_at": len(found)}


def breakdown(group: Group) -> Callable[[Subject], Context]:
    """A panel of the most frequent values of ``group``."""

    def panel(subject: Subject) -> Context:
        [answer] = asking.ask(subject.question(group, limit=ROWS + 2))
        bars = [bar for bar in figures.bars(answer) if bar.value]
        return {
            "bars": bars[:ROWS],
            "group": group.value,
            "title": GROUPS[group],
            "hidden_groups": answer.hidden_groups,
        }

    return panel


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet; ``address`` shows what is wanted with it added or taken away."""

    label: str
    count: int | None
    chosen: bool
    address: str


def facets(subject: Subject) -> Context:
    """Values of every facet with their counts, as they would be without that facet's own choice.

    A facet whose model is switched off is left out.
    """
    wanted = subject.wanted
    groups = [group for group in FACETS if asking.store().tells(group)]
    answers = asking.ask(*(_without(subject, group) for group in groups))
    return {
        "facets": [
            (GROUPS[group], group.value, _choices(wanted, group, figures.bars(answer)))
            for group, answer in zip(groups, answers, strict=True)
        ]
    }


def _without(subject: Subject, group: Group) -> Question:
    question = subject.question(group, limit=FACET_VALUES)
    return replace(question, filters=tuple(f for f in question.filters if f.group is not group))


def _choices(wanted: Wanted, group: Group, bars: list[figures.Bar]) -> list[Choice]:
    chosen = wanted.chosen(group)
    listed = [bar for bar in bars if bar.value][:FACET_VALUES]
    missing = [v for v in chosen if v not in {bar.value for bar in listed}]
    rows = [(bar.value, bar.label, bar.count) for bar in listed] + [(v, label(group, v), 0) for v in missing]
    return [
        Choice(name, count, value in chosen, wanted.address(filters=wanted.toggled(group, value)))
        for value, name, count in rows
    ]


def spread(subject: Subject) -> Context:
    """Themes over time."""
    [answer] = asking.ask(subject.question(subject.time, Group.THEME, limit=2000))
    series = figures.crossed(answer, subject.grain)
    ordered = sorted(series, key=lambda theme: -sum(cell.count or 0 for cell in series[theme]))[:ROWS]
    named = {label(Group.THEME, theme): series[theme] for theme in ordered}
    return {"spec": spread_chart(named, subject.grain, words()) if named else None, "series": named}


def compare(subject: Subject) -> Context:
    """This period beside the one before it, or beside another of the same length."""
    other = subject.during(subject.wanted.other_period())
    metrics = (Metric.POSTS, Metric.STORIES, Metric.PEOPLE)
    series, before, totals, totals_before = asking.ask(
        subject.question(subject.time),
        other.question(subject.time),
        subject.question(metrics=metrics),
        other.question(metrics=metrics),
    )
    now_cells, before_cells = figures.cells(series, subject.grain), figures.cells(before, subject.grain)
    rows = [(name, figures.total(totals, m), figures.total(totals_before, m)) for name, m in _measures()]
    return {
        "spec": compare_chart(now_cells, before_cells, subject.grain, words()),
        "pairs": list(zip(now_cells, before_cells, strict=False)),
        "grain": subject.grain.value,
        "rows": [(name, now, then, _change(now, then)) for name, now, then in rows],
        "other_first": other.period.local_start,
        "other_last": last_moment(other.period),
        "other_coverage": before.coverage.share,
        "also": other.period,
    }


def _measures() -> list[tuple[str, Metric]]:
    return [
        (_("Posts"), Metric.POSTS),
        (_("Distinct texts"), Metric.STORIES),
        (_("People, at least"), Metric.PEOPLE),
    ]


def _change(now: int | None, before: int | None) -> float | None:
    return now / before - 1 if now is not None and before else None


@dataclass(frozen=True, slots=True)
class Panel:
    """What a panel is called where it stands alone, its template, what fills that, and the models it rests on.

    One that rests on ``some`` models leaves out what is of a model that is switched off; one that rests on others
    cannot be shown without them.
    """

    title: Promise
    template: str
    fill: Callable[[Subject], Context]
    models: tuple[str, ...] = ()
    some: tuple[str, ...] = ()


PANELS: Mapping[str, Panel] = {
    "volume": Panel(gettext_lazy("Volume"), "volume", volume),
    "brush": Panel(gettext_lazy("Posts over time"), "brush", brush),
    "feeling": Panel(gettext_lazy("Sentiment"), "feeling", feeling, ("sentiment",)),
    "feeling-over-time": Panel(
        gettext_lazy("Sentiment over time"), "feeling_over_time", feeling_over_time, ("sentiment",)
    ),
    "rising": Panel(gettext_lazy("Rising themes"), "rising", rising, ("themes",)),
    "themes": Panel(GROUPS[Group.THEME], "breakdown", breakdown(Group.THEME), ("themes",)),
    "places": Panel(GROUPS[Group.PLACE], "breakdown", breakdown(Group.PLACE), ("places",)),
    "sources": Panel(GROUPS[Group.SOURCE], "breakdown", breakdown(Group.SOURCE)),
    "languages": Panel(GROUPS[Group.LANGUAGE], "breakdown", breakdown(Group.LANGUAGE), ("language",)),
    "unheard": Panel(gettext_lazy("Who is not heard"), "unheard", unheard, some=("language", "themes", "places")),
    "facets": Panel(gettext_lazy("Filters"), "facets", facets, some=("language", "sentiment", "themes", "places")),
    "spread": Panel(gettext_lazy("Themes over time"), "spread", spread, ("themes",)),
    "stories": Panel(gettext_lazy("Stories"), "stories", stories),
    **{name: Panel(gettext_lazy("Trend"), "trend", fill) for name, fill in trend_panels().items()},
    "events": Panel(gettext_lazy("Rises"), "events", events, some=("themes", "places")),
    "cause": Panel(gettext_lazy("Why it rose"), "cause", cause, some=("themes", "places")),
    "compare": Panel(gettext_lazy("Compared with another period"), "compare", compare),
    **{
        name: Panel(gettext_lazy("What the change is made of"), "change", fill, changes.models(name))
        for name, fill in changes.panels().items()
    },
}
"""Every panel by the name it has in addresses."""
