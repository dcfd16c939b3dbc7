"""Quantify: the shares of labels in a group, corrected for the errors of the classifier that gave them.

What is read are counts of a few cells of the classifier's output, as the store gives them: protected, changed a little
and hidden where few people are behind one. No post and no probability of a post is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from civicbeat.analysis.calibration import Calibration, Floats, learnt
from civicbeat.analysis.contract import Doubt, Method, Refusal, Sentence
from civicbeat.analysis.mixtures import drawn, quantiles

VERSION = "1"
K = 10
"""No figure is about fewer posts, and no caller can lower it."""
FEWEST_LABELS = 100
FEWEST_OF_A_LABEL = 10
MOST_LABELS = 12
LEAST_SEEN = 0.5
"""Share of a group's posts whose cells must be shown."""
FINE = 1_000
ENDS = (0.025, 0.975)
FEELINGS = (
    Sentence("tiêu cực", "negative"),
    Sentence("trung tính", "neutral"),
    Sentence("tích cực", "positive"),
)
EXACT = np.zeros(1)
"""Counts that nobody changed."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Corrected shares of labels, each array of shape (groups, labels) and 0 to 1, with the ends of 95 % intervals.

    The row of a group is NaN where too little of it may be seen.
    """

    middle: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Quantities:
    """Corrected shares of one group, arrays of shape (labels,) and 0 to 1.

    Attributes:
        estimate: the corrected share of the label that was asked for.
        doubt: its 95 % interval, which includes the classifier's error, what the labelled sample leaves open, the
            change by which the store protects figures, and the chance that other posts had been written.
        shares, low, high: of every label.
    """

    estimate: float
    doubt: Doubt
    method: str
    sentence: Sentence
    shares: Floats
    low: Floats
    high: Floats


def changes(spread: float, most: int) -> Floats:
    """Whole changes from -``most`` to ``most``, each as often as a normal law of standard deviation ``spread`` says."""
    steps = np.arange(-most, most + 1)
    likely = np.exp(-(steps**2) / (2 * spread**2))
    often = np.round(FINE * likely / likely.sum()).astype(int)
    return np.repeat(steps, often).astype(np.float64)


def corrected(counts: Floats, totals: Floats, calibration: Calibration, noise: Floats = EXACT) -> Shares:
    """The corrected shares of many groups at once, for example of the cells of a series.

    Reads: ``counts``, shape (groups, cells), posts the classifier put into each cell, NaN where that is hidden;
    ``totals``, shape (groups,), NaN where it is hidden; ``calibration``, of the same cells; ``noise``, shape (values,),
    changes that every count may have undergone.
    Gives: ``Shares``. A group of fewer than k = 10 posts, or of which less than half is in cells that are shown, has
    none.
    """
    shape = (len(counts), len(calibration.laws))
    found = Shares(*(np.full(shape, np.nan) for _ in range(3)))
    told = np.nan_to_num(totals) >= K
    told &= np.nansum(counts, axis=1) >= LEAST_SEEN * np.nan_to_num(totals)
    if told.any():
        shares, weights = drawn(counts[told], totals[told], calibration, noise)
        found.middle[told] = (weights[..., None] * shares).sum(axis=1)
        for label in range(shape[1]):
            ends = quantiles(shares[..., label], weights, ENDS)
            found.low[told, label] = np.minimum(ends[:, 0], found.middle[told, label])
            found.high[told, label] = np.maximum(ends[:, 1], found.middle[told, label])
    return found


def quantify(  # noqa: PLR0913  # a group, what is known of the program, and what is asked
    counts: Floats,
    total: float,
    calibration: Calibration,
    *,
    noise: Floats = EXACT,
    about: int = 0,
    names: Sequence[Sentence] = FEELINGS,
    coverage: float | None = None,
) -> Quantities | Refusal:
    """The shares of labels in a group.

    Reads: ``counts``, shape (cells,), how many of its posts the classifier put into each cell, NaN where that is
    hidden; ``total``, how many posts it has, NaN where that is hidden; ``calibration``, how often each label gets each
    cell; ``noise``, as in ``corrected``; ``about``, the label of the estimate; ``names``, one a label; ``coverage``, 0
    to 1, of the time asked about.
    Gives: ``Quantities``. The labels' shares may differ between the group and the labelled sample, but posts of one
    label must get the cells as often in both (*prior shift*). A calibration pooled over other talk is as wide as that
    talk differs; labelled posts of the group's own talk make it narrower. Before anything is seen all shares are held
    for alike, which draws the estimates of small groups to the middle.
    Fails: refuses where the group has fewer than k = 10 posts (``too-few``), where less than half of its posts are in
    cells that are shown (``hidden``), or where fewer than 100 posts are labelled or, of the very talk, 10 of some label
    (``few-labels``). ``ValueError`` on other shapes or ranges, fewer than 2 or more than 12 labels.
    Source: A. Ziegler and P. Czyż, "Bayesian quantification with black-box estimators", *TMLR* 2024; prior shift:
    M. Saerens, P. Latinne and C. Decaestecker, *Neural Computation* 14 (2002) 21.
    """
    cells = np.asarray(counts, dtype=np.float64)
    _check(cells, calibration, names, about)
    refused = _refused(cells, total, calibration)
    if refused is not None:
        return refused
    found = corrected(cells[None], np.array([total], dtype=np.float64), calibration, noise)
    low, high = found.low[0], found.high[0]
    estimate = float(found.middle[0, about])
    doubt = Doubt(float(low[about]), float(high[about]), 0.95, round(total), coverage)
    said = _sentence(estimate, doubt, names[about], own=calibration.own)
    return Quantities(estimate, doubt, f"quantify {VERSION}", said, found.middle[0], low, high)


