"""Causes: what a spike is made of, and whether it is people's own talk, driven by news, or copied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import numpy as np
import numpy.typing as npt

from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.drivers import Drivers
from civicbeat.analysis.drivers import find as drivers
from civicbeat.analysis.origins import Origins
from civicbeat.analysis.origins import find as origins
from civicbeat.enrich.phrases import fold
from civicbeat.enrich.places import gazetteer
from civicbeat.findings.asking import PEOPLE, UNNAMED, ask, begin
from civicbeat.findings.phrases import risen
from civicbeat.findings.series import SMALL
from civicbeat.records.period import Period
from civicbeat.store.answer import Answer
from civicbeat.store.question import Group, Metric, Question
from civicbeat.store.resting import MODELS, behind
from civicbeat.store.store import Store
from civicbeat.store.unread import is_missing

KINDS: Mapping[Group, str] = {
    Group.THEME: "theme",
    Group.PLACE: "place",
    Group.SOURCE: "source",
    Group.STORY: "story",
}
"""What can drive a rise, as ``analysis.drivers`` calls it; phrases can too."""
PHRASE = "phrase"
MOST_PHRASES = 5
"""An event's phrases come as many and share its posts; more of them would leave no room for anything else."""
DAYS_BEFORE = 7
"""The same hours of so many days before are what is usual."""
LONGEST = timedelta(days=7)
MOST = 200
"""The largest values of each kind are looked at."""
MOSTLY = 0.5
"""Share of a place's posts that name a place in it, from which the place itself is no answer."""

_SIGNS = str.maketrans(dict.fromkeys('"()*?:~^+-', " "))

Table = Mapping[Group, Mapping[str, int | None]]
Value = tuple[Group | None, str]
"""The group and value that posts can be filtered by; a phrase has no group, it is searched for."""
Name = Callable[[Group, Sequence[str]], Mapping[str, str]]
"""Gives what people call some values of a group; those it leaves out are not told."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a series rose in ``period``.

    Attributes:
        drivers: what rose most in it, or why that cannot be said.
        origins: whose talk it is, or why that cannot be said.
        values: of each driver, by its kind and name, what posts can be filtered by.
    """

    period: Period
    drivers: Drivers | Refusal
    origins: Origins | Refusal
    values: Mapping[tuple[str, str], Value]


