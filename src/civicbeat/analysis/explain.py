"""Explain: what a change is made of: how much of it each place, theme, source or story added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

from civicbeat.analysis.contract import Doubt, Method, Refusal, Sentence
from civicbeat.analysis.explain_words import changed, refused
from civicbeat.analysis.kitagawa import Floats, Split, split
from civicbeat.analysis.parts import NO_NAME, Effect, Part
from civicbeat.analysis.shares import Z_95

Marks = npt.NDArray[np.bool_]

VERSION = "1"
LEVEL = 0.95
FEWEST = 30
"""With fewer posts in the fuller period there is nothing to take apart."""
LEAST_HEARD = 0.5
"""Share of the posts that sources heard throughout must have given."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A change and its parts; ``estimate`` is how many posts more there are.

    Attributes:
        total: the whole change; its two effects are those of all posts together, and not the sums of the parts'.
        parts: of each group, the greatest change first; what is in no group last.
        rest: what is left of the total: groups too small to be named or hidden, less what was counted in several.
        labelled: whether only the posts of a label were counted.
    """

    estimate: float
    doubt: Doubt
    sentence: Sentence
    total: Part
    parts: tuple[Part, ...]
    rest: Part
    labelled: bool
    method: str = f"explain {VERSION}"


def explain(  # noqa: PLR0913  # each is one thing a change needs to be explained
    names: Sequence[Sentence],
    posts: Floats,
    totals: Floats,
    labelled: Floats | None = None,
    labelled_totals: Floats | None = None,
    *,
    most: Floats | None = None,
    most_labelled: Floats | None = None,
    typical: float = np.inf,
    others: bool = False,
    compared: int = 0,
    noise: float = 0.0,
    heard: float = 1.0,
) -> Explanation | Refusal:
    """What each group added to a change between two periods of the same length.

    Reads: ``names`` of the groups in both languages; ``posts``, shape (2, groups), the posts of each before and now;
    ``totals``, shape (2,), all posts before and now, in a group or not; ``labelled`` and ``labelled_totals``, the
    same of the posts with a label (negative), where their change is to be explained; NaN where a figure is hidden,
    which is not 0; ``most`` and ``most_labelled``, shape (2,), the most that a hidden figure of each period can be,
    infinite (the default) where nobody knows; ``typical``, what a hidden figure is mostly like; ``others``, whether
    the last group is what is in none of the others, which is no cause; ``compared``, among how many groups these were
    chosen; ``noise``, the variance of what each figure was changed by before it was given; ``heard``, share of the
    posts that came from sources heard throughout, 0 to 1.
    Gives: an ``Explanation``. The parts and the rest add up to the total exactly, whatever the noise: a group that is
    hidden in both periods, or without a known limit, is in the rest, and where a post can be in several groups the
    rest takes off what was counted more than once. One that is hidden in one period is counted there as ``typical``,
    or as half of the most it can be where that is less, and its interval holds all it can be. Of labelled posts each
    part is split by ``kitagawa.split``, unless a figure of it is hidden. The total's interval is one of 95 %; those
    of the parts hold all together at 95 % (Bonferroni). They are about chance alone: posts that come one by one.
    Fails: a refusal when a figure is negative, infinite or of another shape (``no-counts``), no group can be named
    (``one-group``), a total is hidden without a limit (``hidden``), there are fewer than 30 posts in both periods
    (``too-few``), less than half was heard throughout (``gaps``), and when neither the total nor a part changed beyond
    chance (``no-change``).
    Source: as ``kitagawa.split``; many comparisons, C. E. Bonferroni (1936).

    >>> names = [Sentence("Thủ Đức", "Thủ Đức"), Sentence("Quận 1", "District 1")]
    >>> found = explain(names, np.array([[40.0, 50.0], [300.0, 60.0]]), np.array([100.0, 380.0]))
    >>> found.estimate, [part.change.value for part in found.parts], found.rest.change.value
    (280.0, [260.0, 10.0], 10.0)
    """
    of_all = _table(posts, totals, most, typical)
    counted = of_all if labelled is None else _table(labelled, labelled_totals, most_labelled, typical)
    reason = _wrong(names, of_all, counted, heard)
    if reason or of_all is None or counted is None:
        return refused(reason or "no-counts")
    shown = of_all.usable & counted.usable
    if not shown[1:].any():
        return refused("one-group")
    z = NormalDist().inv_cdf(1 - (1 - LEVEL) / 2 / max(compared, int(shown[1:].sum())))
    kept = counted.only(shown)
    numbers = np.flatnonzero(shown) - 1
    found = _parts(kept, None if labelled is None else of_all.only(shown), noise, z)
    total, *parts = [
        replace(part, name=names[n] if n >= 0 else part.name, number=n)
        for n, part in zip(numbers.tolist(), found, strict=True)
    ]
    rest = _rest(kept, noise, z)
    if not (total.change.sure or any(part.change.sure for part in parts)):
        return refused("no-change")
    parts.sort(key=lambda part: (others and part.number == len(names) - 1, -abs(part.change.value)))
    doubt = Doubt(total.change.low, total.change.high, LEVEL, int(kept.counts[:, 0].sum()), heard)
    said = changed(total, parts, len(names) - 1 if others else None, labelled=labelled is not None)
    return Explanation(total.change.value, doubt, said, total, tuple(parts), rest, labelled is not None)


@dataclass(frozen=True, slots=True)
class _Table:
    """Counts of two periods, each of the shape (2, 1 + groups) with the totals first.

    Attributes:
        counts: where one is hidden, what it is counted as.
        least, most: what each can be; both are the count where it is known.
        hidden: which are not known.
    """

    counts: Floats
    least: Floats
    most: Floats
    hidden: Marks

    @property
    def usable(self) -> Marks:
        """Which columns are known in one period at least, and within limits in the other."""
        return np.asarray(np.isfinite(self.most).all(axis=0) & ~self.hidden.all(axis=0))

    def only(self, shown: Marks) -> _Table:
        return _Table(self.counts[:, shown], self.least[:, shown], self.most[:, shown], self.hidden[:, shown])


def _table(counts: Floats, totals: Floats | None, most: Floats | None, typical: float) -> _Table | None:
    """``None`` where the shapes do not fit."""
    if totals is None or counts.ndim != 2 or len(counts) != 2 or totals.shape != (2,):
        return None
    joined = np.column_stack([totals, counts]).astype(np.float64)
    hidden = np.isnan(joined)
    limits = np.broadcast_to((np.full(2, np.inf) if most is None else most)[:, None], joined.shape)
    return _Table(
        np.where(hidden, np.fmin(limits / 2, typical), joined),
        np.where(hidden, 0.0, joined),
        np.where(hidden, limits, joined),
        hidden,
    )


def _wrong(names: Sequence[Sentence], of_all: _Table | None, counted: _Table | None, heard: float) -> str:
    if of_all is None or counted is None or not counted.counts.shape == of_all.counts.shape == (2, len(names) + 1):
        return "no-counts"
    if heard < LEAST_HEARD:
        return "gaps"
    for table in (of_all, counted):
        known = table.counts[~table.hidden]
        if not np.isfinite(known).all() or bool((known < 0).any()):
            return "no-counts"
        if not table.usable[0]:
            return "hidden"
    return "too-few" if counted.counts[:, 0].max() < FEWEST else ""


def _parts(counted: _Table, of_all: _Table | None, noise: float, z: float) -> list[Part]:
    """The total, which stands first and alone, and every group, without their names."""
    counts = counted.counts
    variance = counts.sum(axis=0) + noise * (counts > 0).sum(axis=0)
    effects = None if of_all is None else split(of_all.counts, counts, noise)
    loose = counted.hidden if of_all is None else counted.hidden | of_all.hidden
    found = []
    for n in range(counts.shape[1]):
        width = z if n else Z_95
        before, now = (None if counted.hidden[at, n] else float(counts[at, n]) for at in (0, 1))
        change = _effect(counts[1, n] - counts[0, n], variance[n], width, _ends(counted, n))
        split_by = () if effects is None or loose[:, n].any() else _effects(effects, n, width)
        found.append(Part(NO_NAME, before, now, change, *split_by))
    return found


def _effects(found: Split, at: int, z: float) -> tuple[Effect, Effect]:
    volume = _effect(found.volume[at], found.volume_variance[at], z)
    return volume, _effect(found.rate[at], found.rate_variance[at], z)


def _rest(counted: _Table, noise: float, z: float) -> Part:
    """What the groups leave of the total; below 0 where posts were counted in several of them."""
    counts = counted.counts
    before, now = (counts[:, 0] - counts[:, 1:].sum(axis=1)).tolist()
    variance = abs(before) + abs(now) + noise * float((counts > 0).sum())
    ends = np.array([_ends(counted, n) for n in range(counts.shape[1])])
    low, high = ends[0, 0] - ends[1:, 1].sum(), ends[0, 1] - ends[1:, 0].sum()
    return Part(NO_NAME, before, now, _effect(now - before, variance, z, (float(low), float(high))))


def _ends(counted: _Table, at: int) -> tuple[float, float]:
    """From where to where a change may be without chance, by what is hidden."""
    low = counted.least[1, at] - counted.most[0, at]
    return float(low), float(counted.most[1, at] - counted.least[0, at])


def _effect(value: float, variance: float, z: float, ends: tuple[float, float] | None = None) -> Effect:
    half = z * sqrt(variance)
    low, high = ends or (value, value)
    return Effect(float(value), float(low - half), float(high + half))


def _example() -> dict[str, Any]:
    """A flood in one of four places: more is said of it, and what is said is more negative."""
    names = [Sentence(name, name) for name in ("Thủ Đức", "Gò Vấp", "Tân Bình", "Bình Thạnh")]
    posts = np.array([[120.0, 90.0, 100.0, np.nan], [420.0, 95.0, 92.0, 40.0]])
    negative = np.array([[60.0, 40.0, 50.0, np.nan], [330.0, 44.0, 45.0, 20.0]])
    return {
        "names": names,
        "posts": posts,
        "totals": np.array([350.0, 700.0]),
        "labelled": negative,
        "labelled_totals": np.array([170.0, 460.0]),
        "most": np.array([40.0, 0.0]),
        "most_labelled": np.array([20.0, 0.0]),
        "noise": 16.0,
    }


def _wrongly(**changed: Any) -> Mapping[str, Any]:
    return _example() | changed


METHOD = Method(
    "explain",
    VERSION,
    explain,
    _example,
    {
        "too little data": lambda: _wrongly(posts=np.ones((2, 4)), totals=np.full(2, 5.0), labelled=None),
        "nothing changes": lambda: _wrongly(posts=np.full((2, 4), 50.0), totals=np.full(2, 200.0), labelled=None),
        "no group": lambda: {"names": [], "posts": np.empty((2, 0)), "totals": np.array([50.0, 90.0])},
        "every group is hidden": lambda: _wrongly(posts=np.full((2, 4), np.nan)),
        "the total is hidden": lambda: _wrongly(totals=np.array([np.nan, 700.0]), most=None),
        "most of it is gaps": lambda: _wrongly(heard=0.3),
        "negative": lambda: _wrongly(posts=np.full((2, 4), -1.0)),
        "infinite": lambda: _wrongly(totals=np.full(2, np.inf)),
        "another shape": lambda: _wrongly(posts=np.ones((3, 4))),
        "one period": lambda: _wrongly(posts=np.ones(4)),
        "other groups": lambda: _wrongly(labelled=np.ones((2, 3))),
    },
)
