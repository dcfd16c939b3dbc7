"""How rare a height is, by the peaks of the past: neither over- nor understated."""

from math import exp, log

import numpy as np
import pytest

from civicbeat.analysis.tails import KEPT, Tail


def test_before_anything_is_known_much_is_possible():
    assert Tail(1.0).surprise(0.0) == 0
    assert exp(-Tail(1.0).surprise(4.0)) == pytest.approx(0.2)


def test_a_known_law_is_found_again():
    tails = [Tail(1.0, np.random.default_rng(seed).exponential(1.0, KEPT).tolist()) for seed in range(100)]
    for height in (log(2), 5.0):
        assert np.median([tail.surprise(height) for tail in tails]) == pytest.approx(height, rel=0.05)
        held = [low <= height <= high for low, high in (tail.between(height) for tail in tails)]
        assert 0.9 <= np.mean(held) <= 1


def test_what_is_as_rare_as_one_in_twenty_comes_as_often():
    random = np.random.default_rng(6)
    hits = trials = 0
    for _ in range(60):
        drawn = random.exponential(1.0, 90).tolist()
        tail = Tail(1.0, drawn[:30])
        for peak in drawn[30:]:
            hits += tail.surprise(peak) >= log(20)
            trials += 1
            tail.add(peak)
    assert 0.035 < hits / trials < 0.06


def test_surprise_never_falls_with_height_and_lies_between_its_bounds():
    tail = Tail(1.0, np.random.default_rng(7).exponential(1.0, 60).tolist())
    heights = np.linspace(0, 8, 200)
    surprises = [tail.surprise(height) for height in heights]
    assert (np.diff(surprises) >= 0).all()
    for height, surprise in zip(heights, surprises, strict=True):
        low, high = tail.between(height)
        assert low <= surprise + 1e-9
        assert high >= surprise - 1e-9


def test_only_the_newest_peaks_are_kept():
    tail = Tail(1.0)
    for peak in range(KEPT + 10):
        tail.add(float(peak))
    assert tail.peaks == [float(peak) for peak in range(10, KEPT + 10)]
