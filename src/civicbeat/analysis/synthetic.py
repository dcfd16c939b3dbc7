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


def _fit(parts: Floats, wanted: Floats, scale: tuple[Floats, Floats], move: Move, *, centred: bool) -> Floats:
    """Weights on the simplex under which the columns of ``parts`` (cases, rows, columns) add up to ``wanted``.

    Found in two searches: between them small weights are dropped. ``scale``: penalty and noise.
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
    first = _search(problem, np.full(problem.slope.shape, 1 / parts.shape[2]), FIRST_STEPS, move)
    few = np.where(first <= first.max(axis=1, keepdims=True) / 4, 0.0, first)
    return _search(problem, few / few.sum(axis=1, keepdims=True), MOST_STEPS, move)


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

    def downhill(self, at: Floats, image: Floats) -> Floats:
        """Half the gradient at the weights ``at``, of which ``image`` is what ``gram`` makes."""
        return image - self.slope + self.eta[:, None] * at


Move = Callable[[_Problem, Floats, Floats], npt.NDArray[np.bool_]]
"""Moves the weights of every case, and their image, in place, and tells which cases may rest."""


def _search(problem: _Problem, start: Floats, steps: int, move: Move) -> Floats:
    """The weights at which each case rests, after two moves at the earliest, or where it stands after ``steps``."""
    found = start.copy()
    going = np.arange(len(start))
    now, at = problem, start.copy()
    image = np.einsum("cnm,cm->cn", now.gram, at)
    for step in range(steps):
        resting = move(now, at, image)
        if step >= 1 and resting.any():
            found[going[resting]] = at[resting]
            kept = np.flatnonzero(~resting)
            going, now, at, image = going[kept], now.of(kept), at[kept], image[kept]
            if not len(kept):
                break
    found[going] = at
    return found


def _pairwise(now: _Problem, at: Floats, image: Floats) -> npt.NDArray[np.bool_]:
    """Pairwise Frank–Wolfe with exact line search; a case rests once what is left to gain is less than its least.

    Each step moves weight from the worst unit that has some to the best one, which ends in a number of steps that
    grows with the logarithm of the precision, where the plain method's (1956) grows with its inverse. What is left to
    gain is at most twice the duality gap; a case that rests is not moved.

    Source: S. Lacoste-Julien, M. Jaggi, NeurIPS 28 (2015), algorithm 2.
    """
    rows = np.arange(len(at))
    downhill = now.downhill(at, image)
    to = downhill.argmin(axis=1)
    resting: npt.NDArray[np.bool_] = 2 * (np.einsum("cn,cn->c", downhill, at) - downhill[rows, to]) <= now.least
    away = np.where(at > 0, downhill, -np.inf).argmax(axis=1)
    bend = now.gram[rows, :, to] - now.gram[rows, :, away]
    steep = downhill[rows, to] - downhill[rows, away]
    curve = bend[rows, to] - bend[rows, away] + 2 * now.eta
    whole = at[rows, away]
    length = np.clip(np.divide(-steep, curve, out=np.full_like(steep, np.inf), where=curve > 0), 0, whole)
    length[resting] = 0
    at[rows, to] += length
    at[rows, away] = np.where(length < whole, whole - length, 0.0)
    image += length[:, None] * bend
    return resting


def _plain(now: _Problem, at: Floats, image: Floats) -> npt.NDArray[np.bool_]:
    """Frank–Wolfe (1956) with exact line search; a case rests once a step gains less than its least.

    It stops short of the best weights, and so does the program whose figures are compared with.
    """
    rows = np.arange(len(at))
    downhill = now.downhill(at, image)
    corner = downhill.argmin(axis=1)
    way = -at
    way[rows, corner] += 1
    bend = now.gram[rows, :, corner] - image
    steep = np.einsum("cn,cn->c", downhill, way)
    curve = np.einsum("cn,cn->c", way, bend) + now.eta * np.einsum("cn,cn->c", way, way)
    length = np.clip(np.divide(-steep, curve, out=np.zeros_like(steep), where=curve > 0), 0, 1)
    at += length[:, None] * way
    image += length[:, None] * bend
    gain: Floats = -2 * length * steep - length**2 * curve
    resting: npt.NDArray[np.bool_] = gain <= now.least
    return resting
