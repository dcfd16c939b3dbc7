"""Synthetic: weights of controls and of times before a decision, after which both look like what was treated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

FIRST_STEPS = 100
MOST_STEPS = 10_000
CLOSE_ENOUGH = 1e-5
"""Of the noise: smaller steps end the search."""
ALMOST_NONE = 1e-6
"""Of the noise: the penalty where weights need only be unique."""
KINDS = ("did", "sc", "sdid")


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights that sum to one: ``units``, shape (cases, controls), and ``times``, shape (cases, times before)."""

    units: Floats
    times: Floats


def weights(outcomes: Floats, controls: int, before: int, kind: str) -> Weights:
    """The weights of a method, for many cases at once.

    Reads: ``outcomes``, shape (cases, units, times), the ``controls`` first; ``before``, how many times lie before the
    decision; ``kind``: ``did`` (difference in differences: all alike), ``sc`` (synthetic control: no times), ``sdid``.
    Gives: ``Weights``; those of times are zero for ``sc``.
    Source: D. Arkhangelsky, S. Athey, D. A. Hirshberg, G. W. Imbens and S. Wager, "Synthetic
    Difference-in-Differences", *American Economic Review* 111 (2021) 4088–4118, algorithm 1. Weights below a quarter of
    the largest are dropped once, as in its authors' program. ``sc`` is searched as there (Frank–Wolfe), so that figures
    can be compared; ``sdid``, whose penalty leaves one answer, by a search that ends sooner (0084).
    """
    cases, units, times = outcomes.shape
    if kind == "did":
        return Weights(np.full((cases, controls), 1 / controls), np.full((cases, before), 1 / before))
    past = outcomes[:, :controls, :before]
    noise = np.std(np.diff(past, axis=2).reshape(cases, -1), axis=1, ddof=1)
    noise = np.where(noise > 0, noise, 1.0)
    wanted = outcomes[:, controls:, :before].mean(axis=1)
    if kind == "sc":
        found = _fit(past.transpose(0, 2, 1), wanted, (ALMOST_NONE * noise, noise), _plain, centred=False)
        return Weights(found, np.zeros((cases, before)))
    penalty = ((units - controls) * (times - before)) ** 0.25 * noise
    found = _fit(past.transpose(0, 2, 1), wanted, (penalty, noise), _pairwise, centred=True)
    later = outcomes[:, :controls, before:].mean(axis=2)
    return Weights(found, _fit(past, later, (ALMOST_NONE * noise, noise), _pairwise, centred=True))


def _fit(parts: Floats, wanted: Floats, scale: tuple[Floats, Floats], search: Search, *, centred: bool) -> Floats:
    """Weights on the simplex under which the columns of ``parts`` (cases, rows, columns) add up to ``wanted``.

    Found in two passes of ``search``: between them small weights are dropped. ``scale``: penalty and noise.
    """
    penalty, noise = scale
    if centred:
        parts, wanted = parts - parts.mean(axis=1, keepdims=True), wanted - wanted.mean(axis=1, keepdims=True)
    problem = _Problem(
        np.einsum("crn,crm->cnm", parts, parts),
        np.einsum("crn,cr->cn", parts, wanted),
        parts.shape[1] * penalty**2,
        parts.shape[1] * (CLOSE_ENOUGH * noise) ** 2,
    )
    first = search(problem, np.full(problem.slope.shape, 1 / parts.shape[2]), FIRST_STEPS)
    few = np.where(first <= first.max(axis=1, keepdims=True) / 4, 0.0, first)
    return search(problem, few / few.sum(axis=1, keepdims=True), MOST_STEPS)


@dataclass(frozen=True, slots=True)
class _Problem:
    """Least squares of many cases: ``gram`` (cases, n, n), ``slope`` (cases, n), penalties ``eta`` and least gains."""

    gram: Floats
    slope: Floats
    eta: Floats
    least: Floats

    def of(self, cases: npt.NDArray[np.intp]) -> _Problem:
        """The problem of some of the cases."""
        return _Problem(self.gram[cases], self.slope[cases], self.eta[cases], self.least[cases])


Search = Callable[[_Problem, Floats, int], Floats]


def _pairwise(problem: _Problem, start: Floats, steps: int) -> Floats:
    """Pairwise Frank–Wolfe with exact line search; a case rests once what is left to gain is less than its least.

    Each step moves weight from the worst unit that has some to the best one, which ends in a number of steps that
    grows with the logarithm of the precision, where the plain method's (1956) grows with its inverse. What is left to
    gain is at most twice the duality gap.

    Source: S. Lacoste-Julien, M. Jaggi, NeurIPS 28 (2015), algorithm 2.
    """
    found = start.copy()
    going = np.arange(len(start))
    now, at = problem, start.copy()
    image = np.einsum("cnm,cm->cn", now.gram, at)
    for _ in range(steps):
        rows = np.arange(len(at))
        downhill = image - now.slope + now.eta[:, None] * at
        to = downhill.argmin(axis=1)
        resting = 2 * (np.einsum("cn,cn->c", downhill, at) - downhill[rows, to]) <= now.least
        if resting.any():
            found[going[resting]] = at[resting]
            kept = np.flatnonzero(~resting)
            if not len(kept):
                return found
            going, now, at, image = going[kept], now.of(kept), at[kept], image[kept]
            downhill, to, rows = downhill[kept], to[kept], np.arange(len(kept))
        away = np.where(at > 0, downhill, -np.inf).argmax(axis=1)
        bend = now.gram[rows, :, to] - now.gram[rows, :, away]
        steep = downhill[rows, to] - downhill[rows, away]
        curve = bend[rows, to] - bend[rows, away] + 2 * now.eta
        whole = at[rows, away]
        length = np.clip(np.divide(-steep, curve, out=np.full_like(steep, np.inf), where=curve > 0), 0, whole)
        at[rows, to] += length
        at[rows, away] = np.where(length < whole, whole - length, 0.0)
        image += length[:, None] * bend
    found[going] = at
    return found


def _plain(problem: _Problem, start: Floats, steps: int) -> Floats:
    """Frank–Wolfe (1956) with exact line search; a case rests once a step gains less than its least.

    It stops short of the best weights, and so does the program whose figures are compared with.
    """
    found = start.copy()
    going = np.arange(len(start))
    now, at = problem, start.copy()
    image = np.einsum("cnm,cm->cn", now.gram, at)
    for step in range(steps):
        rows = np.arange(len(at))
        downhill = image - now.slope + now.eta[:, None] * at
        corner = downhill.argmin(axis=1)
        way = -at
        way[rows, corner] += 1
        bend = now.gram[rows, :, corner] - image
        steep = np.einsum("cn,cn->c", downhill, way)
        curve = np.einsum("cn,cn->c", way, bend) + now.eta * np.einsum("cn,cn->c", way, way)
        length = np.clip(np.divide(-steep, curve, out=np.zeros_like(steep), where=curve > 0), 0, 1)
        at += length[:, None] * way
        image += length[:, None] * bend
        gain = -2 * length * steep - length**2 * curve
        resting = (gain <= now.least) & (step >= 1)
        if resting.any():
            found[going[resting]] = at[resting]
            kept = np.flatnonzero(~resting)
            if not len(kept):
                return found
            going, now, at, image = going[kept], now.of(kept), at[kept], image[kept]
    found[going] = at
    return found
