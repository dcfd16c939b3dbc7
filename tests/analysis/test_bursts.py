"""Rises are told soon, once, and only where they are rises."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from civicbeat.analysis.bursts import find
from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.following import Kept, follow

STEP = 300
DAY = 288
START = datetime(2026, 3, 1, 17, tzinfo=UTC)
"""A Monday's midnight in Vietnam."""


def talk(days=21, mean=6.0, seed=1):
    """Calm talk with a rhythm of the day."""
    cells = np.arange(days * DAY)
    usual = mean * (1 + 0.7 * np.sin((cells / 12 - 10) * 2 * np.pi / 24))
    return np.random.default_rng(seed).poisson(usual).astype(float)


def at(moment):
    return round((moment - START).total_seconds() / STEP)


def near(found, cell, within=2):
    return [spike for spike in found.spikes if abs(at(spike.onset) - cell) <= within]


def test_a_sudden_rise_is_told_at_once_with_its_onset_and_size():
    counts = talk()
    counts[5000:5012] += 40
    (spike,) = near(find(counts, START), 5000)
    assert at(spike.onset) == 5000
    assert at(spike.told) == 5001
    assert 5011 <= at(spike.end) <= 5013
    assert spike.low < (counts[5000:5012].sum() + 0.5) / (spike.usual + 0.5) < spike.high
    assert 480 < spike.posts < 600
    assert spike.per_week_low <= spike.per_week <= spike.per_week_high < 1


def test_a_rise_that_creeps_is_told_too():
    counts = talk()
    counts[5000:5144] += np.linspace(0, 25, 144).round()
    found = [spike for spike in find(counts, START).spikes if 5000 <= at(spike.told) <= 5144]
    assert found
    assert found[0].end is None or at(found[0].end) > 5130


def test_an_event_in_waves_is_told_once_and_again_only_when_it_is_much_rarer():
    counts = talk()
    for wave in range(4):
        counts[5000 + 60 * wave :][:6] += 40
    first = near(find(counts, START), 5000)
    waves = [spike for spike in find(counts, START).spikes if 4990 <= at(spike.told) <= 5300]
    assert waves == first
    counts[5240:5246] += 4000
    told = [spike for spike in find(counts, START).spikes if 5235 <= at(spike.told) <= 5250 or spike.again]
    assert told


def test_a_rise_that_goes_on_is_the_finding():
    counts = talk()
    counts[-4:] += 40
    found = find(counts, START)
    assert found.spikes[-1].end is None
    assert found.estimate == found.spikes[-1].ratio
    assert "Since 23:40 on 22 March there have been about" in found.sentence.en
    assert found.sentence.vi.startswith("Từ 23:40 ngày 22/3, số bài đăng nhiều gấp khoảng")


def test_where_nothing_rises_the_last_hour_is_told_and_no_alarm():
    found = find(talk(days=5), START)
    assert found.sentence.en.startswith("There is no unusual rise now")
    assert found.doubt.low < 1 < found.doubt.high
    assert found.doubt.coverage == 1


def test_a_fall_is_no_event():
    counts = talk()
    counts[5000:5144] = 0
    assert not [spike for spike in find(counts, START).spikes if 5000 <= at(spike.told) < 5144]


def test_a_dead_source_is_neither_a_fall_nor_a_rise_when_it_comes_back():
    counts = talk(mean=12)
    gone = counts.copy()
    gone[3000:3576] = np.nan
    assert not [spike for spike in find(gone, START).spikes if 2990 <= at(spike.told) <= 3700]
    shares = np.ones(len(counts))
    shares[3000:3576] = 0.5
    halved = counts.copy()
    halved[3000:3576] = np.random.default_rng(2).binomial(counts[3000:3576].astype(int), 0.5)
    found = find(halved, START, heard=shares)
    assert not [spike for spike in found.spikes if 2990 <= at(spike.told) <= 3700]
    untold = find(halved, START)
    assert untold.estimate != found.estimate, "what was heard matters"


def test_after_a_gap_nothing_is_told_for_an_hour_then_rises_are():
    counts = talk()
    counts[4900:5000] = np.nan
    counts[5000:5030] += 60
    told = [at(spike.told) for spike in find(counts, START).spikes if 4990 <= at(spike.told) <= 5040]
    assert told
    assert min(told) > 5012


def test_unheard_cells_inside_a_rise_do_not_break_it():
    counts = talk()
    counts[5000:5024] += 40
    counts[5006:5009] = np.nan
    (spike,) = near(find(counts, START), 5000)
    assert at(spike.end) >= 5024


