"""Shares against published figures, and what must hold for any counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicbeat.analysis.shares import wilson


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    # R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_agrees_with_newcombe(count, total, low, high):
    found = wilson(count, total)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(st.integers(1, 10**9).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_holds_the_share_and_stays_in_bounds(counts):
    found = wilson(*counts)
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert found.low < found.high


@given(st.integers(1, 1000), st.integers(2, 50))
def test_more_posts_narrow_it(total, times):
    narrow, wide = wilson(total * times, 2 * total * times), wilson(total, 2 * total)
    assert narrow.high - narrow.low < wide.high - wide.low


@pytest.mark.parametrize(("count", "total"), [(1, 0), (-1, 5), (6, 5)])
def test_refuses_counts_that_cannot_be(count, total):
    with pytest.raises(ValueError, match="share"):
        wilson(count, total)
