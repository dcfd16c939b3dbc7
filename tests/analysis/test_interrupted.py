"""A planted break is found with its doubt; wandering alone is seldom taken for one, gaps and rhythms never."""

import numpy as np
import pytest

from civicbeat.analysis.contract import Doubt, Refusal
from civicbeat.analysis.echoes import estimate
from civicbeat.analysis.effect_words import effect
from civicbeat.analysis.interrupted import interrupted
from civicbeat.analysis.windows import Window, shorter, steady


def wandering(echo, seed, count=60, effect=0.0, decided=40):
    """A series whose deviations echo, with a break."""
    steps = np.random.default_rng(seed).normal(size=count + 50)
    for time in range(1, len(steps)):
        steps[time] += echo * steps[time - 1]
    series = steps[50:]
    series[decided:] += effect
    return series


@pytest.mark.parametrize("echo", [0.0, 0.6])
def test_wandering_is_seldom_taken_for_an_effect(echo):
    found = [estimate(wandering(echo, seed), 40, 1) for seed in range(200)]
    assert np.mean([not each.low <= 0 <= each.high for each in found]) <= 0.09  # 5 % are promised


def test_intervals_hold_what_was_planted():
    found = [estimate(wandering(0.5, seed, effect=-6.0), 40, 1) for seed in range(200)]
    assert np.mean([each.low <= -6 <= each.high for each in found]) >= 0.91
    assert np.mean([each.mean for each in found]) == pytest.approx(-6, abs=0.4)


def test_an_effect_is_found_told_and_drawn():
    found = interrupted(wandering(0.3, 1, effect=-15.0), 40)
    assert found.shown
    assert found.chance == 0
    assert found.doubt.low < -15 < found.doubt.high
    assert (found.observed - found.expected)[40:].mean() == pytest.approx(found.estimate, abs=0.1)
    assert found.sentence.en.startswith("After the decision the outcome changed by -1")
    assert {(window.before, window.after) for window in found.windows} == {(20, 20), (40, 10), (20, 10)}


def test_where_nothing_happened_none_can_be_shown():
    found = interrupted(wandering(0.3, 2), 40)
    assert not found.shown
    assert found.sentence.en.startswith("No effect can be shown")
    assert found.sentence.vi.startswith("Không chứng minh được tác động")


def test_weekends_and_gaps_are_no_effect():
    draw = np.random.default_rng(4)
    outcome = np.tile([50.0, 52, 55, 53, 51, 20, 18], 9) + draw.normal(size=63)
    outcome[[3, 20, 21, 50]] = np.nan
    found = interrupted(outcome, 47, season=7)
    assert not found.shown
    assert abs(found.estimate) < 2
    assert found.doubt.coverage == pytest.approx(59 / 63)


def test_a_trend_is_no_effect():
    outcome = np.arange(60.0) + np.random.default_rng(4).normal(size=60)
    assert not interrupted(outcome, 40).shown


def test_scale_and_shift_go_through():
    plain = interrupted(wandering(0.4, 5, effect=4.0), 40)
    other = interrupted(wandering(0.4, 5, effect=4.0) * 1_000 + 7e5, 40)
    assert other.estimate == pytest.approx(1_000 * plain.estimate)
    assert other.doubt.low == pytest.approx(1_000 * plain.doubt.low)


def test_a_series_without_noise_is_no_fault():
    found = interrupted(np.r_[np.arange(20.0), np.arange(20.0)], 20)
    assert found.estimate == pytest.approx(-20)


@pytest.mark.parametrize(
    ("outcome", "decided", "season", "reason"),
    [
        (np.arange(30.0), 11, 1, "too-short"),
        (np.arange(40.0), 20, 7, "too-short"),
        (np.arange(30.0), 28, 1, "too-early"),
        (np.arange(30.0), 31, 1, "too-early"),
        (np.arange(30.0), -1, 1, "too-short"),
        (np.where(np.arange(60) % 3, np.arange(60.0), np.nan), 40, 1, "gaps"),
        (np.where(np.arange(60) == 5, np.inf, 1.0), 40, 1, "gaps"),
        (np.r_[np.ones(20), np.arange(20)], 20, 1, "constant"),
    ],
)
def test_what_is_hopeless_is_refused(outcome, decided, season, reason):
    found = interrupted(outcome, decided, season)
    assert isinstance(found, Refusal)
    assert found.reason == reason


def test_another_shape_is_a_fault():
    with pytest.raises(ValueError, match="one row"):
        interrupted(np.ones((3, 40)), 20)
    with pytest.raises(ValueError, match="season"):
        interrupted(np.ones(40), 20, season=0)


def test_an_effect_that_hangs_on_the_stretch_is_told_so():
    assert shorter(20, 10, (12, 3)) == [(20, 5)]
    assert shorter(24, 4, (12, 3)) == [(12, 4)]
    assert steady(-10.0, [Window(12, 4, -6.0)])
    assert not steady(-10.0, [Window(12, 4, -4.0)])
    assert not steady(-10.0, [Window(12, 4, 6.0)])
    said = effect(-10.0, Doubt(-15.0, -5.0, 0.95, 60), steady=False)
    assert "Be careful" in said.en
    assert "Cần thận trọng" in said.vi


def test_small_effects_are_told_with_their_digits():
    said = effect(0.0312, Doubt(0.0101, 0.0522, 0.95, 60), steady=True)
    assert "+0.031" in said.en
    assert "từ 0,010 đến 0,052" in said.vi
