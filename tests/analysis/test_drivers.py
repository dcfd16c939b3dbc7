"""What was planted is named as the driver, and of many things that do not rise none is."""

import numpy as np
import pytest

from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.drivers import find


def talk(seed, items=200, mean=20.0):
    random = np.random.default_rng(seed)
    names = [("phrase", f"cụm {number}") for number in range(items)]
    return names, random.poisson(mean, items).astype(float), random.poisson(mean, (14, items)).astype(float)


def test_what_rises_is_ranked_by_what_it_adds():
    names, counts, before = talk(2)
    names[3], names[9] = ("place", "Thủ Đức"), ("story", "xe buýt 19")
    before[:, 9] = 2
    counts[3], counts[9] = 120, 40
    found = find(names, counts, before)
    assert [(each.kind, each.name) for each in found.drivers] == [("place", "Thủ Đức"), ("story", "xe buýt 19")]
    assert found.drivers[1].rise.ratio > found.drivers[0].rise.ratio
    assert found.estimate == found.drivers[0].rise.ratio
    assert "place “Thủ Đức”" in found.sentence.en
    assert "; tiếp theo là câu chuyện “xe buýt 19”." in found.sentence.vi


def test_where_nothing_rises_hardly_anything_is_named():
    wrong = sum(not isinstance(find(*talk(seed)), Refusal) for seed in range(60))
    assert wrong <= 3, "one in twenty is promised for all items together"


def test_what_fewer_than_ten_say_is_not_looked_at():
    names, counts, before = talk(1, mean=1.0)
    counts[:], before[:] = 0, 0
    counts[0] = 9
    assert find(names, counts, before).reason == "nothing-rises"
    counts[0] = 10
    assert find(names, counts, before).drivers[0].name == "cụm 0"


def test_unheard_cells_are_left_out_and_lower_the_coverage():
    names, counts, before = talk(1)
    counts[3] = 120
    gap = before.copy()
    gap[:7] = np.nan
    found = find(names, counts, gap)
    assert found.doubt.coverage == 0.5
    assert found.drivers[0].rise.usual == before[7:, 3].mean()


def test_kinds_are_known():
    assert find([("person", "x")], np.ones(1), np.ones((5, 1))).reason == "no-such-kind"


@pytest.mark.parametrize("counts", [np.array([np.nan]), np.array([np.inf]), np.array([-1.0]), np.ones(2)])
def test_only_counts_are_taken(counts):
    assert find([("phrase", "x")], counts, np.ones((5, 1))).reason == "no-counts"


def test_what_was_hardly_said_before_gets_no_ratio():
    found = find([("place", "Thủ Đức")], np.array([154.0]), np.zeros((7, 1)))
    assert "hardly said before, now 154 posts" in found.sentence.en
    assert "hầu như không ai nói" in found.sentence.vi