def test_an_outlier_of_the_past_hides_no_later_rise():
    counts = talk()
    counts[2000] = 5000
    counts[5000:5012] += 40
    assert near(find(counts, START), 5000)


def test_restless_talk_must_rise_higher():
    calm, restless = talk(), talk()
    restless[np.random.default_rng(9).integers(600, 4900, 60)] += 40
    for counts in (calm, restless):
        counts[5000] += 40
    assert near(find(calm, START), 5000)
    assert not near(find(restless, START), 5000)


def test_as_many_false_alarms_come_as_were_asked_for():
    quiet = [talk(days=35, seed=seed) for seed in range(4)]
    few, many = (
        sum(find(counts, START, false_alarms=asked).past.count for counts in quiet) / (4 * 33 / 7)
        for asked in (0.5, 4.0)
    )
    assert few < 0.8
    assert few < many < 5


def test_holidays_are_a_day_of_their_own():
    start = datetime(2026, 1, 4, 17, tzinfo=UTC)
    counts = talk(days=42, mean=3)
    tet = (datetime(2026, 2, 15, 17, tzinfo=UTC) - start) // timedelta(seconds=STEP)
    quiet = counts.copy()
    quiet[tet : tet + DAY] *= 0.2
    after = find(quiet[: tet + DAY + 96], start)
    assert not [spike for spike in after.spikes if at(spike.told) - at(start) >= tet + DAY]


def test_cell_by_cell_is_the_same_as_all_at_once():
    counts = talk(days=9)
    counts[1500:1520] = np.nan
    counts[2000:2400] += 30
    whole = follow(counts, START)
    kept, spikes, place = None, [], 0
    for size in (1, 700, 1, 1, 900, 401, 1, 3, 2, 582):
        part = follow(counts[place : place + size], START + timedelta(seconds=STEP * place), kept=kept)
        kept, place = part.kept, place + size
        spikes += [spike for spike in part.spikes if spike.end]
    assert place == len(counts)
    assert kept == whole.kept
    assert spikes == [spike for spike in whole.spikes if spike.end]
    assert part.hour == whole.hour


def test_what_is_kept_does_not_grow():
    sizes = [len(follow(talk(days=days), START).kept.text) for days in (70, 140)]
    assert sizes[1] < 1.05 * sizes[0] < 40_000


def test_a_repeated_import_and_a_clock_that_goes_back_count_nothing_twice():
    counts = talk(days=6)
    whole = follow(counts, START)
    first = follow(counts[:1000], START)
    overlapping = follow(counts[600:], START + timedelta(seconds=STEP * 600), kept=first.kept)
    assert overlapping.again == 400
    assert overlapping.kept == whole.kept
    assert follow(counts[:1000], START, kept=first.kept).reason == "already-counted"


def test_cells_that_are_left_out_were_not_heard():
    counts = talk(days=6)
    gap = counts.copy()
    gap[1000:1100] = np.nan
    first = follow(counts[:1000], START)
    assert (
        follow(counts[1100:], START + timedelta(seconds=STEP * 1100), kept=first.kept).kept == follow(gap, START).kept
    )


@pytest.mark.parametrize(
    ("later", "reason"),
    [(timedelta(seconds=STEP * 288 + 7), "off-grid"), (timedelta(days=90), "clock-jump")],
)
def test_clocks_that_jump_are_refused(later, reason):
    kept = follow(talk(days=1), START).kept
    found = follow(talk(days=1), START + later, kept=kept)
    assert isinstance(found, Refusal)
    assert found.reason == reason


def test_what_was_kept_of_another_series_is_refused():
    kept = follow(talk(days=1), START).kept
    later = START + timedelta(days=1)
    assert follow(talk(days=1), later, 600, kept=kept).reason == "other-series"
    assert follow(talk(days=1), later, kept=replace(kept, version="0")).reason == "other-series"
    assert isinstance(kept, Kept)


@pytest.mark.parametrize("step", [60, 120, 600, 900, 3600])
def test_cells_may_be_shorter_or_longer(step):
    per_day = 86_400 // step
    counts = np.random.default_rng(4).poisson(10.0, 21 * per_day).astype(float)
    counts[-3:] += 90
    assert find(counts, START, step).spikes[-1].end is None


def test_heard_must_be_a_share():
    assert find(talk(days=5), START, heard=np.full(5 * DAY, 2.0)).reason == "no-counts"
    assert find(talk(days=5), START, heard=np.ones(3)).reason == "no-counts"
