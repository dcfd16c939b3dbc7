"""Silence is told from chance, from nights and weekends, and from what is missing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicbeat.analysis.silence import Silence, silence

NIGHT = np.r_[np.zeros(6), np.full(18, 6.0)]


def weeks(count, weekend=1.0):
    """Whole weeks of hours, quieter at weekends."""
    return np.concatenate([NIGHT * (1 if day % 7 < 5 else weekend) for day in range(7 * count)])


def test_a_night_and_a_weekend_are_no_silence():
    hours = weeks(5, weekend=0.2)
    for end in range(24 * 21, len(hours)):
        assert silence(hours[:end]) is None


def test_a_dead_source_is_found_within_a_day():
    hours = weeks(5)
    hours[-14:] = 0
    found = silence(hours)
    assert found == Silence(3, 0, 18, 34)


def test_a_fall_to_almost_nothing_is_a_silence_too():
    hours = weeks(5)
    hours[-24:] = 0
    hours[-2] = 1
    assert silence(hours).count == 1


def test_a_dead_day_in_the_past_does_not_make_it_deaf():
    hours = weeks(5)
    hours[24 * 10 : 24 * 12] = 0
    hours[-14:] = 0
    assert silence(hours) is not None


def test_missing_hours_are_not_silence():
    hours = weeks(5)
    hours[-14:] = np.nan
    assert silence(hours) is None
    hours = weeks(5)
    hours[: 24 * 25] = np.nan
    hours[-14:] = 0
    assert silence(hours) is None


def test_false_alarms_are_rare():
    """A hundred sources of 2 to 200 posts a day, looked at every hour for ten days."""
    numbers = np.random.default_rng(7)
    alarms = 0
    for rate in np.geomspace(2, 200, 100):
        hours = numbers.poisson(np.tile(NIGHT / NIGHT.sum() * rate, 40)).astype(float)
        alarms += sum(silence(hours[:end]) is not None for end in range(24 * 30, len(hours)))
    assert alarms <= 24 * 10 * 100 * 0.001


@settings(max_examples=50, deadline=None)
@given(st.lists(st.one_of(st.integers(0, 50).map(float), st.just(float("nan"))), max_size=900))
def test_anything_counted_can_be_judged(counts):
    silence(np.array(counts, dtype=float))


@pytest.mark.parametrize("wrong", [np.array([1.0, -1.0]), np.zeros((2, 2))])
def test_what_is_no_row_of_counts_is_refused(wrong):
    with pytest.raises(ValueError, match="one row of counts"):
        silence(wrong)
