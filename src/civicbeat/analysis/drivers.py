"""Drivers: what a rise is made of: the phrases, places, sources and stories that rise most in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

from civicbeat.analysis.contract import Doubt, Method, Refusal, Sentence
from civicbeat.analysis.rising import Rise, rise
from civicbeat.analysis.spike_words import en_number, refused, vi_number

VERSION = "2"
LEAST = 10
"""What fewer posts say is not looked at."""
LEVEL = 0.95
SHOWN = 10
KINDS: Mapping[str, tuple[str, str]] = {
    "phrase": ("cụm từ", "phrase"),
    "place": ("địa điểm", "place"),
    "source": ("nguồn", "source"),
    "story": ("câu chuyện", "story"),
    "theme": ("lĩnh vực", "theme"),
}


@dataclass(frozen=True, slots=True)
class Driver:
    """One thing that rises.

    Attributes:
        kind: one of ``KINDS``.
        name: its words.
        rise: how much more often it is said than before.
        excess: posts beyond what was usual for it. Phrases and places share posts, so that excesses do not add up.
    """

    kind: str
    name: str
    rise: Rise
    excess: float


@dataclass(frozen=True, slots=True)
class Drivers:
    """What rises, by excess, the greatest first, ``SHOWN`` at most; ``estimate`` is the ratio of the first."""

    estimate: float
    doubt: Doubt
    sentence: Sentence
    drivers: tuple[Driver, ...]
    method: str = f"drivers {VERSION}"


def find(
    items: Sequence[tuple[str, str]], counts: npt.NDArray[np.float64], before: npt.NDArray[np.float64]
) -> Drivers | Refusal:
    """What drives a rise.

    Reads: ``items``, kind (of ``KINDS``) and name of each; ``counts``, shape (items,), posts of each during the rise;
    ``before``, shape (cells, items), the same in at least two cells before, as long as the rise and best of the same
    hours of other days, NaN in the rows of cells that were not heard. Whole numbers of at least 0.
    Gives: a ``Drivers``: those that at least ten posts name and whose rise (``rising.rise``) is sure at 95 % for all
    items together (Bonferroni), by how many posts they bring beyond the usual.
    Fails: a refusal when counts are negative, infinite or of another shape (``no-counts``), a kind is unknown
    (``no-such-kind``), when fewer than two cells before were heard (``too-short``), and when no item rises for sure
    (``nothing-rises``).
    Source: as ``rising.rise``; many comparisons, C. E. Bonferroni (1936).

    >>> before = np.array([[20.0, 5.0], [22.0, 4.0], [18.0, 6.0]])
    >>> found = find([("phrase", "kẹt xe"), ("phrase", "ngập nặng")], np.array([21.0, 60.0]), before)
    >>> [(driver.name, round(driver.rise.ratio, 1)) for driver in found.drivers]
    [('ngập nặng', 11.7)]
    """
    if any(kind not in KINDS for kind, _ in items):
        return refused("no-such-kind")
    if counts.shape != (len(items),) or before.ndim != 2 or before.shape[1] != len(items):
        return refused("no-counts")
    cells = before[~np.isnan(before).any(axis=1)]
    if not bool(np.isfinite(counts).all() and np.isfinite(cells).all()) or bool(
        (counts < 0).any() or (cells < 0).any()
    ):
        return refused("no-counts")
    if len(cells) < 2:
        return refused("too-short")
    found = _rising(items, counts, cells)
    if not found:
        return refused("nothing-rises")
    first = found[0].rise
    doubt = Doubt(first.low, first.high, LEVEL, int(counts.sum()), len(cells) / len(before))
    return Drivers(first.ratio, doubt, _sentence(found), tuple(found[:SHOWN]))


def _rising(
    items: Sequence[tuple[str, str]], counts: npt.NDArray[np.float64], cells: npt.NDArray[np.float64]
) -> list[Driver]:
    looked = np.flatnonzero(counts >= LEAST)
    limit = _student(1 - (1 - LEVEL) / 2 / max(1, len(looked)), len(cells) - 1)
    found = []
    for place in looked.tolist():
        rose = rise(int(counts[place]), cells[:, place].astype(int).tolist(), limit)
        if rose.rose:
            found.append(Driver(*items[place], rose, rose.count - rose.usual))
    return sorted(found, key=lambda driver: -driver.excess)


def _student(share: float, degrees: int) -> float:
    """Student's quantile, as the dispersion is known from so many cells only.

    Source: Cornish and Fisher's expansion, *Handbook of Mathematical Functions* (1964), 26.7.5, its first three terms.
    """
    z = NormalDist().inv_cdf(share)
    return float(z + (z**3 + z) / (4 * degrees) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * degrees**2))


def _sentence(found: Sequence[Driver]) -> Sentence:
    first = found[0]
    vi, en = KINDS[first.kind]
    many_vi, many_en = _many(first.rise)
    then_vi = "; tiếp theo là " + ", ".join(f"{KINDS[each.kind][0]} “{each.name}”" for each in found[1:3])
    then_en = "; then the " + ", the ".join(f"{KINDS[each.kind][1]} “{each.name}”" for each in found[1:3])
    return Sentence(
        f"Góp nhiều nhất vào đợt tăng là {vi} “{first.name}”, {many_vi}{then_vi if found[1:] else ''}.",
        f"What adds most to the rise is the {en} “{first.name}”, {many_en}{then_en if found[1:] else ''}.",
    )


def _many(rise: Rise) -> tuple[str, str]:
    """How much more often; of what was hardly said before no ratio says anything."""
    if rise.usual < 1:
        return (
            f"trước đây hầu như không ai nói, nay {rise.count} bài đăng",
            f"hardly said before, now {rise.count} posts",
        )
    ratio, low, high = rise.ratio, rise.low, rise.high
    return (
        f"nhiều gấp khoảng {vi_number(ratio)} lần thường lệ (từ {vi_number(low)} đến {vi_number(high)} lần)",
        f"about {en_number(ratio)} times as frequent as usual ({en_number(low)} to {en_number(high)} times)",
    )


def _example() -> Mapping[str, Any]:
    """A phrase and a place that rise among phrases that do not."""
    random = np.random.default_rng(7)
    items = [("phrase", f"cụm {number}") for number in range(20)] + [("place", "Thủ Đức"), ("phrase", "ngập nặng")]
    before = random.poisson(20.0, (14, len(items))).astype(np.float64)
    counts = random.poisson(20.0, len(items)).astype(np.float64)
    counts[-2:] = 90.0, 140.0
    return {"items": items, "counts": counts, "before": before}


def _wrong(**changed: Any) -> Mapping[str, Any]:
    return {**_example(), **changed}


METHOD = Method(
    "drivers",
    VERSION,
    find,
    _example,
    {
        "nothing rises": lambda: _wrong(counts=np.full(22, 20.0)),
        "one cell before": lambda: _wrong(before=np.full((1, 22), 20.0)),
        "nothing heard before": lambda: _wrong(before=np.full((9, 22), np.nan)),
        "negative": lambda: _wrong(counts=np.full(22, -1.0)),
        "another shape": lambda: _wrong(counts=np.ones(3)),
        "an unknown kind": lambda: {"items": [("person", "x")], "counts": np.ones(1), "before": np.ones((5, 1))},
        "no items": lambda: {"items": [], "counts": np.empty(0), "before": np.empty((5, 0))},
    },
)
