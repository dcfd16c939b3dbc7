"""Unheard: the places, languages and themes of which nobody speaks, or too few people to be told (charter rule 9).

Whether nobody or a few people spoke is not told apart: that would be a figure about a few. A place counts by being
named, as nobody knows from where people write. Which groups of people are silent cannot be said: nobody's age, sex,
income, health, ethnic group or faith is ever inferred (rule 1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from civicbeat.analysis.contract import Sentence
from civicbeat.enrich.places import gazetteer
from civicbeat.enrich.themes import taxonomy
from civicbeat.findings import unheard_words as words
from civicbeat.findings.asking import ask
from civicbeat.records.period import Period, local_day
from civicbeat.store.question import Filter, Group, Metric, Question
from civicbeat.store.store import Store

COMMUNITIES = ("vi", "zh", "km", "en", "ko", "ja")
"""Languages of the city's own communities (Kinh, Hoa, Khmer) and of large ones from abroad; Cham, which is spoken there
too, is not among the languages that the detector knows."""
MOST = 5_000
"""More values than any of the three groups has."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Of one group: how many values there are, and which of them are not heard.

    Attributes:
        group: ``PLACE`` (wards of today), ``LANGUAGE`` or ``THEME``.
        there: how many there are.
        unheard: those of which nobody or too few people speak.
        wider: of these, wards that are named by their former district alone.
    """

    group: Group
    there: int
    unheard: tuple[str, ...]
    wider: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unheard:
    """Who is not heard in ``period``.

    Attributes:
        silences: one for each group whose model speaks.
        coverage: share of the sources' time that was heard, 0 to 1; ``None`` where nobody knows.
    """

    period: Period
    silences: tuple[Silence, ...]
    coverage: float | None

    @property
    def sentence(self) -> Sentence:
        """It in a few words, for whoever decides."""
        days = max(1, round(self.period.length.total_seconds() / 86_400))
        counts = {each.group: (len(each.unheard), each.there, len(each.wider)) for each in self.silences}
        return words.told(days, counts)


def unheard(store: Store, asked: Question) -> Unheard:
    """Who is not heard in the posts that ``asked`` is about.

    Args:
        store: where they are.
        asked: query, filters, scope and period; a month or more, as in a day most places are silent.

    Raises:
        BadQuery: its query cannot be understood.
        QueryTooExpensive: it took too long.
    """
    whole = replace(asked, by=(), metrics=(Metric.POSTS,))
    told = {group: heard for group, heard in _HEARD.items() if store.tells(group)}
    [total] = ask(store, whole)
    day = local_day(asked.period.end, asked.period.zone)
    silences = tuple(_silence(group, heard(store, whole), day) for group, heard in told.items())
    return Unheard(asked.period, silences, total.coverage.share)


def _named(group: Group, store: Store, whole: Question) -> frozenset[str]:
    """The values of places or themes that enough people speak of."""
    [answer] = ask(store, replace(whole, by=(group,), limit=MOST))
    return frozenset(value for value, count in answer.counts().items() if count)


def _languages(store: Store, whole: Question) -> frozenset[str]:
    """The languages that enough people speak, each asked for by itself.

    Posts have one language: in a split, one that is heard would be hidden beside one of a few people.
    """
    asked = (replace(whole, filters=(*whole.filters, Filter(Group.LANGUAGE, (language,)))) for language in COMMUNITIES)
    answers = zip(COMMUNITIES, ask(store, *asked), strict=True)
    return frozenset(
        language for language, answer in answers if answer.table.column("posts").to_pylist() not in ([0], [None])
    )


_HEARD: Mapping[Group, Callable[[Store, Question], frozenset[str]]] = {
    Group.PLACE: partial(_named, Group.PLACE),
    Group.LANGUAGE: _languages,
    Group.THEME: partial(_named, Group.THEME),
}


def _silence(group: Group, heard: frozenset[str], day: date) -> Silence:
    if group is not Group.PLACE:
        there = COMMUNITIES if group is Group.LANGUAGE else tuple(theme.id for theme in taxonomy.themes())
        return Silence(group, len(there), tuple(value for value in there if value not in heard))
    named = wards(day)
    silent = tuple(ward for ward, former in named.items() if not heard & {ward, *former.wards})
    return Silence(group, len(named), silent, tuple(ward for ward in silent if heard & {*named[ward].districts}))


@dataclass(frozen=True, slots=True)
class Former:
    """Of which units a ward was made: people go on naming them."""

    wards: tuple[str, ...]
    districts: tuple[str, ...]


def wards(day: date) -> Mapping[str, Former]:
    """The wards of the city on ``day``, in order of their ids, with the units they were made of."""
    units = gazetteer.places().values()
    within = f"{gazetteer.CITY}."
    there = sorted(
        unit.id for unit in units if unit.level == "ward" and unit.valid_on(day) and unit.id.startswith(within)
    )
    made_of: dict[str, dict[str, list[str]]] = {ward: {"ward": [], "district": []} for ward in there}
    for unit in units:
        for ward in unit.successors:
            if ward in made_of and unit.level in made_of[ward]:
                made_of[ward][unit.level].append(unit.id)
    return {ward: Former(tuple(of["ward"]), tuple(of["district"])) for ward, of in made_of.items()}
