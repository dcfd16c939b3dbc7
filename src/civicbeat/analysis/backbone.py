"""Backbone: which pairs of accounts meet more often than chance would have them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import gammainc

from civicbeat.analysis.meetings import Floats, Shares
from civicbeat.analysis.pairs import TWICE, Company, Pairs, pairs

FALSE_EDGES = 0.01
"""Expected share of the edges that are none."""


def backbone(given: Shares, company: Company) -> Pairs:
    """The pairs that meet more often than chance would have them.

    Reads: ``given``, all shares; ``company``, those of them that may be part of repeated meetings.
    Gives: ``Pairs``. The chance of as many meetings is Poisson's, with the exact mean under a deal of the accounts over
    the shares that keeps how often each account shares and when each thing is shared. Edges are kept at a false
    discovery rate of 1 % over *all* pairs of accounts that share at least twice, those that never meet included.
    Source: M. Tumminello et al., "Statistically validated networks in bipartite complex systems", *PLoS ONE* 6 (2011)
    e17994; F. Saracco et al., "Inferring monopartite projections of bipartite networks", *New Journal of Physics* 19
    (2017) 053022 (unlike in the former, things may differ in fame; this is its sparse limit); Y. Benjamini and
    Y. Hochberg, *Journal of the Royal Statistical Society B* 57 (1995) 289.
    """
    found = pairs(company)
    # P(Poisson(mean) >= n) is the regularised incomplete gamma function of n at the mean.
    chance = np.asarray(gammainc(found.met, given.expected(found.one, found.other)), dtype=np.float64)
    able = int((given.by_stratum.sum(axis=1) >= TWICE).sum())
    kept = discoveries(chance, able * (able - 1) // 2)
    return Pairs(found.one[kept], found.other[kept], found.met[kept])


def discoveries(chance: Floats, tests: int, rate: float = FALSE_EDGES) -> npt.NDArray[np.bool_]:
    """Which of the ``chance`` values, shape (n,), are discoveries among ``tests`` >= n tests, the others being 1."""
    ranked = np.sort(chance)
    passing = np.flatnonzero(ranked * max(tests, 1) <= rate * np.arange(1, len(ranked) + 1))
    return chance <= ranked[passing[-1]] if len(passing) else np.zeros(len(chance), dtype=bool)