def _check(counts: Floats, calibration: Calibration, names: Sequence[Sentence], about: int) -> None:
    labels, cells = calibration.laws.shape
    if not 2 <= labels <= MOST_LABELS or not 0 <= about < labels or len(names) != labels:
        raise ValueError("quantify reads 2 to 12 labels, each with a name")
    if counts.shape != (cells,) or (counts < 0).any():
        raise ValueError("quantify reads a count for each cell, 0 or more")


def _refused(counts: Floats, total: float, calibration: Calibration) -> Refusal | None:
    checks = (
        (not total >= K, "too-few", TOO_FEW),
        (np.nansum(counts) < LEAST_SEEN * total, "hidden", HIDDEN),
        (not enough(calibration), "few-labels", FEW_LABELS),
    )
    return next((Refusal(reason, sentence) for wrong, reason, sentence in checks if wrong), None)


def enough(calibration: Calibration) -> bool:
    """Whether it rests on at least 100 labelled posts and, of the very talk, on 10 of each label."""
    least = float(calibration.laws.sum(axis=1).min())
    return calibration.sample >= FEWEST_LABELS and (not calibration.own or least >= FEWEST_OF_A_LABEL)


def _sentence(estimate: float, doubt: Doubt, name: Sentence, *, own: bool) -> Sentence:
    share, low, high = (f"{100 * value:.0f}" for value in (estimate, doubt.low, doubt.high))
    vi = "bài của chính chủ đề này" if own else "bài ở nơi khác; cách nói ở đây có thể khác"
    en = "posts of this very topic" if own else "posts from elsewhere; people may speak differently here"
    return Sentence(
        f"Trong khoảng {doubt.sample} bài đăng, chừng {share} % là {name.vi} (từ {low} % đến {high} %)."
        f" Con số đã được hiệu chỉnh theo những chỗ máy thường nhầm trên {vi}.",
        f"Of about {doubt.sample} posts some {share} % are {name.en} (between {low} % and {high} %)."
        f" The figure is corrected for what the program gets wrong in {en}.",
    )


TOO_FEW = Sentence(
    "Nhóm này có quá ít người hoặc bài đăng, nên không nêu tỷ lệ nào.",
    "Too few people or posts are in this group, so no share is given.",
)
HIDDEN = Sentence(
    "Phần lớn nhóm này được giấu vì quá ít người; hãy chọn thời gian dài hơn.",
    "Most of this group is hidden because too few people are behind it; choose a longer period.",
)
FEW_LABELS = Sentence(
    "Chưa biết máy nhầm đến đâu: cần ít nhất 100 bài do người gán nhãn, mỗi nhãn ít nhất 10 bài.",
    "Nobody knows yet how the program errs: at least 100 posts labelled by people are needed, 10 of each label.",
)


def _example() -> dict[str, object]:
    counted = np.array([[120, 20, 10, 30], [30, 90, 20, 40], [10, 25, 110, 30]], dtype=np.float64)
    return {"counts": np.array([150.0, 60.0, 40.0, 50.0]), "total": 300, "calibration": learnt(counted)}


def _broken(**parts: object) -> dict[str, object]:
    return _example() | parts


METHOD = Method(
    "quantify",
    VERSION,
    quantify,
    _example,
    {
        "a group below k": lambda: _broken(counts=np.array([5.0, 4.0, 0.0, 0.0]), total=9),
        "a hidden group": lambda: _broken(total=float("nan")),
        "a group whose cells are hidden": lambda: _broken(counts=np.array([20.0, np.nan, np.nan, np.nan]), total=60),
        "few labels": lambda: _broken(calibration=learnt(np.full((3, 4), 8.0))),
        "a rare label": lambda: _broken(calibration=learnt(np.array([[90.0, 9, 9, 9], [9, 90, 9, 9], [1, 1, 2, 1]]))),
    },
)
