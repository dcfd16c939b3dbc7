"""Rising: how much more often something is said now than before, with an interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np

Z_99 = 2.5758293035489004
"""The two-sided 99 % quantile of the standard normal distribution: many themes are looked at together."""

_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Rise:
    """A rate ratio: 1 is *as before*; ``low <= ratio <= high``.

    Attributes:
        count: what is counted now.
        usual: the mean of the cells before.
        dispersion: how much more the cells before vary than chance would have them, at least 1.
    """

    count: int
    usual: float
    ratio: float
    low: float
    high: float
    dispersion: float

    @property
    def rose(self) -> bool:
        """Whether even the low end of the interval is a rise."""
        return self.low > 1


def rise(count: int, before: Sequence[int], z: float = Z_99) -> Rise:
    """The ratio of ``count`` in the present cell to the mean of equally long cells ``before``.

    Reads: ``count``, a whole number of at least 0; ``before``, at least two such numbers, one a cell; ``z``, the normal
    quantile of the wanted confidence (99 % by default).
    Gives: a ``Rise``. The interval is that of a log rate ratio with quasi-Poisson variance: the dispersion is Pearson's
    chi-square of the cells before over their degrees of freedom, never below 1, because talk comes in bursts. Half a
    case is added to both sides, so that nothing is divided by zero.
    Fails: ``ValueError`` on fewer than two cells or a negative number.
    Source: rate ratio, K. J. Rothman, *Epidemiology: An Introduction* (2012), ch. 9; overdispersion, P. McCullagh and
    J. A. Nelder, *Generalized Linear Models* (1989), § 6.2.3; half a case, J. B. S. Haldane, *Annals of Human Genetics*
    20 (1956) 309–311.

    >>> found = rise(60, [20, 22, 18, 20])
    >>> round(found.ratio, 2), found.rose
    (3.01, True)
    """
    cells = np.asarray(before, dtype=np.float64)
    if cells.size < 2 or count < 0 or bool((cells < 0).any()):
        raise ValueError("a rise needs a count and at least two cells before it, none negative")
    usual = float(cells.mean())
    chi_square = float(((cells - usual) ** 2).sum() / usual) if usual else 0.0
    dispersion = max(1.0, chi_square / (cells.size - 1))
    total = float(cells.sum()) + _HALF
    ratio = (count + _HALF) / (total / cells.size)
    # The present cell varies as the cells before do; their mean varies as much, over all of them.
    width = z * sqrt(dispersion * (1 / (count + _HALF) + 1 / total))
    return Rise(count, usual, ratio, exp(log(ratio) - width), exp(log(ratio) + width), dispersion)