def cause(store: Store, asked: Question, name: Name) -> Cause:
    """The cause of a rise that lasted from the start to the end of the period of ``asked`` (a week at most is read).

    Args:
        store: where the posts are.
        asked: query, filters and scope, and the period of the rise.
        name: what values are called.

    Raises:
        BadQuery: its query cannot be understood.
        QueryTooExpensive: it took too long.
    """
    period = asked.period
    if period.length > LONGEST:
        period = Period(period.start, period.start + LONGEST, period.zone)
    asked = replace(asked, period=period, by=(), metrics=(Metric.POSTS,), limit=MOST)
    days = -(-period.length // timedelta(days=1))
    spans = [_earlier(period, timedelta(days=days * n)) for n in range(DAYS_BEFORE + 1)]
    phrases = begin(partial(_said, store, asked, spans))
    tables, heard = _tables(store, asked, spans)
    heard &= np.array([not _unread(store, behind(asked), span) for span in spans[1:]])
    named = _named(asked, tables[0], name)
    counts = {each: [table[group].get(value, 0) for table in tables] for each, (group, value) in named.items()}
    said = phrases()
    items = {**counts, **{(PHRASE, phrase): row for phrase, row in said.items()}}
    figures = np.array([[_figure(count) for count in row] for row in items.values()]).reshape(len(items), len(spans))
    before = figures.T[1:].copy()
    before[~heard] = np.nan
    values: dict[tuple[str, str], Value] = {**named, **{(PHRASE, phrase): (None, phrase) for phrase in said}}
    return Cause(period, drivers(list(items), figures.T[0], before), _origins(store, asked), values)


def _said(store: Store, asked: Question, spans: Sequence[Period]) -> Mapping[str, Sequence[int | None]]:
    """Posts by risen phrase; what was asked for is no answer, and names of places are told as places."""
    wanted = set(fold(asked.query).translate(_SIGNS).split())
    said = risen(store, asked, spans, 4 * MOST_PHRASES)
    telling = [
        phrase
        for phrase, (now, *_) in said.items()
        if now is not None and not set(fold(phrase).split()) <= wanted and not gazetteer.find(phrase)
    ]
    return {phrase: said[phrase] for phrase in telling[:MOST_PHRASES]}


def _tables(store: Store, asked: Question, spans: Sequence[Period]) -> tuple[Sequence[Table], npt.NDArray[np.bool_]]:
    """Posts by the values of each kind, in the rise and in the same hours before, and which of those were heard.

    A kind that a model gives which is switched off is none of them, nor one of a model that was silent in these spans.
    """
    kinds = [
        group for group in KINDS if store.tells(group) and not any(_unread_by(store, group, span) for span in spans)
    ]
    splits = [replace(asked, period=span, by=(group,)) for span in spans for group in kinds]
    everything = [replace(asked, period=span, query="", filters=()) for span in spans[1:]]
    answers = ask(store, *splits, *everything)
    counts = [_counts(answer, answers[n % len(kinds)]) for n, answer in enumerate(answers[: len(splits)])]
    tables = [dict(zip(kinds, counts[n : n + len(kinds)], strict=True)) for n in range(0, len(counts), len(kinds))]
    heard = [answer.table.column("posts").to_pylist() != [0] for answer in answers[len(splits) :]]
    return tables, np.array(heard)


def _unread_by(store: Store, group: Group, span: Period) -> bool:
    return _unread(store, {MODELS[group]} if group in MODELS else (), span)


def _unread(store: Store, models: Collection[str], span: Period) -> bool:
    """Whether too much of a span was not read by ``models`` for its figures to be held against others."""
    return is_missing(store.unread(models, span), span.start, span.end)


def _counts(answer: Answer, rise: Answer) -> Mapping[str, int | None]:
    """Posts by value; where too few people spoke to name any, those of the ``rise`` are hidden, not zero."""
    return dict.fromkeys(rise.counts()) if answer.of_few else answer.counts()


def _named(asked: Question, table: Table, name: Name) -> dict[tuple[str, str], tuple[Group, str]]:
    """The values that may be seen and say something, by kind and name; what was asked for is no answer."""
    chosen = {(each.group, value) for each in asked.filters for value in each.values}
    told: dict[tuple[str, str], tuple[Group, str]] = {}
    for group, counts in table.items():
        wide = _too_wide(asked, counts) if group is Group.PLACE else frozenset()
        values = [
            value
            for value, count in counts.items()
            if count is not None and value not in (*UNNAMED, *wide) and (group, value) not in chosen
        ]
        called = name(group, values)
        told |= {(KINDS[group], called[value]): (group, value) for value in values if value in called}
    return told


def _too_wide(asked: Question, counts: Mapping[str, int | None]) -> frozenset[str]:
    """The places that are mostly named by a place in them, the city above all: that one says more."""
    known = {place: count for place, count in counts.items() if count}
    within = Counter[str]()
    for place, count in known.items():
        _, *holders = gazetteer.lineage(place, asked.period.local_start.date()) or (place,)
        nearest = next((holder for holder in holders if holder in known), None)
        if nearest is not None:
            within[nearest] += count
    return frozenset(place for place, count in within.items() if count >= MOSTLY * known[place])


def _earlier(period: Period, by: timedelta) -> Period:
    return Period(period.start - by, period.end - by, period.zone)


def _figure(count: int | None) -> float:
    return SMALL if count is None else float(count)


def _origins(store: Store, asked: Question) -> Origins | Refusal:
    """From protected figures, so that they are put right where the small changes would make them impossible."""
    wanted = (Metric.POSTS, Metric.STORIES, Metric.PEOPLE)
    whole, others = ask(store, asked, replace(asked, metrics=wanted, filters=(*asked.filters, PEOPLE)))
    [posts] = whole.table.column("posts").to_pylist()
    [own], [texts], [wrote] = (others.table.column(metric.value).to_pylist() for metric in wanted)
    posts, own = posts or 0, min(own or 0, posts or 0)
    return origins(posts, posts - own, max(0, own - (texts or 0)), min(wrote or 0, own))
