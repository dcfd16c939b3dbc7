"""Effects: what a dated decision changed in a theme, a place or all that is asked about, held against what it left."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
import numpy.typing as npt

from civicbeat.analysis.attenuation import restored
from civicbeat.analysis.calibration import Calibration
from civicbeat.analysis.contract import Doubt, Refusal, Sentence
from civicbeat.analysis.impact import Impact, impact
from civicbeat.analysis.interrupted import Interruption, interrupted
from civicbeat.analysis.quantify import enough
from civicbeat.analysis.windows import Window, steady
from civicbeat.enrich.places import gazetteer
from civicbeat.enrich.themes.taxonomy import UNCLASSIFIED
from civicbeat.findings.asking import NEGATIVE
from civicbeat.findings.rivals import Rival, apart, too_few
from civicbeat.findings.series import UNHEARD, series
from civicbeat.records.period import LENGTHS, Grain, day_start
from civicbeat.store.question import Filter, Group, Metric, Question
from civicbeat.store.resting import MODELS
from civicbeat.store.store import Store
from civicbeat.store.unread import is_missing

Floats = npt.NDArray[np.float64]

GROUPS = (Group.THEME, Group.PLACE)
MOST_GROUPS = 20_000
LEAST_HEARD = 0.9
"""Share of the cells that a control must have; single hidden cells are filled with their neighbours' mean."""
WEEKS_FROM = timedelta(days=120)
SEASONS: Mapping[Grain, int] = {Grain.DAY: 7, Grain.WEEK: 1}
MOST_HIDDEN = 0.2
"""Where more days than this are hidden, weeks are read."""
ALONE = ("few-controls", "hidden")
"""Refusals after which the own past is tried."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to know.

    Attributes:
        decided: the first day of the decision.
        outcome: ``posts`` (per cent of what was usual before) or ``negative`` (posts in a hundred that the program
            calls negative).
        group, value: what was under the decision: a theme or a place; ``None`` for all that the question is about.
    """

    decided: date
    outcome: str
    group: Group | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer, and what it rests on.

    Attributes:
        finding: an ``Impact`` where there are controls, an ``Interruption`` where there is only the own past.
        starts: of the cells that were read, in order; cells in which too little was heard are left out of an
            ``Impact`` and have no figure in an ``Interruption``.
        before: how many of them lie before the decision.
        controls: themes, places or names of topics that it was held against.
        grain: ``DAY`` or ``WEEK``.
        instead: why no controls were to be had, where they were sought.
        corrected: of the share of negative posts, the change and its doubt with the errors of the program put right,
            where they are known.
    """

    finding: Impact | Interruption | Refusal
    starts: Sequence[datetime]
    before: int
    controls: Sequence[str]
    grain: Grain
    instead: Refusal | None = None
    corrected: tuple[float, Doubt] | None = None

    @property
    def steady(self) -> bool:
        """Whether shorter stretches of time find an effect of the same side, at least half as large."""
        return not isinstance(self.finding, Refusal) and steady(self.finding.estimate, self.finding.windows)

    @property
    def windows(self) -> Sequence[Window]:
        """The effect in the whole stretch of time, and in the shorter ones."""
        if isinstance(self.finding, Refusal):
            return ()
        return Window(self.before, len(self.starts) - self.before, self.finding.estimate), *self.finding.windows


@dataclass(frozen=True, slots=True)
class _Cells:
    """Whole cells of the period: starts, whether enough was heard in each, and how many lie before the decision.

    The week in which the decision fell belongs to neither side and counts as not heard.
    """

    grain: Grain
    starts: Sequence[datetime]
    heard: npt.NDArray[np.bool_]
    before: int


def effect(
    store: Store,
    question: Question,
    asked: Asked,
    known: Calibration | None = None,
    rivals: Sequence[Rival] | None = None,
) -> Found:
    """The effect of a decision over the period of ``question``, held against other themes, places or topics.

    Where there are too few of them, or where all that is asked about was under the decision and no topics are given,
    it is held against its own past, which is weaker: whatever else happened at the time is taken for the effect.

    Args:
        store: where the posts are.
        question: query, filters, period and scope; filters by the group that was under the decision are left out, and
            those by sentiment where that is the outcome.
        asked: the decision, and what it may have changed.
        known: what is known of the errors of the program that calls posts negative.
        rivals: topics to hold it against; ``None`` for the other themes or places.

    Raises:
        BadQuery: its query cannot be understood.
        QueryTooExpensive: it took too long.
    """
    felt = {Group.SENTIMENT} if asked.outcome == "negative" else set()
    kept = _without(question.filters, {asked.group, *felt})
    about = replace(question, filters=kept, by=(), metrics=(Metric.POSTS,))
    if rivals is not None:
        rivals = [replace(rival, filters=_without(rival.filters, felt)) for rival in rivals]
    found = _found(store, about, asked, rivals)
    if known is None or not enough(known) or asked.outcome != "negative" or isinstance(found.finding, Refusal):
        return found
    return replace(found, corrected=restored(found.finding.estimate, found.finding.doubt, known))


def _without(filters: Sequence[Filter], groups: Collection[Group | None]) -> tuple[Filter, ...]:
    return tuple(each for each in filters if each.group not in groups)


def _found(store: Store, about: Question, asked: Asked, rivals: Sequence[Rival] | None) -> Found:
    treated = about
    if asked.group is not None:
        treated = replace(about, filters=(*about.filters, Filter(asked.group, (asked.value,))))
    if rivals is not None:
        found = _by_topics(store, treated, asked, rivals)
    elif asked.group is not None:
        found = _by_others(store, about, asked, asked.group)
    else:
        return _by_its_past(store, treated, asked)
    if not isinstance(found.finding, Refusal) or found.finding.reason not in ALONE:
        return found
    return replace(_by_its_past(store, treated, asked), instead=found.finding)


def _by_others(store: Store, about: Question, asked: Asked, group: Group) -> Found:
    grain = _grain(about)
    cells = _cells(store, about, grain, asked, group)
    starts = [start for start, heard in zip(cells.starts, cells.heard, strict=True) if heard]
    before = int(cells.heard[: cells.before].sum())
    table = _Reader(store, about, group, grain, starts).outcomes(asked.outcome)
    others = {value: row for value, row in table.items() if _comparable(group, asked.value, value)}
    own = table.get(asked.value, np.zeros(len(starts)))
    return _against(own, others, _Past(grain, starts, before), asked.outcome)


def _by_topics(store: Store, treated: Question, asked: Asked, rivals: Sequence[Rival]) -> Found:
    """Cells are read in which all of the sources that matter were heard, to what was decided and in the whole."""
    grain = _grain(treated)
    whole = _cells(store, replace(treated, query="", filters=()), grain, asked)
    heard = {start for start, there in zip(whole.starts, whole.heard, strict=True) if there}
    cells = _cells(store, treated, grain, asked)
    both = [there and start in heard for start, there in zip(cells.starts, cells.heard, strict=True)]
    starts = [start for start, there in zip(cells.starts, both, strict=True) if there]

    def outcome(question: Question) -> Floats:
        return _Reader(store, question, None, grain, starts).outcomes(asked.outcome)[""]

    others = {name: outcome(question) for name, question in apart(store, treated, rivals)}
    found = _against(outcome(treated), others, _Past(grain, starts, sum(both[: cells.before])), asked.outcome)
    if isinstance(found.finding, Refusal) and found.finding.reason == "few-controls":
        return replace(found, finding=too_few(len(found.controls), len(rivals)))
    return found


@dataclass(frozen=True, slots=True)
class _Past:
    """The cells that were heard: their starts, and how many of them lie before the decision."""

    grain: Grain
    starts: Sequence[datetime]
    before: int


def _against(own: Floats, others: Mapping[str, Floats], past: _Past, outcome: str) -> Found:
    """What was under the decision held against those of the others of which enough may be seen."""
    starts, before, grain = past.starts, past.before, past.grain
    whole = {
        name: row for name, counts in others.items() if (row := _filled(counts)) is not None and row[:before].any()
    }
    treated = _filled(own) if starts else own
    if treated is None:
        return Found(Refusal("hidden", HIDDEN), starts, before, (), grain)
    rows = np.array([_scaled(row, before, outcome) for row in (treated, *whole.values())])
    return Found(impact(rows, np.arange(len(rows)) == 0, before), starts, before, list(whole), grain)


def _grain(about: Question) -> Grain:
    return Grain.WEEK if about.period.length >= WEEKS_FROM else Grain.DAY


def _by_its_past(store: Store, about: Question, asked: Asked) -> Found:
    """Days, as three weeks of them are a past; weeks where too many days are hidden."""
    for grain in (Grain.DAY, Grain.WEEK):
        cells = _cells(store, about, grain, asked)
        row = _Reader(store, about, None, grain, cells.starts).outcomes(asked.outcome)[""]
        hidden = np.isnan(row[cells.heard])
        if hidden.sum() <= MOST_HIDDEN * len(hidden):
            outcome = _scaled(np.where(cells.heard, row, np.nan), cells.before, asked.outcome)
            found = interrupted(outcome, cells.before, SEASONS[grain])
            return Found(found, cells.starts, cells.before, (), grain)
    return Found(Refusal("hidden", HIDDEN), cells.starts, cells.before, (), grain)


def _cells(store: Store, about: Question, grain: Grain, asked: Asked, by: Group | None = None) -> _Cells:
    """From the first cell in which anything was heard: nobody knows what was said before.

    A cell was not heard either where a model was silent that the outcome rests on, or that splits ``by``.
    """
    period, step = about.period, LENGTHS[grain]
    moment = day_start(asked.decided, period.zone)
    days = series(store, about, Grain.DAY)
    known = [start for start, count in zip(days.starts, days.counts, strict=True) if not np.isnan(count)]
    starts = [start for start in period.cells(grain) if period.start <= start and start + step <= period.end]
    enough = (1 - UNHEARD) * (step / LENGTHS[Grain.DAY])
    felt = {MODELS[Group.SENTIMENT]} if asked.outcome == "negative" else set()
    silent = store.unread(felt | ({MODELS[by]} if by else set()), period)
    heard = [
        sum(start <= day < start + step for day in known) >= enough and not is_missing(silent, start, start + step)
        for start in starts
    ]
    begun = heard.index(True) if any(heard) else len(heard)
    apart = [start < moment < start + step for start in starts]
    mask = np.array(heard, dtype=np.bool_) & ~np.array(apart, dtype=np.bool_)
    return _Cells(grain, starts[begun:], mask[begun:], sum(start < moment for start in starts[begun:]))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads series of the cells that begin at ``starts``: of every value of ``by``, or without one of all, as ''."""

    store: Store
    about: Question
    by: Group | None
    grain: Grain
    starts: Sequence[datetime]

    def outcomes(self, outcome: str) -> Mapping[str, Floats]:
        """The outcome in each cell; NaN where it is hidden."""
        posts, _ = self._counts()
        if outcome == "posts":
            return posts
        negative, unnamed = self._counts(NEGATIVE)
        return {
            value: 100 * negative.get(value, unnamed) / np.where(counts > 0, counts, np.nan)
            for value, counts in posts.items()
        }

    def _counts(self, *more: Filter) -> tuple[Mapping[str, Floats], Floats]:
        """Posts of each value, and of those that are not named: none, unless too few people spoke to name any."""
        by = (Group(self.grain.value), *((self.by,) if self.by else ()))
        about = replace(self.about, filters=(*self.about.filters, *more), by=by, limit=MOST_GROUPS)
        table = self.store.ask(about).table
        moments, posts = (table.column(name).to_pylist() for name in (self.grain.value, "posts"))
        values = table.column(self.by.value).to_pylist() if self.by else [""] * len(moments)
        places = {start: place for place, start in enumerate(self.starts)}
        found: dict[str, Floats] = {} if self.by else {"": np.zeros(len(self.starts))}
        unnamed = np.zeros(len(self.starts))
        for moment, value, count in zip(moments, values, posts, strict=True):
            if moment in places:
                row = unnamed if value is None else found.setdefault(value, np.zeros(len(self.starts)))
                row[places[moment]] = np.nan if count is None else count
        return found, unnamed


def _filled(counts: Floats) -> Floats | None:
    """The series with its few hidden cells between their neighbours; ``None`` where too many are hidden."""
    known = ~np.isnan(counts)
    if not len(counts) or known.mean() < LEAST_HEARD:
        return None
    places = np.arange(len(counts))
    return np.interp(places, places[known], counts[known])


def _scaled(counts: Floats, before: int, outcome: str) -> Floats:
    """Posts become per cent of what was usual before, so that large and small groups can be compared."""
    past = counts[:before][~np.isnan(counts[:before])]
    usual = float(past.mean()) if len(past) else 0.0
    return 100 * counts / usual if usual and outcome == "posts" else counts


def _comparable(group: Group, treated: str, value: str) -> bool:
    """Whether ``value`` may be a control: another theme, or another place of the same level, which never holds it."""
    if value == treated:
        return False
    if group is Group.THEME:
        return value != UNCLASSIFIED
    known = gazetteer.places()
    return value in known and treated in known and known[value].level == known[treated].level


HIDDEN = Sentence(
    "Trong nhiều ngày hoặc tuần có quá ít người nói đến, nên không thể nêu tác động mà không để lộ nhóm nhỏ.",
    "Much of the time too few people speak of it, so that no effect can be told without showing small groups.",
)
