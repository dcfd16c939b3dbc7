"""Alarms: what detectors raise over counts, ours and two that stand beside it; how many are false, how late the others.

Alarms are arrays of shape (alarms, 2) in seconds since the counts start: when each is raised, and until when it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from math import log

import numpy as np

from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.following import follow
from civicbeat.analysis.hours import HERE, Hours
from civicbeat.analysis.rising import rise

HOUR, DAY, WEEK = 3600, 86_400, 604_800
LEARNING = 2 * WEEK
"""Seconds that are not judged."""
WITHIN = 6 * HOUR
"""An event whose alarm comes later was not found; alarms of the alternatives so soon after one are not counted."""
STEP = 300


def ours(
    counts: np.ndarray,
    start: int,
    step: int = STEP,
    *,
    heard: np.ndarray | None = None,
    asked: float = 1.0,
    hours: Hours = HERE,
) -> np.ndarray:
    """Ours, asked for so many false alarms a week; a rise stands until it is over."""
    begins = datetime.fromtimestamp(start, UTC)
    found = follow(counts, begins, step, heard=heard, false_alarms=asked, hours=hours)
    if isinstance(found, Refusal):
        raise TypeError(found.reason)
    rows = []
    for spike in found.spikes:
        until = spike.end.timestamp() - start if spike.end else np.inf
        rows += [(moment.timestamp() - start, until) for moment in (spike.told, *spike.again)]
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def z_score(counts: np.ndarray, width: int = 1000) -> np.ndarray:
    """By how many standard deviations of the ``width`` cells before each surpasses their mean."""
    sums = np.concatenate([[0.0], np.cumsum(counts)])
    squares = np.concatenate([[0.0], np.cumsum(counts**2)])
    ends = np.arange(width, len(counts))
    mean = (sums[ends] - sums[ends - width]) / width
    deviation = np.sqrt(np.maximum((squares[ends] - squares[ends - width]) / width - mean**2, 1e-9))
    return np.concatenate([np.zeros(width), (counts[ends] - mean) / deviation])


def rises(counts: np.ndarray, days: int = 14) -> np.ndarray:
    """How many standard errors ``rising.rise`` is above 1, each cell beside the same minutes of the ``days`` before."""
    found, day = np.zeros(len(counts)), DAY // STEP
    for end in np.flatnonzero(counts >= 3):
        if end >= days * day:
            rose = rise(int(counts[end]), counts[end - days * day : end : day].astype(int).tolist(), 1.0)
            found[end] = log(rose.ratio) / log(rose.high / rose.ratio)
    return found


BESIDE: dict[str, Callable[[np.ndarray], np.ndarray]] = {"z-score": z_score, "rising.rise": rises}
"""The alternatives: how strong each cell of ``STEP`` seconds is."""


def above(strengths: np.ndarray, limit: float) -> np.ndarray:
    """An alarm at the end of each cell that surpasses ``limit``, but for those soon after one; each stands an hour."""
    kept: list[int] = []
    for cell in np.flatnonzero(strengths > limit):
        if not kept or (cell - kept[-1]) * STEP > WITHIN:
            kept.append(int(cell))
    told = (np.array(kept, dtype=np.float64) + 1) * STEP
    return np.stack([told, told + HOUR], axis=1)


def hindsight(quiet: Sequence[np.ndarray]) -> float:
    """The lowest limit at which series known to hold no event give one alarm a week, by their ``quiet`` strengths."""
    weeks = sum(len(each) * STEP / WEEK - LEARNING / WEEK for each in quiet)
    limits = np.unique(np.concatenate([np.sort(each[LEARNING // STEP :])[-2000:] for each in quiet]))
    low, high = 0, len(limits) - 1
    while low < high:
        middle = (low + high) // 2
        if false([above(each, float(limits[middle])) for each in quiet]) <= weeks:
            high = middle
        else:
            low = middle + 1
    return float(limits[low])


def false(alarms: Sequence[np.ndarray]) -> int:
    """How many alarms there are once learning is over."""
    return sum(int((each[:, 0] > LEARNING).sum()) for each in alarms)


def delay(alarms: np.ndarray, begins: float, onset: float) -> float:
    """Minutes from ``onset`` to the first alarm: 0 where one stands since the event began, infinite if none comes."""
    told, until = alarms.T
    if bool(((told >= begins) & (told <= onset) & (until >= onset)).any()):
        return 0.0
    late = told[(told > onset) & (told <= onset + WITHIN)]
    return float(late.min() - onset) / 60 if len(late) else float("inf")


COLUMNS = ("detector", "false alarms a week", "events", "median min", "90 % min", "≤ 10 min", "not found")


def told(delays: Sequence[float]) -> tuple[object, ...]:
    """The last five of ``COLUMNS``."""
    if not delays:
        return 0, "–", "–", "–", "–"
    ordered = np.array(delays)
    middle, slow = np.quantile(ordered, [0.5, 0.9], method="higher")
    quick = f"{(ordered <= 10).sum()} of {len(ordered)}"
    return len(ordered), f"{middle:.1f}", f"{slow:.1f}", quick, int(np.isinf(ordered).sum())
