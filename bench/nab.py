"""The scoring of the Numenta Anomaly Benchmark, and detectors it has published figures for, written from its papers.

Source: A. Lavin and S. Ahmad, "Evaluating Real-time Anomaly Detection Algorithms: the Numenta Anomaly Benchmark",
IEEE ICMLA 2015; S. Ahmad, A. Lavin, S. Purdy and Z. Agha, "Unsupervised real-time anomaly detection for streaming
data", Neurocomputing 262 (2017) 134–147.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import erfc, floor, sqrt
from pathlib import Path

import numpy as np

HIT, FALSE_ALARM, MISS = 1.0, 0.11, 1.0
"""Weights of the standard profile."""
PROBATION, PROBATION_LIMIT = 0.15, 5000
FAR = 3.0
"""So many window lengths past a window a false alarm counts in full."""


@dataclass(frozen=True, slots=True)
class Series:
    """One labelled series: its moments, its values and its anomaly windows as first and last index."""

    name: str
    moments: tuple[datetime, ...]
    values: np.ndarray
    windows: tuple[tuple[int, int], ...]

    @property
    def probation(self) -> int:
        """How many points at the start are not scored."""
        return floor(PROBATION * min(len(self.values), PROBATION_LIMIT))


@dataclass(frozen=True, slots=True)
class Result:
    """What detectors get over a corpus: the normalised score (0 for silence, 100 for perfection) and what made it."""

    score: float
    threshold: float
    found: int
    windows: int
    false_alarms: int


def read(folder: Path) -> list[Series]:
    """The series of ``folder`` with the windows of its ``windows.json``."""
    labels = json.loads((folder / "windows.json").read_text(encoding="utf-8"))
    found = []
    for name in sorted(labels):
        rows = [line.split(",") for line in (folder / name).read_text(encoding="utf-8").splitlines()[1:]]
        moments = tuple(datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment, _ in rows)
        place = {moment: index for index, moment in enumerate(moments)}
        ends = [[datetime.fromisoformat(end).replace(tzinfo=UTC) for end in window] for window in labels[name]]
        windows = tuple((place[start], place[end]) for start, end in ends)
        short = name.removeprefix("Twitter_volume_").removesuffix(".csv")
        found.append(Series(short, moments, np.array([float(value) for _, value in rows]), windows))
    return found


def worth(series: Series) -> tuple[np.ndarray, np.ndarray]:
    """What an alarm at each point is worth under the standard profile, and the window it is in (−1: none).

    In a window an alarm is worth the more the earlier it comes: from 1 at its left edge to almost 0 at its right edge.
    After a window it costs little at first, three window lengths later the full weight of a false alarm.
    """
    count = len(series.values)
    value, inside = np.full(count, -FALSE_ALARM), np.full(count, -1)
    for number, (first, last) in enumerate(series.windows):
        width = last - first + 1
        after = np.arange(last + 1, series.windows[number + 1][0] if number + 1 < len(series.windows) else count)
        past = (after - last) / (width - 1)
        value[after] = np.where(past < FAR, FALSE_ALARM * _sigmoid(past), -FALSE_ALARM)
        place = np.arange(first, last + 1)
        value[place] = HIT * _sigmoid(-(last - place + 1) / width) / _sigmoid(-1.0)
        inside[place] = number
    return value, inside


def _sigmoid(position):
    """From 1 far before the right edge of a window (position 0) to −1 far behind it."""
    return 2 / (1 + np.exp(5 * np.asarray(position, dtype=np.float64))) - 1


def score(corpus: Sequence[Series], scores: Iterable[np.ndarray], threshold: float | None = None) -> Result:
    """The normalised score at one threshold for all series: ``threshold``, or the best there is.

    ``scores`` has an array for each series, as long as it; an alarm is raised where a score reaches the threshold.
    """
    points, total = [], 0
    for series, given in zip(corpus, scores, strict=True):
        value, inside = worth(series)
        start = series.probation
        window = np.where(inside >= 0, inside + total, -1)
        points.append(np.stack([np.asarray(given, dtype=np.float64), value, window])[:, start:])
        total += len(series.windows)
    joined = np.concatenate(points, axis=1)
    joined = joined[:, np.argsort(-joined[0], kind="stable")]
    if threshold is not None:
        joined = joined[:, joined[0] >= threshold]
    return _sweep(joined, total, fixed=threshold)


def left_out(corpus: Sequence[Series], scores: Sequence[np.ndarray]) -> float:
    """The normalised score when each series is judged at the threshold that is best for the others."""
    reached = 0.0
    for index, (series, given) in enumerate(zip(corpus, scores, strict=True)):
        others = [place for place in range(len(corpus)) if place != index]
        threshold = score([corpus[place] for place in others], [scores[place] for place in others]).threshold
        reached += score([series], [given], threshold).score * len(series.windows)
    return reached / sum(len(series.windows) for series in corpus)


def _sweep(points: np.ndarray, windows: int, fixed: float | None) -> Result:
    """Lowers the threshold point by point; a window is worth its best alarm, a false alarm costs each time."""
    best_of = np.full(windows, -MISS)
    false, alarms = 0.0, 0
    best = Result(0.0, float("inf"), 0, windows, 0)
    marks = points[0]
    for index, (mark, value, window) in enumerate(points.T):
        if window < 0:
            false, alarms = false + value, alarms + 1
        else:
            best_of[int(window)] = max(best_of[int(window)], value)
        if index + 1 < len(marks) and marks[index + 1] == mark:
            continue
        reached = 100 * (best_of.sum() + false + MISS * windows) / ((HIT + MISS) * windows)
        last = index + 1 == len(marks)
        if reached > best.score or (fixed is not None and last):
            best = Result(float(reached), float(mark), int((best_of > -MISS).sum()), windows, alarms)
    return best


def null(series: Series) -> np.ndarray:
    """Says the same about every point."""
    return np.full(len(series.values), 0.5)


def perfect(series: Series) -> np.ndarray:
    """Raises one alarm at the left edge of each window."""
    found = np.zeros(len(series.values))
    found[[first for first, _ in series.windows]] = 1.0
    return found


def windowed_gaussian(series: Series, width: int = 1000) -> np.ndarray:
    """The windowed Gaussian of the benchmark: one minus the upper tail of the last ``width`` values' normal law."""
    found = np.zeros(len(series.values))
    for index, value in enumerate(series.values):
        before = series.values[max(0, index - width) : index]
        if index:
            found[index] = 1 - _tail(float(value), float(before.mean()), float(before.std()) or 1e-6)
    return found


