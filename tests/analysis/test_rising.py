"""Rises: by hand, by simulation, and what must hold for any counts."""

from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicbeat.analysis.rising import Z_99, rise

cells = st.lists(st.integers(0, 10_000), min_size=2, max_size=30)


def test_agrees_with_the_formula_by_hand():
    found = rise(60, [20, 22, 18, 20])
    ratio = 60.5 / (80.5 / 4)
    width = Z_99 * sqrt(1 / 60.5 + 1 / 80.5)
    assert found.ratio == pytest.approx(ratio)
    assert (found.low, found.high) == pytest.approx((exp(log(ratio) - width), exp(log(ratio) + width)))
    assert found.dispersion == 1


def test_a_burst_among_bursts_is_no_rise():
    assert rise(60, [20] * 14).rose
    assert not rise(60, [0, 70, 2, 0, 65, 1, 0, 58, 0, 3, 0, 72, 0, 0]).rose


def test_finds_rises_in_steady_talk_no_more_often_than_it_promises():
    draw = np.random.default_rng(7)
    found = [rise(int(draw.poisson(40)), draw.poisson(40, 14).tolist()).rose for _ in range(2000)]
    assert np.mean(found) < 0.01


@given(st.integers(0, 10_000), cells)
def test_the_interval_holds_the_ratio(count, before):
    found = rise(count, before)
    assert 0 < found.low < found.ratio < found.high
    assert found.dispersion >= 1


@given(st.integers(0, 10_000), cells)
def test_more_posts_never_lower_it(count, before):
    assert rise(count + 1, before).ratio > rise(count, before).ratio


@pytest.mark.parametrize(("count", "before"), [(1, [3]), (-1, [1, 2]), (1, [1, -2])])
def test_refuses_what_cannot_be(count, before):
    with pytest.raises(ValueError, match="rise"):
        rise(count, before)
