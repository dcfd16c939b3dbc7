"""Charter rule 2: no figure about fewer than k people, and none by subtraction."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicbeat.store.protect import DOUBT, MOST, Cell, few, ordered, protect, step

SECRET = b"s" * 32
K = 10


def cell(key, posts, people, fingerprint=None):
    return Cell((key,), posts, people, fingerprint or hash(key) % 2**64, {"posts": posts, "people": people})


def protected(cells, sums_by=(0,)):
    protect(cells, K, SECRET, sums_by=sums_by)
    return {one.keys[0]: one.figures.get("posts") for one in cells}


def test_a_group_of_fewer_than_k_people_is_hidden_however_much_it_says():
    assert protected([cell("a", 5_000, 9), cell("b", 50, 9)], ()) == {"a": None, "b": None}


def test_how_many_people_are_enough_is_drawn_between_k_and_a_few_more():
    hidden = {people: sum(few(cell("a", 50, people, n), K, SECRET) for n in range(2_000)) for people in range(9, 16)}
    assert hidden[9] == 2_000
    assert all(abs(hidden[people] / 2_000 - (14 - people) / 5) < 0.05 for people in range(10, 14))
    assert hidden[K + DOUBT] == hidden[15] == 0


def test_groups_are_ordered_by_what_is_shown_and_hidden_ones_by_name():
    cells = [cell(name, 100, 50, n + 1) for n, name in enumerate("abcdefgh")] + [cell("z", 90, 9), cell("y", 40, 9)]
    protect(cells, K, SECRET, sums_by=())
    given = ordered(cells)
    shown = [one.figures["posts"] for one in given[:8]]
    assert shown == sorted(shown, reverse=True)
    assert len(set(shown)) > 1
    assert [one.keys[0] for one in given[8:]] == ["y", "z"]


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


def test_a_sum_keeps_no_digit_exact():
    """In steps of a tenth of the largest post, 7 more would show in the last digits of the sum."""
    rests = set()
    for n in range(200):
        one = Cell(("a",), 100, 50, n, {"reactions": 50_000}, top=1_000)
        protect([one], K, SECRET, sums_by=())
        rests.add(one.figures["reactions"] % 100)
    assert len(rests) > 60


def test_zero_stays_zero():
    assert step(SECRET, 0, 0, "posts") in range(-MOST, MOST + 1)
    assert protected([Cell(("x",), 40, 20, 5, {"posts": 40, "reactions": 0})]) is not None
    empty = Cell(("y",), 40, 20, 5, {"reactions": 0})
    protect([empty], K, SECRET, sums_by=())
    assert empty.figures == {"reactions": 0}


@given(st.integers(0, 2**64 - 1), st.integers(K, 10**7))
def test_a_shown_figure_is_near_and_never_below_k(fingerprint, posts):
    one = cell("a", posts, max(K + DOUBT, posts // 3), fingerprint)
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
