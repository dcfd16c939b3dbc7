"""Charter rule 2: no figure about fewer than k people, and none by subtraction."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicbeat.store.protect import MOST, Cell, protect, step

SECRET = b"s" * 32
K = 10


def cell(key, posts, people, fingerprint=None):
    return Cell((key,), posts, people, fingerprint or hash(key) % 2**64, {"posts": posts, "people": people})


def protected(cells, sums_by=(0,)):
    protect(cells, K, SECRET, sums_by=sums_by)
    return {one.keys[0]: one.figures.get("posts") for one in cells}


def test_a_group_of_fewer_than_k_people_is_hidden_however_much_it_says():
    assert protected([cell("a", 5_000, 9), cell("b", 50, 9)], ()) == {"a": None, "b": None}


def test_institutions_are_no_people_to_protect():
    assert protected([cell("news", 3, 0)]) == {"news": 3}


def test_a_group_hidden_alone_takes_its_smallest_neighbour_with_it():
    shown = protected([cell("a", 500, 100), cell("b", 40, 30), cell("c", 5, 5)])
    assert shown["b"] is None
    assert shown["c"] is None
    assert shown["a"] is not None


def test_two_hidden_groups_hide_each_other():
    shown = protected([cell("a", 500, 100), cell("b", 4, 4), cell("c", 5, 5)])
    assert shown["a"] is not None


def test_in_a_table_of_two_directions_no_hidden_cell_is_alone_in_its_row_or_column():
    cells = [
        Cell(
            (row, column), 3 if (row, column) == (0, 0) else 100 + row + column, 3 if (row, column) == (0, 0) else 50, 7
        )
        for row in range(4)
        for column in range(4)
    ]
    protect(cells, K, SECRET, sums_by=(0, 1))
    hidden = {one.keys for one in cells if one.hidden}
    for row, column in hidden:
        assert sum(other[0] == row for other in hidden) >= 2
        assert sum(other[1] == column for other in hidden) >= 2


def test_zero_stays_zero():
    assert step(SECRET, 0, 0, "posts") in range(-MOST, MOST + 1)
    assert protected([Cell(("x",), 40, 20, 5, {"posts": 40, "reactions": 0})]) is not None
    empty = Cell(("y",), 40, 20, 5, {"reactions": 0})
    protect([empty], K, SECRET, sums_by=())
    assert empty.figures == {"reactions": 0}


@given(st.integers(0, 2**64 - 1), st.integers(K, 10**7))
def test_a_shown_figure_is_near_and_never_below_k(fingerprint, posts):
    one = cell("a", posts, max(K, posts // 3), fingerprint)
    protect([one], K, SECRET, sums_by=())
    assert abs(one.figures["posts"] - posts) <= MOST
    assert one.figures["posts"] >= K


@given(st.integers(0, 2**64 - 1), st.integers(0, 10**7))
def test_the_same_posts_give_the_same_figure(fingerprint, posts):
    assert step(SECRET, fingerprint, posts, "posts") == step(SECRET, fingerprint, posts, "posts")


def test_changes_are_balanced_and_depend_on_the_secret():
    steps = [step(SECRET, n * 7919, 100, "posts") for n in range(4_000)]
    assert abs(statistics.mean(steps)) < 0.3
    assert 3.5 < statistics.stdev(steps) < 4.2
    assert steps != [step(b"t" * 32, n * 7919, 100, "posts") for n in range(4_000)]


@pytest.mark.parametrize("metric", ["reactions"])
def test_one_much_liked_post_cannot_be_told_from_a_sum(metric):
    changed = set()
    for n in range(50):
        one = Cell(("a",), 100, 50, n, {metric: 10_000}, top=9_000)
        protect([one], K, SECRET, sums_by=())
        changed.add(one.figures[metric])
    assert max(changed) - min(changed) > 5_000
