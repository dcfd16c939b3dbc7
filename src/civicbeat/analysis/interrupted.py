"""Interrupted: what a dated decision changed in one series, where nothing can be held against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from civicbeat.analysis.contract import Doubt, Method, Refusal, Sentence
from civicbeat.analysis.echoes import Estimate, estimate
from civicbeat.analysis.effect_words import effect
from civicbeat.analysis.synthetic import Floats
from civicbeat.analysis.windows import Window, shorter, steady

VERSION = "1"
FEWEST_BEFORE, FEWEST_AFTER, FEWEST_SEASONS = 12, 3, 3
LEAST_COVERAGE = 0.8
PLACEBOS = 20


@dataclass(frozen=True, slots=True)
class Interruption:
    """The average effect after a decision, in the outcome's unit, by the series' own past alone.

    Attributes:
        observed, expected: shape (times,): what came, NaN where it is missing, and what the past would have led to.
        placebo: shape (placebos,): effects found when the decision is put at earlier times.
        chance: share of the placebos as far from 0, by their own doubt, as the estimate or farther; ``None`` where the
            time before is too short for placebos.
        windows: the effect in shorter stretches of time.
        echo: how much of a deviation is left a time later, 0 to 1.
    """

    estimate: float
    doubt: Doubt
    sentence: Sentence
    observed: Floats
    expected: Floats
    placebo: Floats
    chance: float | None
    windows: tuple[Window, ...]
    echo: float
    method: str = f"interrupted {VERSION}"

    @property
    def shown(self) -> bool:
        """Whether an effect can be shown: the interval holds no 0."""
        return self.doubt.low > 0 or self.doubt.high < 0


def interrupted(outcome: Floats, decided: int, season: int = 1) -> Interruption | Refusal:
    """The average effect of a decision on one series.

    Reads: ``outcome``, shape (times,), in any unit, NaN where it is missing; ``decided``, index of the first time under
    the decision; ``season``, how many times make a season: 7 for days, 1 for none.
    Gives: an ``Interruption``. A line, a season, and after the decision another level and slope are fitted; the effect
    is the mean distance of the second line from the first, prolonged. Errors echo: see ``echoes``, whose 95 % interval
    is as wide as the series' own wandering asks for. It cannot know what else happened at the same time; where there
    are others that were not under the decision, ``impact`` can.
    Fails: refuses where there are fewer than 12 times or 3 seasons before (``too-short``), fewer than 3 after or the
    decision lies outside the series (``too-early``), more than a fifth is missing (``gaps``), or nothing varies before
    (``constant``). ``ValueError`` on another shape or a season below 1.
    Source: J. Lopez Bernal, S. Cummins and A. Gasparrini, "Interrupted time series regression for the evaluation of
    public health interventions", *International Journal of Epidemiology* 46 (2017) 348–355.

    >>> draw = np.random.default_rng(7)
    >>> found = interrupted(np.r_[draw.normal(50, 2, 40), draw.normal(40, 2, 20)], 40)
    >>> found.shown, found.doubt.low < -10 < found.doubt.high
    (True, True)
    """
    if outcome.ndim != 1 or season < 1:
        raise ValueError("interrupted reads one row of outcomes and a season of at least 1")
    refused = _refused(outcome, decided, season)
    if refused is not None:
        return refused
    found = estimate(outcome, decided, season)
    fewest = _fewest(season)
    pairs = shorter(decided, len(outcome) - decided, (fewest, FEWEST_AFTER))
    windows = tuple(Window(*pair, _around(outcome, decided, season, pair).mean) for pair in pairs)
    placebos = _placebos(outcome, decided, season)
    large = [abs(each.mean) / each.error >= abs(found.mean) / found.error for each in placebos]
    known = ~np.isnan(outcome)
    doubt = Doubt(found.low, found.high, 0.95, int(known.sum()), float(known.mean()))
    said = effect(found.mean, doubt, steady=steady(found.mean, windows))
    placebo, chance = np.array([each.mean for each in placebos]), float(np.mean(large)) if large else None
    return Interruption(found.mean, doubt, said, outcome, found.expected, placebo, chance, windows, found.echo)


def _fewest(season: int) -> int:
    return max(FEWEST_BEFORE, FEWEST_SEASONS * season)


def _refused(outcome: Floats, decided: int, season: int) -> Refusal | None:
    known = ~np.isnan(outcome)
    start = max(0, decided)
    before, after = int(known[:start].sum()), int(known[start:].sum())
    past = outcome[:start][known[:start]]
    checks = (
        (after < FEWEST_AFTER, "too-early", TOO_EARLY),
        (before < _fewest(season), "too-short", TOO_SHORT),
        (np.isinf(outcome).any() or before + after < LEAST_COVERAGE * len(outcome), "gaps", GAPS),
        (before > 0 and past.min() == past.max(), "constant", CONSTANT),
    )
    return next((Refusal(reason, sentence) for wrong, reason, sentence in checks if wrong), None)


def _around(outcome: Floats, decided: int, season: int, pair: tuple[int, int]) -> Estimate:
    """The effect with so many times before and after."""
    return estimate(outcome[decided - pair[0] : decided + pair[1]], pair[0], season)


def _placebos(outcome: Floats, decided: int, season: int) -> list[Estimate]:
    """Effects found where nothing was decided: at earlier times, with what came before the decision alone."""
    first, last = _fewest(season), decided - FEWEST_AFTER
    if last < first:
        return []
    after = len(outcome) - decided
    times = np.unique(np.linspace(first, last, PLACEBOS).astype(int)).tolist()
    return [estimate(outcome[: min(decided, time + after)], time, season) for time in times]


TOO_EARLY = Sentence(
    "Cần ít nhất 3 thời điểm sau quyết định, và quyết định phải nằm trong khoảng có số liệu.",
    "At least 3 times after the decision are needed, and it must lie within the series.",
)
TOO_SHORT = Sentence(
    "Cần ít nhất 12 thời điểm và 3 chu kỳ (ví dụ 3 tuần) trước quyết định.",
    "At least 12 times and 3 seasons (3 weeks, for example) before the decision are needed.",
)
GAPS = Sentence(
    "Hơn một phần năm số liệu bị thiếu; chọn khoảng thời gian mà mọi nguồn đều nghe được.",
    "More than a fifth of the figures are missing; choose a period in which every source was heard.",
)
CONSTANT = Sentence(
    "Trước quyết định không có gì thay đổi, nên không biết điều gì là bình thường.",
    "Nothing varied before the decision, so what is usual cannot be told.",
)


def _example() -> Mapping[str, Any]:
    """Nine weeks of days with a rhythm; the decision takes 12 away after the sixth."""
    draw = np.random.default_rng(7)
    outcome = np.tile([50.0, 52, 55, 53, 51, 40, 38], 9) + draw.normal(size=63) * 3
    outcome[42:] -= 12
    return {"outcome": outcome, "decided": 42, "season": 7}


def _wrong(**changed: Any) -> Mapping[str, Any]:
    return {**_example(), **changed}


def _missing(place: slice) -> Mapping[str, Any]:
    given = dict(_example())
    given["outcome"][place] = np.nan
    return given


METHOD = Method(
    "interrupted",
    VERSION,
    interrupted,
    _example,
    {
        "nothing": lambda: _wrong(outcome=np.empty(0)),
        "no time before": lambda: _wrong(decided=2),
        "decided before the series": lambda: _wrong(decided=-5),
        "no time after": lambda: _wrong(decided=62),
        "decided after the series": lambda: _wrong(decided=100),
        "mostly missing": lambda: _missing(slice(0, 20)),
        "never heard": lambda: _missing(slice(None)),
        "nothing varies": lambda: _wrong(outcome=np.full(63, 3.0)),
    },
)
