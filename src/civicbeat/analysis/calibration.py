"""Calibration: how often each label gets each cell of a classifier's output, with the doubt of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

STRENGTHS = np.geomspace(4, 4_000, 61)
"""Of how many labelled posts of one label the sets of a pool may be worth for a topic that is none of them."""
CAUTION = 0.5
"""What the sets tell of each other is trusted half: talk that nobody counted may be unlike all of them."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The chance of each cell under each label, as Dirichlet laws.

    Attributes:
        laws: shape (labels, cells), above 0: a row holds the parameters of one label's law.
        sample: how many labelled posts it rests on.
        own: whether they are of the very talk that is asked about.
    """

    laws: Floats
    sample: int
    own: bool = True


def table(cells: Ints, labels: Ints, shape: tuple[int, int], weights: Floats | None = None) -> Floats:
    """How many labelled posts of each label got each cell.

    Reads: ``cells`` and ``labels``, shape (posts,), whole numbers from 0; ``shape``, how many labels and cells there
    are; ``weights``, shape (posts,), above 0: one over the chance with which a post came into the sample.
    Gives: shape (labels, cells). Weighted rows sum to what their posts are worth (L. Kish, *Survey Sampling*, 1965):
    the square of the sum of the weights over the sum of their squares.
    Fails: ``ValueError`` on other shapes or ranges.
    """
    given = np.ones(len(labels)) if weights is None else np.asarray(weights, dtype=np.float64)
    if cells.shape != labels.shape or given.shape != labels.shape or not (given > 0).all():
        raise ValueError("every labelled post has a cell, a label and a weight above 0")
    sums, squares = np.zeros(shape), np.zeros(shape)
    np.add.at(sums, (labels, cells), given)
    np.add.at(squares, (labels, cells), given**2)
    worth = sums.sum(axis=1, keepdims=True) / np.maximum(squares.sum(axis=1, keepdims=True), 1e-12)
    effective: Floats = sums * worth
    return effective


def learnt(counted: Floats) -> Calibration:
    """The calibration of a talk from its own labelled posts.

    Reads: ``counted``, shape (labels, cells), from ``table``. Gives: a ``Calibration``; before a post was labelled, all
    chances of a label were alike, which counts as one post.
    """
    return Calibration(counted + 1 / counted.shape[1], round(float(counted.sum())))


def pooled(tables: Sequence[Floats]) -> Calibration:
    """A calibration for talk of which nobody labelled a post, from labelled sets of other talk.

    Reads: ``tables``, one for each set, shape (labels, cells); a label may be missing in a set, not in all.
    Gives: a ``Calibration`` wider than the sets differ among each other: of each label, the Dirichlet law under which
    the sets' counts are likeliest, its middle being their mean, at half its strength.
    Fails: ``ValueError`` where a label has no post in any set.
    Source: J. E. Mosimann, "On the compound multinomial distribution", *Biometrika* 49 (1962) 65.
    """
    sets = np.array(tables, dtype=np.float64)
    if sets.ndim != 3 or not sets.sum(axis=(0, 2)).all():
        raise ValueError("every label needs a post in some set")
    laws = np.array([_law(sets[:, label]) for label in range(sets.shape[1])])
    return Calibration(laws, round(float(sets.sum())), own=False)


def _law(counts: Floats) -> Floats:
    """The law of one label from counts of shape (sets, cells)."""
    held = counts[counts.sum(axis=1) > 0] + 1 / counts.shape[1]
    middle = (held / held.sum(axis=1, keepdims=True)).mean(axis=0)
    likely = [_likelihood(held, strength * middle) for strength in STRENGTHS]
    law: Floats = CAUTION * STRENGTHS[int(np.argmax(likely))] * middle
    return law


def _likelihood(counts: Floats, law: Floats) -> float:
    """Logarithm of the compound multinomial, without what does not depend on the law."""
    whole = gammaln(law.sum()) - gammaln(counts.sum(axis=1) + law.sum())
    return float((whole + (gammaln(counts + law) - gammaln(law)).sum(axis=1)).sum())
