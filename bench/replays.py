"""Talk to find rises in, minute by minute: generated and real backgrounds, and real events replayed in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from bench.alarms import WEEK

MINUTE = 60
MINUTES = 7 * WEEK // MINUTE
"""Every background lasts seven weeks."""
START = 1_772_384_400
"""Monday, 2 March 2026, 0:00 in Vietnam."""
LEAST = 5
"""Posts in ten minutes below which nothing has begun."""
_TEN = 10


@dataclass(frozen=True, slots=True)
class Event:
    """One real event: the seconds of its posts in order, 0 being the first post of the recording."""

    name: str
    seconds: np.ndarray

    def onset(self, least: float) -> float | None:
        """The start of the first ten minutes that bring ``least`` posts, and within an hour three times as many."""
        count = int(np.ceil(least))
        last = len(self.seconds) - 3 * count + 1
        dense = self.seconds[count - 1 :][:last] - self.seconds[:last] < _TEN * MINUTE
        lasting = self.seconds[3 * count - 1 :] - self.seconds[:last] < 6 * _TEN * MINUTE
        begins = np.flatnonzero(dense & lasting)
        return float(self.seconds[begins[0]]) if len(begins) else None


@dataclass(frozen=True, slots=True)
class Mixed:
    """A background with an event in it: counts by the minute, when the event begins and from when it can be seen."""

    counts: np.ndarray
    begins: float
    onset: float


def events(data: Path) -> list[Event]:
    """The recorded events of ``data``: their posts on the topic."""
    found = []
    for path in sorted((data / "events").glob("*.parquet")):
        topic = pl.read_parquet(path, columns=["label", "published_at"]).filter(pl.col("label") == "on-topic")
        seconds = np.sort(topic["published_at"].dt.epoch("ms").to_numpy() / 1000)
        found.append(Event(path.stem.split("_", 1)[1].replace("_", " "), seconds - seconds[0]))
    return found


def mixed(counts: np.ndarray, event: Event, seed: int) -> Mixed | None:
    """The background with the event at some moment of its third to sixth week; nothing if it can never be seen there.

    It can be seen once ten minutes bring more of it than the background by itself brings once a week.
    """
    onset = event.onset(max(LEAST, weekly_height(counts) + 1))
    if onset is None:
        return None
    moment = (2 + 4 * np.random.default_rng([seed, len(event.seconds)]).random()) * WEEK
    minutes = ((event.seconds - onset + moment) // MINUTE).astype(int)
    minutes = minutes[(minutes >= 0) & (minutes < MINUTES)]
    return Mixed(counts + np.bincount(minutes, minlength=MINUTES), moment - onset, moment)


def weekly_height(counts: np.ndarray) -> float:
    """The most posts that ten minutes of a week bring, by the median of the weeks."""
    sums = np.convolve(counts, np.ones(_TEN))
    return float(np.median([part.max() for part in np.array_split(sums, len(counts) * MINUTE // WEEK)]))


def coarse(counts: np.ndarray, step: int) -> np.ndarray:
    """Counts by the minute in cells of ``step`` seconds."""
    return counts.reshape(-1, step // MINUTE).sum(axis=1)


def calm(random: np.random.Generator, per_hour: float) -> np.ndarray:
    """Chance alone around a rhythm of the day and quieter weekends."""
    return random.poisson(_rhythm(per_hour)).astype(np.float64)


def restless(random: np.random.Generator, per_hour: float) -> np.ndarray:
    """Talk that comes in threads: each opening brings answers, few or very many, over the next minutes and hours."""
    openings = np.repeat(np.arange(MINUTES), random.poisson(_rhythm(per_hour) / 3))
    answers = np.minimum(random.pareto(1.7, len(openings)) * 1.4, 200).astype(int)
    delays = random.exponential(40, int(answers.sum()))
    minutes = np.concatenate([openings, np.repeat(openings, answers) + delays.astype(int)])
    return np.bincount(minutes[minutes < MINUTES], minlength=MINUTES).astype(np.float64)


def traffic(data: Path) -> np.ndarray:
    """Comments on traffic of 2025 by the minute, the seven weeks from October on, the year's liveliest."""
    comments = pl.read_parquet(data / "posts/facebook_traffic_vi_2025.parquet", columns=["published_at"])[
        "published_at"
    ]
    minutes = comments.drop_nulls().dt.epoch("s").to_numpy() // MINUTE
    monday = 1_759_683_600 // MINUTE
    inside = minutes[(minutes >= monday) & (minutes < monday + MINUTES)] - monday
    return np.bincount(inside, minlength=MINUTES).astype(np.float64)


def _rhythm(per_hour: float) -> np.ndarray:
    """Posts a minute: most in the evening, few at night, two thirds on weekends; ``per_hour`` on average."""
    hours = np.arange(MINUTES) / 60
    day = 1 + 0.8 * np.sin((hours - 10) * 2 * np.pi / 24)
    week = np.where(hours // 24 % 7 < 5, 1.0, 0.67)
    shape = day * week
    return per_hour / 60 * shape / shape.mean()
