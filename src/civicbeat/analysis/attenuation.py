"""Attenuation: a change of the share of a label is larger than the change a classifier that errs gives of it."""

from __future__ import annotations

import numpy as np

from civicbeat.analysis.calibration import Calibration
from civicbeat.analysis.contract import Doubt
from civicbeat.analysis.shares import Z_95

DRAWS = 4_000
SEED = 1978
MOST = 100.0
"""A share in a hundred cannot change by more."""


def restored(estimate: float, doubt: Doubt, calibration: Calibration, label: int = 0) -> tuple[float, Doubt]:
    """The change of the share that is so, from the change of the share that a classifier gives a label.

    Reads: ``estimate`` and ``doubt`` of a change in posts in a hundred, which the classifier put into the cell of the
    same number as ``label``; ``calibration``, of the classifier, alike before and after the change.
    Gives: the change, from -100 to 100, and its 95 % interval, which includes what is not known of the classifier. The
    change is divided by what is left of it: how much more often the classifier gives the label to posts that have it
    than to others. Of which other labels these are is not known, so that all mixtures of them are alike likely. A
    classifier that gives a label more often to others is ruled out.
    Source: W. J. Rogan and B. Gladen, "Estimating prevalence from the results of a screening test", *American Journal
    of Epidemiology* 107 (1978) 71–76.

    >>> sure = Calibration(np.array([[7000.0, 3000], [2000, 8000]]), 20_000)
    >>> change, interval = restored(10.0, Doubt(6.0, 14.0, 0.95, 100), sure)
    >>> round(change), round(interval.low), round(interval.high)
    (20, 12, 28)
    """
    draw = np.random.default_rng(SEED)
    gammas = draw.standard_gamma(np.broadcast_to(calibration.laws, (DRAWS, *calibration.laws.shape)))
    given = gammas[:, :, label] / gammas.sum(axis=2)
    mixed = draw.dirichlet(np.ones(len(calibration.laws) - 1), DRAWS)
    left = given[:, label] - (mixed * np.delete(given, label, axis=1)).sum(axis=1)
    seen = estimate + (doubt.high - doubt.low) / (2 * Z_95) * draw.standard_normal(DRAWS)
    changes = np.clip(seen[left > 0] / left[left > 0], -MOST, MOST)
    low, middle, high = np.quantile(changes, [0.025, 0.5, 0.975]).tolist()
    return middle, Doubt(low, high, 0.95, doubt.sample, doubt.coverage)
