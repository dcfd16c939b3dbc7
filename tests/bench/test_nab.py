"""The benchmark's scoring: silence is 0, perfection 100, early beats late, and alarms cost as its papers have it."""

from datetime import UTC, datetime, timedelta
from math import exp

import numpy as np
import pytest

from bench import nab


def series(count=1000, windows=((400, 499), (700, 799))):
    start = datetime(2026, 3, 2, tzinfo=UTC)
    moments = tuple(start + timedelta(minutes=5 * cell) for cell in range(count))
    return nab.Series("made", moments, np.arange(count, dtype=float), windows)


def alarms(*cells, count=1000):
    found = np.zeros(count)
    found[list(cells)] = 1.0
    return found


def scored(*cells):
    return nab.score([series()], [alarms(*cells)], 1.0).score


def test_silence_is_nothing_and_perfection_a_hundred():
    assert nab.score([series()], [nab.null(series())]).score == 0
    assert nab.score([series()], [nab.perfect(series())]).score == pytest.approx(100)


def test_an_alarm_is_worth_the_more_the_earlier_it_comes():
    left, middle, right = scored(400), scored(450), scored(499)
    assert left == pytest.approx(50)
    assert left > middle > right > 0
    at_middle = (2 / (1 + exp(-2.5)) - 1) / (2 / (1 + exp(-5)) - 1)
    assert middle == pytest.approx(100 * (1 + at_middle) / 4)
    assert scored(400, 450, 499) == pytest.approx(left)


def test_a_false_alarm_costs_eleven_hundredths_but_less_just_after_a_window():
    assert scored(400, 300) == pytest.approx(50 - 100 * 0.11 / 4)
    assert scored(400, 500) > scored(400, 510) > scored(400, 300)
    assert scored(400, 100) == scored(400), "the first fifteen hundredths are probation"


def test_the_probation_is_capped():
    assert series().probation == 150
    assert series(20_000, ()).probation == 750


def test_one_threshold_is_sought_for_all_series():
    weak, strong = np.zeros(1000), np.zeros(1000)
    weak[400], strong[400], strong[200:260] = 0.3, 0.9, 0.4
    together = nab.score([series(), series()], [weak, strong])
    assert together.threshold == 0.9
    assert together.found == 1
    assert nab.score([series()], [weak]).found == 1


def test_the_windowed_gaussian_and_silence_on_the_published_series(shared_data):
    corpus = nab.read(shared_data / "series/nab_tweets")
    scores = [nab.windowed_gaussian(each) for each in corpus]
    assert 45 < nab.score(corpus, scores).score < 58, "51.4 is published for all ten series"
