"""Shares that were planted are found, intervals hold them as often as promised, and small groups stay invisible."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicbeat.analysis.calibration import Calibration, learnt, pooled, table
from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.mixtures import quantiles
from civicbeat.analysis.quantify import EXACT, changes, corrected, quantify

CHANCES = np.array([[0.65, 0.1, 0.05, 0.2], [0.25, 0.45, 0.1, 0.2], [0.1, 0.15, 0.6, 0.15]])
"""A classifier that errs, and leans to the negative."""


def labelled(posts, seed=0):
    random = np.random.default_rng(seed)
    return learnt(random.multinomial(posts // 3, CHANCES).astype(float))


def counts_of(shares, posts, seed=0):
    return np.random.default_rng(seed).multinomial(posts, np.asarray(shares) @ CHANCES).astype(float)


def test_a_classifier_that_leans_is_corrected():
    counts = counts_of((0.2, 0.5, 0.3), 5_000)
    found = quantify(counts, 5_000, labelled(3_000))
    assert counts[0] / 5_000 > found.shares[0] + 0.05
    assert found.shares == pytest.approx([0.2, 0.5, 0.3], abs=0.04)
    assert found.shares.sum() == pytest.approx(1)
    assert found.estimate == found.shares[0]


def test_intervals_hold_the_truth_as_often_as_they_promise():
    random = np.random.default_rng(5)
    noise = changes(4.0, 10)
    held = []
    for seed in range(15):
        shares = random.dirichlet(np.ones(3), 30)
        counts = np.array([random.multinomial(200, each @ CHANCES) for each in shares], dtype=float)
        seen = np.maximum(counts + random.choice(noise, counts.shape), 0)
        found = corrected(seen, np.full(30, 200.0), labelled(600, seed), noise)
        held.append((found.low <= shares) & (shares <= found.high))
    assert 0.92 <= np.mean(held) <= 0.98


def width(counts, known, noise=EXACT):
    found = corrected(counts[None], np.array([counts.sum()]), known, noise)
    return float(found.high[0, 0] - found.low[0, 0])


def test_more_posts_more_labels_and_exact_counts_leave_less_doubt():
    few, many = counts_of((0.2, 0.5, 0.3), 150), counts_of((0.2, 0.5, 0.3), 15_000)
    assert width(many, labelled(30_000)) < width(few, labelled(30_000)) / 3
    assert width(many, labelled(30_000)) < width(many, labelled(150)) / 2
    assert width(few, labelled(3_000)) < width(few, labelled(3_000), changes(4.0, 10))


def test_sets_that_differ_leave_more_doubt_than_one_large_set():
    other = CHANCES[:, [1, 0, 2, 3]]
    alike = pooled([CHANCES * 300] * 6)
    apart = pooled([CHANCES * 300, other * 300] * 3)
    assert not apart.own
    assert (apart.laws.sum(axis=1)[:2] < alike.laws.sum(axis=1)[:2] / 10).all()
    counts = counts_of((0.2, 0.5, 0.3), 2_000)
    assert width(counts, apart) > 2 * width(counts, alike)


def test_a_set_without_a_label_says_nothing_of_it():
    lacking = CHANCES * 300
    lacking[1] = 0
    known = pooled([CHANCES * 300, lacking, CHANCES * 300])
    assert known.laws[1] / known.laws[1].sum() == pytest.approx(CHANCES[1], abs=0.01)
    with pytest.raises(ValueError, match="needs a post"):
        pooled([lacking])


def test_what_is_hidden_counts_as_somewhere_among_the_hidden():
    counts = counts_of((0.2, 0.5, 0.3), 2_000)
    whole = corrected(counts[None], np.array([2_000.0]), labelled(3_000))
    holed = np.where([False, False, True, True], np.nan, counts)
    found = corrected(holed[None], np.array([2_000.0]), labelled(3_000))
    assert found.middle[0] == pytest.approx(whole.middle[0], abs=0.08)
    assert (found.high - found.low).sum() > (whole.high - whole.low).sum()


def test_groups_do_not_change_each_other_s_refusal():
    counts = np.array([counts_of((0.2, 0.5, 0.3), 500), [np.nan] * 4, [3, 2, 1, 1], [60, np.nan, np.nan, np.nan]])
    found = corrected(counts, np.array([500, np.nan, 7, 200.0]), labelled(600))
    assert np.isnan(found.middle).all(axis=1).tolist() == [False, True, True, True]
    assert np.isnan(found.low).tolist() == np.isnan(found.middle).tolist()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 3_000), min_size=4, max_size=4), st.integers(2, 5), st.integers(0, 9))
def test_any_group_has_shares_between_its_ends(counts, labels, seed):
    laws = np.random.default_rng(seed).gamma(1.0, 20.0, (labels, 4)) + 0.25
    found = corrected(np.array([counts], dtype=float), np.array([sum(counts)]), Calibration(laws, 300), changes(4, 10))
    if sum(counts) < 10:
        assert np.isnan(found.middle).all()
        return
    assert found.middle.sum() == pytest.approx(1)
    for low, high in ((0, found.low), (found.low, found.middle), (found.middle, found.high), (found.high, 1)):
        assert (low <= high).all()


def test_weights_undo_an_uneven_sample():
    random = np.random.default_rng(1)
    labels = random.integers(0, 3, 6_000)
    cells = np.array([random.choice(4, p=CHANCES[label]) for label in labels])
    chance = np.where(cells == 3, 0.9, 0.3)
    taken = random.random(6_000) < chance
    found = table(cells[taken], labels[taken], (3, 4), 1 / chance[taken])
    assert found / found.sum(axis=1, keepdims=True) == pytest.approx(CHANCES, abs=0.04)
    assert found.sum() < taken.sum()
    assert table(cells, labels, (3, 4)).sum() == 6_000


def test_changes_are_spread_as_the_store_spreads_them():
    noise = changes(4.0, 10)
    assert (noise.min(), noise.max(), noise.mean()) == (-10, 10, 0)
    assert noise.std() == pytest.approx(3.9, abs=0.15)


def test_quantiles_are_weighted():
    values, weights = np.array([[3.0, 1.0, 2.0]]), np.array([[0.1, 0.8, 0.1]])
    assert quantiles(values, weights, (0.5, 0.85, 1.0)).tolist() == [[1.0, 2.0, 3.0]]


def test_impossible_data_is_an_error_of_the_caller():
    counts = counts_of((0.2, 0.5, 0.3), 500)
    for broken in (counts[:3], -counts):
        with pytest.raises(ValueError, match="a count for each cell"):
            quantify(broken, 500, labelled(600))
    with pytest.raises(ValueError, match="2 to 12 labels"):
        quantify(counts, 500, labelled(600), about=3)
    with pytest.raises(ValueError, match="a weight above 0"):
        table(np.zeros(2, dtype=int), np.zeros(2, dtype=int), (3, 4), np.zeros(2))


@pytest.mark.parametrize(
    ("counts", "total", "known", "reason"),
    [
        ([5, 4, 0, 0], 9, labelled(600), "too-few"),
        ([50, 40, 0, 0], np.nan, labelled(600), "too-few"),
        ([20, np.nan, np.nan, 10], 90, labelled(600), "hidden"),
        ([50, 40, 0, 0], 90, labelled(60), "few-labels"),
        ([50, 40, 0, 0], 90, learnt(CHANCES * [[200], [200], [5]]), "few-labels"),
    ],
)
def test_what_cannot_be_told_is_refused(counts, total, known, reason):
    found = quantify(np.array(counts, dtype=float), total, known)
    assert isinstance(found, Refusal)
    assert found.reason == reason
