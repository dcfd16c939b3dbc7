"""The usual follows the rhythm of day and week, and no single outlier."""

import numpy as np
import pytest

from civicbeat.analysis.seasons import LEAST, Season

HOURS = np.arange(24 * 7 * 6)


def taught(counts, heard=1.0):
    season = Season(1.0)
    for hour, count in zip(HOURS, counts, strict=False):
        season.learn(int(hour % 168), float(count), heard)
    return season


def rhythm():
    day = 1 + 0.8 * np.sin(HOURS * 2 * np.pi / 24)
    return 40 * day * np.where(HOURS // 24 % 7 < 5, 1.0, 0.5)


def test_the_rhythm_of_day_and_week_is_learned():
    season = taught(np.random.default_rng(3).poisson(rhythm()))
    expected = rhythm()[:168]
    found = np.array([season.usual(slot) for slot in range(168)])
    assert np.median(np.abs(found / expected - 1)) < 0.2
    assert found[5 * 24 : 168].sum() / found[: 5 * 24].sum() < 0.27, "weekends are quieter; 0.2 is true, 0.4 no rhythm"


def test_an_outlier_moves_nothing():
    counts = np.random.default_rng(3).poisson(rhythm())
    plain = taught(counts)
    counts[-30] = 100_000
    assert taught(counts).level == pytest.approx(plain.level, rel=0.05)


def test_a_lasting_step_becomes_the_usual():
    counts = np.random.default_rng(3).poisson(np.where(HOURS < 500, 10.0, 20.0))
    season = taught(counts)
    assert np.mean([season.usual(slot) for slot in range(168)]) == pytest.approx(20, rel=0.1)


def test_a_half_that_was_heard_teaches_the_whole():
    counts = np.random.default_rng(3).poisson(np.full(len(HOURS), 10.0))
    assert taught(counts, heard=0.5).level == pytest.approx(20, rel=0.1)


def test_where_nothing_is_said_something_is_still_expected():
    assert taught(np.zeros(len(HOURS))).usual(0) == LEAST


def test_a_pause_makes_the_level_give_way():
    season = taught(np.full(len(HOURS), 10.0))
    sure = season.weight
    season.pause(24 * 4)
    assert season.weight == pytest.approx(sure / 2)
    season.pause(24 * 400)
    assert season.weight == 1
