"""Bands: how far from a forecast the truth has been, and so may be."""

from __future__ import annotations

import numpy as np
from scipy.special import stdtrit

from civicbeat.analysis.days import Floats

LEVEL = 0.95
NEIGHBOURS = 12
"""So many hours (or days) on either side tell how wide the band is at one lead, never more than half of the lead."""
INDEPENDENT = 8
"""As so many independent errors the errors along one path count: they hang together."""

MOSTLY = 0.8
FEWEST_FREE = 4.0
"""Degrees of freedom that are assumed at least."""


def scale(path: Floats) -> Floats:
    """By what errors are divided: counts vary with the root of what is expected."""
    return np.asarray(np.sqrt(path + 1), dtype=np.float64)


def widths(errors: Floats) -> Floats:
    """Half the width of the band at each lead, in units of ``scale``.

    Errors are divided by their root mean square at neighbouring leads, and put together; their absolute value's
    quantile, a little above the level because few paths stand for it, is the conformal factor.

    Reads: ``errors``, shape (origins, leads), forecast errors in units of ``scale``, NaN where unknown.
    Gives: shape (leads,), NaN for leads near which no error is known.
    Source: V. Vovk, A. Gammerman and G. Shafer, *Algorithmic Learning in a Random World* (2005); for paths, K.
    Stankevičiūtė et al., "Conformal time-series forecasting", NeurIPS 2021.
    """
    known = ~np.isnan(errors)
    spread = _spread(np.where(known, errors, 0.0) ** 2, known)
    usable = known & (spread > 0)
    apart = np.abs(errors / np.where(spread > 0, spread, 1.0))[usable]
    if not len(apart):
        return spread
    paths = int(known.any(axis=1).sum())
    level = min(1.0, LEVEL * (1 + 1 / (INDEPENDENT * paths)))
    return spread * float(np.quantile(apart, level))


def _spread(squares: Floats, known: Floats) -> Floats:
    """Root mean square of the errors near each lead."""
    leads = squares.shape[1]
    places = np.arange(leads)
    reach = np.minimum(NEIGHBOURS, (places + 1) // 2)
    low, high = np.maximum(0, places - reach), np.minimum(leads, places + reach + 1)
    total, count = (np.concatenate([[0.0], part.sum(axis=0).cumsum()]) for part in (squares, known))
    heard = count[high] - count[low]
    mean = np.divide(total[high] - total[low], heard, out=np.full(leads, np.nan), where=heard > 0)
    return np.asarray(np.sqrt(np.maximum(mean, 0)), dtype=np.float64)


def total_width(made: Floats, came: Floats, path: Floats, overlap: int) -> float:
    """Half the width of the interval of a path's sum: Student's law over the sums of past paths.

    Reads: ``made`` and ``came``, shape (origins, leads), past paths and what came, NaN where unknown; ``path``, shape
    (leads,); ``overlap``, how many of the past paths share a day: they count as one.
    Gives: a width of at least 0; NaN where less than four fifths of every past path is known.
    """
    heard = ~np.isnan(came)
    whole = heard.mean(axis=1) >= MOSTLY
    if not whole.any():
        return float("nan")
    wrong = np.where(heard, came - made, 0.0)[whole].sum(axis=1) / heard[whole].mean(axis=1)
    errors = wrong / np.sqrt(made[whole].sum(axis=1) + 1)
    freedom = max(FEWEST_FREE, len(errors) / overlap - 1)
    factor = float(stdtrit(freedom, (1 + LEVEL) / 2))
    return factor * float(np.sqrt((errors**2).mean()) * np.sqrt(path.sum() + 1))
