"""Agreement: alpha as published, with an interval that holds it."""

import numpy as np
import pytest

from civicbeat.analysis.agreement import agreement


def test_the_worked_example_of_krippendorff():
    """Computing Krippendorff's Alpha-Reliability (2011), B: ten binary items, two observers."""
    first = np.array([0, 1, 0, 0, 0, 0, 0, 0, 1, 0])
    second = np.array([1, 1, 1, 0, 0, 1, 0, 0, 0, 0])
    found = agreement(first, second, 2)
    assert found.alpha == pytest.approx(0.095, abs=0.0005)
    assert found.low < found.alpha < found.high
    assert found.posts == 10


def test_five_labels_of_twelve_items():
    """The same paper, C: nominal data, two observers (items b, c, d and e of it are missing in one)."""
    first = np.array([0, 0, 1, 1, 3, 2, 2, 2, 4, 3, 3, 0])
    second = np.array([1, 0, 1, 1, 1, 2, 2, 2, 4, 3, 3, 3])
    assert agreement(first, second, 5).alpha == pytest.approx(0.692, abs=0.0005)


def test_full_agreement_is_one_and_chance_is_nought():
    random = np.random.default_rng(0)
    said = random.integers(0, 3, 2_000)
    assert agreement(said, said, 3).alpha == 1
    by_chance = agreement(said, random.integers(0, 3, 2_000), 3)
    assert by_chance.low < 0 < by_chance.high


def test_nothing_can_be_agreed_about_one_label():
    assert agreement(np.zeros(9, dtype=int), np.zeros(9, dtype=int), 3) is None
    assert agreement(np.array([], dtype=int), np.array([], dtype=int), 3) is None
