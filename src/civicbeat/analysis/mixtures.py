"""Mixtures: shares of labels in groups, drawn from what counts of a classifier's cells leave possible."""

from __future__ import annotations

import numpy as np

from civicbeat.analysis.calibration import Calibration, Floats

DRAWS = 100
"""Of the calibration and of the counts' noise; …"""
PER_DRAW = 16
"""… and of shares for each of them."""
SEED = 1763
FREEDOM = 5
"""Of the t law that proposes: its tails are heavier than those of what is sought."""
WIDER = 1.4
"""So much larger is the variance of what is proposed."""
CLIMBS = 40
LEAST = 1e-12


def drawn(counts: Floats, totals: Floats, calibration: Calibration, noise: Floats) -> tuple[Floats, Floats]:
    """Shares that are possible, each as often as it is likely.

    Reads: ``counts``, shape (groups, cells), posts of each cell, NaN where it is hidden; ``totals``, shape (groups,);
    ``calibration``; ``noise``, shape (values,), changes that each count and total may have undergone, all alike likely.
    Gives: shares, shape (groups, possible, labels), and their weights, shape (groups, possible), of sum 1. Before
    anything is seen all shares are alike (Dirichlet's law with ones). For each draw of the calibration and the noise
    the likeliest shares are sought by expectation-maximisation, and shares are proposed around them in the coordinates
    of the softmax, where the simplex has no border. The group cannot change the calibration: labels speak for that
    alone.
    Source: A. Ziegler and P. Czyż, "Bayesian quantification with black-box estimators", *TMLR* 2024; D. J. C. MacKay,
    "Choice of basis for Laplace approximation", *Machine Learning* 33 (1998) 77.
    """
    random = np.random.default_rng(SEED)
    seen, hidden = _denoised(counts, totals, noise, random)
    gammas = random.standard_gamma(np.broadcast_to(calibration.laws, (DRAWS, *calibration.laws.shape)))
    chances = np.maximum(gammas / np.maximum(gammas.sum(axis=2, keepdims=True), LEAST), LEAST)
    apart = chances[None] * ~np.isnan(counts)[:, None, None]
    together = (chances[None] * hidden[:, None, None]).sum(axis=3, keepdims=True)
    ways = np.concatenate([apart, together], axis=3)
    return _proposed(ways, seen, random)


def _denoised(counts: Floats, totals: Floats, noise: Floats, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Counts as they may have been, shape (groups, draws, cells + 1), the hidden cells as the last one; which are."""
    hidden = np.isnan(counts)
    known: Floats = np.where(hidden, 0.0, counts)
    size = (len(counts), DRAWS, counts.shape[1])
    before = np.maximum(known[:, None] - random.choice(noise, size) * np.sign(known)[:, None], 0)
    whole = totals[:, None] - random.choice(noise, size[:2])
    rest = np.where(hidden.any(axis=1, keepdims=True), np.maximum(whole - before.sum(axis=2), 0), 0)
    return np.concatenate([before, rest[..., None]], axis=2), hidden.astype(np.float64)


def _proposed(ways: Floats, seen: Floats, random: np.random.Generator) -> tuple[Floats, Floats]:
    groups, draws, labels, _ = ways.shape
    middle = _likeliest(ways, seen)
    spread = np.linalg.cholesky(np.linalg.inv(_curvature(ways, seen, middle)) * WIDER)
    normal = random.standard_normal((groups, draws, PER_DRAW, labels - 1))
    apart = normal / np.sqrt(random.chisquare(FREEDOM, (groups, draws, PER_DRAW, 1)) / FREEDOM)
    centre = np.log(middle[..., :-1] / middle[..., -1:])
    shares = _softmax(centre[:, :, None] + apart @ spread.transpose(0, 1, 3, 2))
    worth = (np.log(shares @ ways + LEAST) @ seen[..., None])[..., 0] + np.log(shares).sum(axis=3)
    worth += (FREEDOM + labels - 1) / 2 * np.log1p((apart**2).sum(axis=3) / FREEDOM)
    weights = np.exp(worth - worth.max(axis=2, keepdims=True))
    weights /= weights.sum(axis=2, keepdims=True) * draws
    return shares.reshape(groups, -1, labels), weights.reshape(groups, -1)


def _likeliest(ways: Floats, seen: Floats) -> Floats:
    """The likeliest shares of each draw in the softmax's coordinates, shape (groups, draws, labels)."""
    labels = ways.shape[2]
    found = np.full(ways.shape[:3], 1 / labels)
    posts = seen.sum(axis=2, keepdims=True)
    for _ in range(CLIMBS):
        mixed = (found[..., None, :] @ ways)[..., 0, :] + LEAST
        found = (found * (ways @ (seen / mixed)[..., None])[..., 0] + 1) / (posts + labels)
        found /= found.sum(axis=2, keepdims=True)
    return found


def _curvature(ways: Floats, seen: Floats, shares: Floats) -> Floats:
    """Of the log-posterior, by its scores, which never gives a negative one."""
    labels = shares.shape[2]
    belongs = ways * shares[..., None]
    belongs /= belongs.sum(axis=2, keepdims=True) + LEAST
    centred = (belongs - shares[..., None]) * np.sqrt(seen)[..., None, :]
    bend = centred @ centred.transpose(0, 1, 3, 2)
    bend += labels * (np.eye(labels) * shares[..., None] - shares[..., None] * shares[..., None, :])
    return bend[..., :-1, :-1]


def _softmax(scores: Floats) -> Floats:
    whole = np.concatenate([scores, np.zeros((*scores.shape[:-1], 1))], axis=-1)
    raised = np.exp(whole - whole.max(axis=-1, keepdims=True))
    shares: Floats = np.maximum(raised / raised.sum(axis=-1, keepdims=True), LEAST)
    return shares


def quantiles(values: Floats, weights: Floats, at: tuple[float, ...]) -> Floats:
    """Weighted quantiles of ``values``, shape (groups, possible), one column for each of ``at``."""
    order = np.argsort(values, axis=1)
    reached = np.cumsum(np.take_along_axis(weights, order, axis=1), axis=1)
    places = [np.minimum((reached < share * reached[:, -1:]).sum(axis=1), values.shape[1] - 1) for share in at]
    sorted_values = np.take_along_axis(values, order, axis=1)
    return np.stack([sorted_values[np.arange(len(values)), place] for place in places], axis=1)
