"""Trends: a subject's past with its unusual rises, what is to come, and the cause of a rise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.drivers import Driver
from civicbeat.analysis.spikes import Spike
from civicbeat.findings.causes import Value
from civicbeat.findings.causes import cause as find_cause
from civicbeat.findings.events import STEP, current
from civicbeat.findings.models import Event
from civicbeat.findings.series import Series
from civicbeat.findings.trends import HORIZONS, RATES, Trend, trend
from civicbeat.findings.wanted import FACETS
from civicbeat.records.period import CITY_ZONE, Period
from civicbeat.store.question import Filter, Group
from civicbeat.web import asking, figures
from civicbeat.web.charts.trend import Ahead, Rise
from civicbeat.web.charts.trend import trend as trend_chart
from civicbeat.web.chartwords import words
from civicbeat.web.labels import GROUPS, label, spoken
from civicbeat.web.stories import firsts, opening
from civicbeat.web.subject import Subject
from civicbeat.web.templatetags.console import times

ALARMS: Mapping[str, float] = dict(zip(("few", "usual", "many"), RATES, strict=True))
"""How many false alarms a week somebody bears."""
LATELY = timedelta(days=7)
MOST = 20


@dataclass(frozen=True, slots=True)
class Told:
    """A rise as the table shows it; ``address`` shows its cause, ``end`` is that of the last hour if it goes on."""

    spike: Spike
    end: datetime
    address: str


def panel(horizon: str, alarms: str) -> Callable[[Subject], dict[str, Any]]:
    """A panel of the subject's trend, looking ahead as far as ``horizon`` says."""

    def shown(subject: Subject) -> dict[str, Any]:
        found = trend(asking.store(), subject.question(), horizon, ALARMS[alarms])
        cells = _cells(found.series, subject.period)
        told = [_rise(subject, spike) for spike in found.spikes if _until(subject, spike) > cells[0].start]
        ahead = [Ahead(start, start + found.series.step, *cell) for start, *cell in found.ahead]
        holes = [hole for hole in figures.holes(found.series.gaps) if hole.end > cells[0].start]
        rises = [
            Rise(max(each.spike.onset, cells[0].start), each.end, _times(each.spike), each.address) for each in told
        ]
        return {
            "spec": trend_chart(cells, ahead, rises, holes, _point(found), found.series.grain, {**words(), **_words()}),
            "cells": cells,
            "ahead": ahead,
            "told": list(reversed(told)),
            "holes": figures.by_sources(holes),
            "grain": found.series.grain.value,
            "coarser": HORIZONS[horizon][1] is not found.series.grain,
            "some_hidden": any(cell.count is None for cell in cells),
            "expected": spoken(found.forecast.sentence),
            "so_far": spoken(found.so_far) if found.so_far else "",
            "risen": spoken(found.bursts.sentence),
            "past": _past(found),
            "refused": isinstance(found.forecast, Refusal) and isinstance(found.bursts, Refusal),
        }

    return shown


def panels() -> dict[str, Callable[[Subject], dict[str, Any]]]:
    """Every panel of a trend, by name."""
    return {f"trend-{horizon}-{alarms}": panel(horizon, alarms) for horizon in HORIZONS for alarms in ALARMS}


