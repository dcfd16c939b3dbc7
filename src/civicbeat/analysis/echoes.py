"""Echoes: a break in a line whose errors hang together, with all that is not known about how much they do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import stdtr

from civicbeat.analysis.synthetic import Floats

ECHOES = np.concatenate([np.arange(0, 0.9, 0.05), np.arange(0.9, 0.995, 0.01)])
"""Shares of an error that may be left a time later; all are tried, weighted by how well they explain the series."""
TAIL = 0.025
ALMOST_NONE = 1e-9
"""Of the outcome's deviation: no error is taken to be smaller."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """An effect: its mean, its standard error and its 95 % interval; what was to be expected; and the mean echo."""

    mean: float
    error: float
    low: float
    high: float
    expected: Floats
    echo: float


@dataclass(frozen=True, slots=True)
class _Fit:
    """Least squares under one echo: coefficients, the effect's standard error, and the log of its likelihood."""

    coefficients: Floats
    error: float
    likelihood: float


def estimate(outcome: Floats, decided: int, season: int) -> Estimate:
    """The mean distance between the line after ``decided`` and the line before it, prolonged.

    Errors follow a first-order autoregression. Its echo is not estimated but averaged over, with a flat prior (as are
    all coefficients and the logarithm of the scale): a short series says little about it, and to pretend otherwise
    makes intervals far too narrow. Missing times only lengthen the way between two errors.

    Reads: ``outcome``, shape (times,), NaN where it is missing, more times than coefficients (4 and ``season``).
    Gives: an ``Estimate``; its law is a mixture of Student's laws, one for each echo.
    Source: S. Chib, "Bayes regression with autoregressive errors", *Journal of Econometrics* 58 (1993) 275–294; the
    same likelihood without its prior is REML, D. A. Harville, *JASA* 72 (1977) 320–338.
    """
    design = _design(len(outcome), decided, season)
    times = np.flatnonzero(~np.isnan(outcome))
    scale = float(np.nanstd(outcome)) or 1.0
    fits = [_fit(design[times], outcome[times] / scale, times, echo) for echo in ECHOES.tolist()]
    likelihood = np.array([fit.likelihood for fit in fits])
    weights = np.exp(likelihood - likelihood.max()) * np.gradient(ECHOES)
    weights /= weights.sum()
    coefficients = weights @ np.array([fit.coefficients for fit in fits]) * scale
    means = np.array([fit.coefficients[_EFFECT] for fit in fits]) * scale
    errors = np.array([fit.error for fit in fits]) * scale
    freedom = len(times) - design.shape[1]
    mean = float(coefficients[_EFFECT])
    low, high = (_quantile(share, means, errors, weights, freedom) for share in (TAIL, 1 - TAIL))
    expected = design[:, :_EFFECT] @ coefficients[:_EFFECT]
    error = float(np.sqrt(weights @ (errors**2 + (means - mean) ** 2)))
    return Estimate(mean, error, min(low, mean), max(high, mean), expected, float(weights @ ECHOES))


_EFFECT = -2


def _design(count: int, decided: int, season: int) -> Floats:
    """A level, a line and a season; last the other level and the other slope after the decision.

    The slope is centred, so that the level's coefficient is the mean effect; a season sums to nothing.
    """
    times = np.arange(count)
    phase = times % season
    seasons = [(phase == each) * 1.0 - (phase == season - 1) for each in range(season - 1)]
    after = times >= decided
    slope = np.where(after, times - times[after].mean(), 0.0) / count
    return np.stack([np.ones(count), times / count, *seasons, after * 1.0, slope], axis=1)


def _fit(design: Floats, outcome: Floats, times: npt.NDArray[np.intp], echo: float) -> _Fit:
    """Generalised least squares: each error less what is left of the one before, over its deviation."""
    left = echo ** np.diff(times)
    spread = np.sqrt((1 - left**2) / (1 - echo**2))
    rows = np.column_stack([design, outcome])
    rows[1:] = (rows[1:] - left[:, None] * rows[:-1]) / spread[:, None]
    rows[0] *= np.sqrt(1 - echo**2)
    whitened, target = rows[:, :-1], rows[:, -1]
    gram = whitened.T @ whitened
    inverse = np.linalg.inv(gram)
    coefficients = inverse @ (whitened.T @ target)
    freedom = len(target) - design.shape[1]
    rest = max(float(((target - whitened @ coefficients) ** 2).sum()), freedom * ALMOST_NONE**2)
    determinants = np.log(1 - echo**2) / 2 - np.log(spread).sum() - np.linalg.slogdet(gram)[1] / 2
    error = np.sqrt(rest / freedom * inverse[_EFFECT, _EFFECT])
    return _Fit(coefficients, float(error), float(determinants - freedom / 2 * np.log(rest)))


def _quantile(share: float, means: Floats, errors: Floats, weights: Floats, freedom: int) -> float:
    """The quantile of a mixture of Student's laws."""

    def above(value: float) -> float:
        return float(weights @ stdtr(freedom, (value - means) / errors)) - share

    reach = 1_000 * errors.max()
    return float(brentq(above, means.min() - reach, means.max() + reach))
