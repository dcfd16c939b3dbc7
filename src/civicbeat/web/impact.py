"""Impact: what a dated decision changed in one theme or place, held against the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.impact import Impact, impact
from civicbeat.enrich.places import gazetteer
from civicbeat.enrich.themes.taxonomy import UNCLASSIFIED
from civicbeat.records.period import CITY_ZONE, Grain
from civicbeat.store.question import Filter, Group
from civicbeat.web import asking, figures
from civicbeat.web.subject import Subject

GROUPS = (Group.THEME, Group.PLACE)
OUTCOMES = ("posts", "negative")
MOST_GROUPS = 20_000
LEAST_HEARD = 0.9
"""Share of the cells that a control must have; single hidden cells are filled with their neighbours' mean."""
WEEKS_FROM = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to know.

    Attributes:
        group, value: what was under the decision: a theme or a place.
        decided: its first day.
        outcome: ``posts`` (per cent of what was usual before) or ``negative`` (negative posts in a hundred).
    """

    group: Group
    value: str
    decided: date
    outcome: str


@dataclass(frozen=True, slots=True)
class Found:
    """The answer, and what it rests on: the cells' starts, how many lie before the decision, and the controls."""

    finding: Impact | Refusal
    starts: Sequence[datetime]
    before: int
    controls: Sequence[str]
    grain: Grain


def effect(subject: Subject, asked: Asked) -> Found:
    """The effect on what was asked for, over the subject's period, in whole days or weeks of protected figures."""
    grain = Grain.WEEK if subject.period.length >= WEEKS_FROM else Grain.DAY
    table, starts = _series(subject, asked, grain)
    moment = datetime.combine(asked.decided, time(), ZoneInfo(CITY_ZONE))
    before = sum(start < moment for start in starts)
    rivals = [value for value in table if value != asked.value and _comparable(asked, value)]
    whole = {value: _filled(table[value]) for value in rivals}
    controls = [value for value, counts in whole.items() if counts is not None]
    treated = _filled(table.get(asked.value, np.full(len(starts), np.nan)))
    rows = [treated if treated is not None else np.full(len(starts), np.nan), *(whole[value] for value in controls)]
    outcome = np.array([_scaled(row, before, asked.outcome) for row in rows if row is not None], dtype=np.float64)
    under = np.arange(len(outcome)) == 0
    return Found(impact(outcome, under, before), starts, before, controls, grain)


def _series(
    subject: Subject, asked: Asked, grain: Grain
) -> tuple[Mapping[str, npt.NDArray[np.float64]], Sequence[datetime]]:
    """Of every theme or place the outcome in each whole cell; NaN where it is hidden."""
    about = replace(subject, wanted=replace(subject.wanted, filters=_others(subject.wanted.filters, asked.group)))
    negative = Filter(Group.SENTIMENT, ("negative",))
    questions = [about.question(Group(grain.value), asked.group, limit=MOST_GROUPS)]
    if asked.outcome == "negative":
        questions.append(replace(questions[0], filters=(*questions[0].filters, negative)))
    answers = [figures.crossed(answer, grain) for answer in asking.ask(*questions)]
    cells = figures.cells(asking.ask(about.question(Group(grain.value)))[0], grain)
    # before the first post nothing was heard here: that is missing, not zero
    begun = next((n for n, cell in enumerate(cells) if cell.count != 0), len(cells))
    kept = [n for n, cell in enumerate(cells) if cell.whole and n >= begun]
    totals = {value: _counts(series, kept) for value, series in answers[0].items()}
    if asked.outcome == "negative":
        parts = {value: _counts(series, kept) for value, series in answers[1].items()}
        shares = {value: parts[value] / np.where(totals[value] > 0, totals[value], np.nan) for value in parts}
        totals = {value: 100 * share for value, share in shares.items() if value in totals}
    return totals, [cells[n].start for n in kept]


def _others(filters: tuple[Filter, ...], group: Group) -> tuple[Filter, ...]:
    return tuple(each for each in filters if each.group is not group)


def _counts(series: Sequence[figures.Cell], kept: Sequence[int]) -> npt.NDArray[np.float64]:
    return np.array([np.nan if series[n].count is None else series[n].count for n in kept], dtype=np.float64)


def _filled(counts: npt.NDArray[np.float64]) -> npt.NDArray[np.float64] | None:
    """The series with its few hidden cells between their neighbours; ``None`` where too many are hidden."""
    known = ~np.isnan(counts)
    if not len(counts) or known.mean() < LEAST_HEARD:
        return None
    places = np.arange(len(counts))
    return np.interp(places, places[known], counts[known])


def _scaled(counts: npt.NDArray[np.float64], before: int, outcome: str) -> npt.NDArray[np.float64]:
    """Posts become per cent of what was usual before, so that large and small groups can be compared."""
    usual = float(counts[:before].mean()) if before else 0.0
    return counts if outcome == "negative" else 100 * counts / usual if usual else np.full_like(counts, np.nan)


def _comparable(asked: Asked, value: str) -> bool:
    """Whether ``value`` may be a control: another theme, or a place of the same level, which never holds the other."""
    if asked.group is Group.THEME:
        return value != UNCLASSIFIED
    known = gazetteer.places()
    return value in known and asked.value in known and known[value].level == known[asked.value].level