def events(subject: Subject) -> dict[str, Any]:
    """What rises unusually now, or did in the last seven days: themes, places and the agency's topics."""
    now = subject.period.end
    found = current(subject.scope.agency, now - LATELY)
    rows = sorted(found, key=lambda event: (event.ended is not None, -event.onset.timestamp()))
    return {"events": [_event(event, now) for event in rows[:MOST]], "watched_every": STEP // 60, "days": LATELY.days}


def _event(event: Event, now: datetime) -> dict[str, Any]:
    """An event with its name, its trend and its cause."""
    about = {"topic": event.topic.pk} if event.topic else {"f": f"{event.group}:{event.value}"}
    zone = ZoneInfo(CITY_ZONE)
    span = [f"{at.astimezone(zone):%Y-%m-%dT%H:%M}" for at in (event.onset, event.ended or now)]
    return {
        "event": event,
        "name": event.topic.name if event.topic else label(Group(event.group), event.value),
        "kind": _("Topic") if event.topic else str(GROUPS[Group(event.group)]),
        "trend": f"{reverse('web:trends')}?{urlencode(about)}",
        "cause": f"{reverse('web:panel', args=['cause'])}?{urlencode({**about, 'from': span[0], 'to': span[1]})}",
    }


def cause(subject: Subject) -> dict[str, Any]:
    """Why there was so much in the subject's period."""
    found = find_cause(asking.store(), subject.question(), lambda group, values: _names(subject, group, values))
    rows = [] if isinstance(found.drivers, Refusal) else found.drivers.drivers
    return {
        "refused": isinstance(found.drivers, Refusal),
        "drivers": spoken(found.drivers.sentence),
        "origins": spoken(found.origins.sentence),
        "rows": [
            (each, _kind(found.values[each.kind, each.name][0]), _posts(subject, found.values, each)) for each in rows
        ],
        "first": found.period.local_start,
        "last": found.period.local_end,
    }


def _point(found: Trend) -> figures.Cell | None:
    """The day that is not over, as far as it was counted; ``None`` where it is not told."""
    present = found.series.present if found.so_far else None
    return figures.Cell(present.start, present.until, present.posts, whole=False) if present else None


def _cells(past: Series, period: Period) -> list[figures.Cell]:
    """The cells that the subject's period touches; an unheard cell is drawn like a hidden one, as a hole."""
    cells = [figures.Cell(start, start + past.step, count) for start, count in past.figures(period.start)]
    return cells or [figures.Cell(period.local_start, period.local_end, None)]


def _until(subject: Subject, spike: Spike) -> datetime:
    return spike.end or subject.period.local_end


def _rise(subject: Subject, spike: Spike) -> Told:
    end = _until(subject, spike)
    wanted = replace(subject.wanted, first=f"{spike.onset:%Y-%m-%dT%H:%M}", last=f"{end:%Y-%m-%dT%H:%M}")
    topic = f"&{urlencode({'topic': subject.topic.pk})}" if subject.topic else ""
    return Told(spike, end, f"{reverse('web:panel', args=['cause'])}?{wanted.address()}{topic}")


def _times(spike: Spike) -> str:
    return _("%(times)s as much as usual") % {"times": times(spike.ratio)}


def _past(found: Trend) -> dict[str, Any] | None:
    """How often the past had such alarms, beside what was asked for."""
    if isinstance(found.bursts, Refusal):
        return None
    return {"rate": found.bursts.past.rate, "asked": found.bursts.asked}


def _names(subject: Subject, group: Group, values: Sequence[str]) -> dict[str, str]:
    """What people call some values; of stories the first words, and that look is logged."""
    if group is not Group.STORY:
        return {value: label(group, value) for value in values}
    return {value: opening(post.text) for value, post in firsts(subject, tuple(values)).items()} if values else {}


def _kind(group: Group | None) -> str:
    if group is None:
        return _("Phrase")
    return _("Stories") if group is Group.STORY else str(GROUPS[group])


def _posts(subject: Subject, values: Mapping[tuple[str, str], Value], driver: Driver) -> str:
    """Where the driver's posts are; empty where there is no such page."""
    group, value = values[driver.kind, driver.name]
    if group is None:
        query = f'({subject.wanted.query}) AND "{value}"' if subject.wanted.query else f'"{value}"'
        return f"{reverse('web:search')}?{subject.wanted.address(query=query)}"
    others = tuple(each for each in subject.wanted.filters if each.group is not group)
    if group not in FACETS:
        return f"{reverse('web:story', args=[int(value)])}?{subject.wanted.address(filters=others)}"
    return f"{reverse('web:search')}?{subject.wanted.address(filters=(*others, Filter(group, (value,))))}"


def _words() -> dict[str, str]:
    return {
        "expected": _("expected"),
        "rise": _("Unusual rise"),
        "why": _("Click for the cause"),
        "so_far": _("so far"),
    }
