"""Agreement: how far two people agree beyond chance, with its interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from civicbeat.analysis.calibration import Floats, Ints

DRAWS = 2_000
SEED = 1980


@dataclass(frozen=True, slots=True)
class Agreement:
    """Krippendorff's alpha: 1 for full agreement, 0 for chance; ``low <= alpha <= high`` at 95 % over ``posts``."""

    alpha: float
    low: float
    high: float
    posts: int


def agreement(first: Ints, second: Ints, labels: int) -> Agreement | None:
    """Krippendorff's alpha of two people for labels without order.

    Reads: ``first`` and ``second``, shape (posts,), what each said of a post, 0 to ``labels`` - 1.
    Gives: alpha with a 95 % interval by the bootstrap over posts; ``None`` for fewer than two posts, or where both said
    the same one label of all, which leaves nothing to agree about.
    Source: K. Krippendorff, *Content Analysis*, 1980, ch. 12.

    >>> found = agreement(np.array([0, 0, 1, 1, 2]), np.array([0, 0, 1, 2, 2]), 3)
    >>> round(found.alpha, 3)
    0.727
    """
    pairs = np.zeros((labels, labels))
    np.add.at(pairs, (first, second), 1)
    posts = len(first)
    alpha = _alpha(pairs[None])[0]
    if posts < 2 or np.isnan(alpha):
        return None
    drawn = np.random.default_rng(SEED).multinomial(posts, pairs.ravel() / posts, DRAWS)
    low, high = np.nanquantile(_alpha(drawn.reshape(-1, labels, labels).astype(np.float64)), (0.025, 0.975))
    return Agreement(float(alpha), min(float(low), float(alpha)), max(float(high), float(alpha)), posts)


def _alpha(pairs: Floats) -> Floats:
    """Of tables of pairs, shape (tables, labels, labels); NaN where only one label occurs."""
    both = pairs + pairs.transpose(0, 2, 1)
    said = both.sum(axis=2)
    values = said.sum(axis=1)
    apart = values - np.trace(both, axis1=1, axis2=2)
    expected = values**2 - (said**2).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        alpha: Floats = np.where(expected > 0, 1 - (values - 1) * apart / expected, np.nan)
    return alpha