def _tail(value: float, mean: float, deviation: float) -> float:
    """The upper tail of the normal law; values below the mean are mirrored, as the benchmark's own detector does."""
    return erfc(abs(value - mean) / deviation / sqrt(2)) / 2


def relative_entropy(
    series: Series, bins: int = 5, width: int = 52, quantile: float = 13.276704135987622
) -> np.ndarray:
    """Relative entropy against the histograms seen so far; an alarm (1) where none of them fits.

    ``quantile`` is chi-square's 99 % point at ``bins`` − 1 degrees of freedom. As published it knows the range of the
    whole series beforehand, which no detector on a live stream does.
    Source: C. Wang et al., "Statistical techniques for online anomaly detection in data centers", IEEE IM 2011.
    """
    low, high = float(series.values.min()), float(series.values.max())
    cells = np.clip(np.ceil((series.values - low) / ((high - low) / bins)), 0, bins).astype(int)
    cells = np.minimum(cells, bins - 1)
    known: list[np.ndarray] = []
    found = np.zeros(len(cells))
    for end in range(width, len(cells) + 1):
        share = np.bincount(cells[end - width : end], minlength=bins) / width
        entropies = [_entropy(share, each) for each in known]
        if not any(2 * width * entropy < quantile for entropy in entropies):
            found[end - 1] = float(bool(known))
            known.append(share)
    return found


def _entropy(share: np.ndarray, other: np.ndarray) -> float:
    present = share > 0
    if (other[present] == 0).any():
        return float("inf")
    return float((share[present] * np.log(share[present] / other[present])).sum())
