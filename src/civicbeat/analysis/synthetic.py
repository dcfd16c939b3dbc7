"""Synthetic: weights of controls and of times before a decision, after which both look like what was treated."""

from __future__ import annotations

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
    Difference-in-Differences", *American Economic Review* 111 (2021) 4088–4118, algorithm 1; the same search
    (Frank–Wolfe with exact steps, weights below a quarter of the largest dropped once) as its authors' program, so that
    figures can be compared.
    """
    cases, units, times = outcomes.shape
    if kind == "did":
        return Weights(np.full((cases, controls), 1 / controls), np.full((cases, before), 1 / before))
    past = outcomes[:, :controls, :before]
    noise = np.std(np.diff(past, axis=2).reshape(cases, -1), axis=1, ddof=1)
    noise = np.where(noise > 0, noise, 1.0)
    wanted = outcomes[:, controls:, :before].mean(axis=1)
    if kind == "sc":
        found = _fit(past.transpose(0, 2, 1), wanted, ALMOST_NONE * noise, noise, centred=False)
        return Weights(found, np.zeros((cases, before)))
    penalty = ((units - controls) * (times - before)) ** 0.25 * noise
    found = _fit(past.transpose(0, 2, 1), wanted, penalty, noise, centred=True)
    later = outcomes[:, :controls, before:].mean(axis=2)
    return Weights(found, _fit(past, later, ALMOST_NONE * noise, noise, centred=True))


def _fit(parts: Floats, wanted: Floats, penalty: Floats, noise: Floats, *, centred: bool) -> Floats:
    """Weights on the simplex under which the columns of ``parts`` (cases, rows, columns) add up to ``wanted``.

    Found in two passes: between them small weights are dropped.
    """
    if centred:
        parts, wanted = parts - parts.mean(axis=1, keepdims=True), wanted - wanted.mean(axis=1, keepdims=True)
    problem = _Problem(
        np.einsum("crn,crm->cnm", parts, parts),
        np.einsum("crn,cr->cn", parts, wanted),
        parts.shape[1] * penalty**2,
        parts.shape[1] * (CLOSE_ENOUGH * noise) ** 2,
    )
    first = _searched(problem, np.full(problem.slope.shape, 1 / parts.shape[2]), FIRST_STEPS)
    few = np.where(first <= first.max(axis=1, keepdims=True) / 4, 0.0, first)
    return _searched(problem, few / few.sum(axis=1, keepdims=True), MOST_STEPS)


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


def _searched(problem: _Problem, start: Floats, steps: int) -> Floats:
    """Frank–Wolfe (1956) with exact line search; a case rests once a step gains less than its least."""
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
