"""The change that is so is found again behind a classifier that errs, and the interval holds it as often as it says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicbeat.analysis.attenuation import restored
from civicbeat.analysis.calibration import Calibration
from civicbeat.analysis.contract import Doubt

LAWS = np.array([[10.0, 2, 1.5, 2.5], [2, 4.5, 1.5, 2], [1, 1.5, 5.5, 1]])


def test_the_interval_holds_the_true_change_as_often_as_it_says():
    draw = np.random.default_rng(7)
    held = []
    for _ in range(300):
        chances = np.array([draw.dirichlet(law) for law in LAWS])
        before, after = np.array([0.3, 0.45, 0.25]), np.array([0.5, 0.32, 0.18])
        seen = 100 * ((after - before) @ chances)[0] + draw.normal(0, 2)
        change, doubt = restored(seen, Doubt(seen - 3.92, seen + 3.92, 0.95, 60), Calibration(LAWS, 8_000, own=False))
        assert doubt.low <= change <= doubt.high
        held.append(doubt.low <= 20 <= doubt.high)
    assert 0.9 <= np.mean(held) <= 1


@given(st.floats(-60, 60), st.floats(0.1, 40))
def test_a_change_keeps_its_side_and_is_a_change_of_a_share(seen, width):
    change, doubt = restored(seen, Doubt(seen - width, seen + width, 0.95, 60), Calibration(LAWS, 8_000, own=False))
    assert -100 <= doubt.low <= change <= doubt.high <= 100
    other, turned = restored(-seen, Doubt(-seen - width, -seen + width, 0.95, 60), Calibration(LAWS, 8_000, own=False))
    assert (other, turned.low, turned.high) == pytest.approx((-change, -doubt.high, -doubt.low), abs=5 + width)
    assert abs(seen) < 3 * width or change * seen > 0
