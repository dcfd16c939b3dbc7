"""Impact: what a dated decision changed, held against controls that were not under it."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from civicbeat.analysis.contract import Doubt, Method, Refusal, Sentence
from civicbeat.analysis.effect_words import effect
from civicbeat.analysis.shares import Z_95
from civicbeat.analysis.synthetic import KINDS, Floats, weights
from civicbeat.analysis.windows import Window, shorter, steady

Marks = npt.NDArray[np.bool_]

VERSION = "2"
FEWEST_CONTROLS = 5
FEWEST_BEFORE = 5
PLACEBOS = 200
SEED = 2021


@dataclass(frozen=True, slots=True)
class Impact:
    """The average effect on what was treated after the decision, in the outcome's unit.

    Attributes:
        kind: one of ``synthetic.KINDS``.
        observed, expected: shape (times,): the treated units' mean, and what it would have been without the decision.
        placebo: shape (placebos,): effects found where there was no decision.
        chance: share of the placebos as large as the estimate, or larger.
        early: the effect found when the decision is put into the middle of the time before it; near 0 where all is
            well.
        windows: the effect in shorter stretches of time.
    """

    estimate: float
    doubt: Doubt
    method: str
    sentence: Sentence
    kind: str
    observed: Floats
    expected: Floats
    placebo: Floats
    chance: float
    early: float
    windows: tuple[Window, ...]

    @property
    def shown(self) -> bool:
        """Whether an effect can be shown: the interval holds no 0."""
        return self.doubt.low > 0 or self.doubt.high < 0


def impact(outcome: Floats, treated: Marks, decided: int, kind: str = "sdid") -> Impact | Refusal:
    """The average effect of a decision.

    Reads: ``outcome``, shape (units, times), in any unit, one row a place, topic or group, without gaps; ``treated``,
    shape (units,), true for the units under the decision; ``decided``, index of the first time under it; ``kind``,
    ``sdid`` (synthetic difference in differences, the default), ``sc`` (synthetic control) or ``did`` (difference in
    differences).
    Gives: an ``Impact``; its 95 % interval is normal with the variance of 200 placebos: units that were not treated,
    taken as if they were, against the other controls.
    Fails: refuses where an outcome is missing (``gaps``), nothing is treated (``none-treated``), there are fewer than
    5 controls (``few-controls``) or 5 times before (``too-short``), nothing comes after (``too-early``), or what was
    treated never varies before (``constant``). ``ValueError`` on another shape or kind.
    Source: D. Arkhangelsky et al., "Synthetic Difference-in-Differences", *American Economic Review* 111 (2021) 4088,
    algorithms 1 and 4; A. Abadie, A. Diamond and J. Hainmueller, "Synthetic Control Methods for Comparative Case
    Studies", *JASA* 105 (2010) 493 for placebos in controls and in time.
    """
    under = np.asarray(treated).astype(np.bool_)
    if outcome.ndim != 2 or under.shape != outcome.shape[:1] or kind not in KINDS:
        raise ValueError("impact reads units by times, one mark a unit, and a known kind")
    refused = _refused(outcome, under, decided)
    if refused is not None:
        return refused
    rows = np.vstack([outcome[~under], outcome[under]])
    controls = int((~under).sum())
    effects, without = _effects(rows[None], controls, decided, kind)
    estimate, expected = float(effects[0]), without[0]
    placebo = _placebos(rows[:controls], int(under.sum()), decided, kind)
    error = float(np.std(placebo, ddof=1)) * sqrt((len(placebo) - 1) / len(placebo))
    doubt = Doubt(estimate - Z_95 * error, estimate + Z_95 * error, 0.95, outcome.size)
    middle = max(2, decided // 2)
    early = float(_effects(rows[None, :, :decided], controls, middle, kind)[0][0])
    chance = float(np.mean(np.abs(placebo) >= abs(estimate)))
    observed = outcome[under].mean(axis=0)
    windows = _windows(rows, controls, decided, kind)
    said = effect(estimate, doubt, steady=steady(estimate, windows))
    return Impact(estimate, doubt, f"impact {VERSION}", said, kind, observed, expected, placebo, chance, early, windows)


def _refused(outcome: Floats, under: Marks, decided: int) -> Refusal | None:
    controls = int((~under).sum())
    checks = (
        (not under.any(), "none-treated", NONE_TREATED),
        (not np.isfinite(outcome).all(), "gaps", GAPS),
        (controls < FEWEST_CONTROLS, "few-controls", FEW_CONTROLS),
        (decided < FEWEST_BEFORE, "too-short", TOO_SHORT),
        (decided >= outcome.shape[1], "too-early", TOO_EARLY),
        (decided > 0 and under.any() and not np.ptp(outcome[under, :decided].mean(axis=0)), "constant", CONSTANT),
    )
    return next((Refusal(reason, sentence) for wrong, reason, sentence in checks if wrong), None)


def _effects(cases: Floats, controls: int, decided: int, kind: str) -> tuple[Floats, Floats]:
    """The average effect of each case, and what was to be expected of its treated units, time by time.

    ``cases`` has the shape (cases, units, times) with the controls first; what is given (cases,) and (cases, times).
    """
    found = weights(cases, controls, decided, kind)
    series = cases[:, controls:].mean(axis=1)
    synthetic = np.einsum("cu,cut->ct", found.units, cases[:, :controls])
    apart = np.einsum("ct,ct->c", (series - synthetic)[:, :decided], found.times)
    expected = synthetic + apart[:, None]
    return (series - expected)[:, decided:].mean(axis=1), expected


def _placebos(rows: Floats, treated: int, decided: int, kind: str) -> Floats:
    """Effects found where there was none: as many controls as were treated, drawn by chance, against the others.

    The same controls drawn twice have the same effect, which is sought once.
    """
    draw = np.random.default_rng(SEED)
    treated = min(treated, len(rows) // 2)
    drawn = np.array([np.sort(draw.permutation(len(rows))[-treated:]) for _ in range(PLACEBOS)])
    different, which = np.unique(drawn, axis=0, return_inverse=True)
    others = np.array([np.setdiff1d(np.arange(len(rows)), taken) for taken in different])
    return _effects(rows[np.hstack([others, different])], len(rows) - treated, decided, kind)[0][which.ravel()]


def _windows(rows: Floats, controls: int, decided: int, kind: str) -> tuple[Window, ...]:
    """The effect in shorter stretches around the decision."""
    pairs = shorter(decided, rows.shape[1] - decided, (FEWEST_BEFORE, 1))
    stretches = [rows[None, :, decided - before : decided + after] for before, after in pairs]
    return tuple(
        Window(before, after, float(_effects(stretch, controls, before, kind)[0][0]))
        for (before, after), stretch in zip(pairs, stretches, strict=True)
    )


NONE_TREATED = Sentence(
    "Không có đơn vị nào chịu quyết định, nên không có gì để so.",
    "No unit is under the decision, so nothing can be held against it.",
)
GAPS = Sentence(
    "Có khoảng trống trong số liệu; chọn khoảng thời gian mà mọi nguồn đều nghe được.",
    "Figures are missing; choose a period in which every source was heard.",
)
FEW_CONTROLS = Sentence(
    "Cần ít nhất 5 đơn vị không chịu quyết định để so sánh.",
    "At least 5 units that were not under the decision are needed.",
)
TOO_SHORT = Sentence("Cần ít nhất 5 thời điểm trước quyết định.", "At least 5 times before the decision are needed.")
TOO_EARLY = Sentence(
    "Chưa có số liệu sau quyết định; hãy đợi thêm.", "There are no figures after the decision yet; wait."
)
CONSTANT = Sentence(
    "Trước quyết định, đơn vị chịu quyết định không thay đổi gì, nên không biết điều gì là bình thường.",
    "What was under the decision never varied before it, so what is usual cannot be told.",
)


def _example_outcome() -> Floats:
    """A dozen places that move together; the first loses 8 from time 30 on."""
    draw = np.random.default_rng(7)
    shared = np.cumsum(draw.normal(size=40))
    outcome = shared + draw.normal(size=(12, 1)) * 5 + draw.normal(size=(12, 40))
    outcome[0, 30:] -= 8
    return np.asarray(outcome, dtype=np.float64)


def _example() -> dict[str, object]:
    return {"outcome": _example_outcome(), "treated": np.arange(12) == 0, "decided": 30}


def _broken(**parts: object) -> dict[str, object]:
    return _example() | parts


METHOD = Method(
    "impact",
    VERSION,
    impact,
    _example,
    {
        "nothing is treated": lambda: _broken(treated=np.zeros(12, dtype=bool)),
        "a gap": lambda: _broken(outcome=np.full((12, 40), np.nan)),
        "few controls": lambda: _broken(outcome=np.ones((3, 40)), treated=np.array([True, False, False])),
        "no time before": lambda: _broken(decided=1),
        "no time after": lambda: _broken(decided=40),
        "nothing varies": lambda: _broken(outcome=np.ones((12, 40))),
        "what was treated never varies": lambda: _broken(outcome=_example_outcome() * (np.arange(12) > 0)[:, None]),
    },
)
