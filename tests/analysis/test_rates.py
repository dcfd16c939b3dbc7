"""A rate's interval is close to the exact one of Poisson's law."""

import pytest

from civicbeat.analysis.rates import rate


@pytest.mark.parametrize(
    ("count", "low", "high"), [(0, 0.0, 3.689), (1, 0.025, 5.572), (10, 4.795, 18.39), (100, 81.36, 121.6)]
)
def test_the_interval_is_garwoods(count, low, high):
    found = rate(count, 1.0)
    assert found.low == pytest.approx(low, abs=0.02)
    assert found.high == pytest.approx(high, rel=0.02)
    assert found.low <= found.rate <= found.high


def test_time_divides():
    assert rate(4, 2.0).rate == 2


@pytest.mark.parametrize(("count", "time"), [(-1, 1.0), (1, 0.0), (1, float("nan"))])
def test_what_cannot_be_is_refused(count, time):
    with pytest.raises(ValueError, match="a rate needs"):
        rate(count, time)
