"""Silence of a model is not silence of people: findings take that time as not heard, and say why they tell nothing."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from tests.store.making import SCOPE, batch

from civicbeat.analysis.contract import Refusal
from civicbeat.findings import unread
from civicbeat.findings.causes import cause
from civicbeat.findings.change import change
from civicbeat.findings.effects import Asked, effect
from civicbeat.findings.feelings import course, feelings, usual
from civicbeat.findings.series import series
from civicbeat.findings.topics import topics
from civicbeat.findings.trends import trend
from civicbeat.records.period import Grain, Period
from civicbeat.records.post import post_id
from civicbeat.store.question import Filter, Group, Question

END = datetime(2026, 9, 20, 17, tzinfo=UTC)
DAYS = 50
OFF = (END - timedelta(days=6), END - timedelta(days=4))
POWER, WASTE = (Filter(Group.THEME, (theme,)) for theme in ("power", "waste"))


def rows():
    """Two dozen posts an hour about power, a few about waste, more lately; those of two days came unread."""
    random = np.random.default_rng(7)
    for hour in range(24 * DAYS):
        at = END - timedelta(hours=24 * DAYS - hour)
        labelled = not OFF[0] <= at < OFF[1]
        power, waste = random.poisson(24), 40 if hour >= 24 * DAYS - 5 else 8
        for n in range(int(power) + waste):
            yield {
                "id": post_id("test.one", f"{hour}-{n}"),
                "published_at": at + timedelta(seconds=13 * n),
                "author": 1 + (hour * 7 + n) % 500,
                "themes": [("power", "waste")[n >= power]] if labelled else ["unclassified"],
                "places": ["vn.hcm"] if labelled else [],
                "sentiment": ("negative", "neutral")[n % 2] if labelled else "unclear",
            }


@pytest.fixture(scope="module")
def store(opened):
    opened.store.write(batch(rows()), token="silence")
    opened.store.roll_up()
    return opened.store


@pytest.fixture
def _silent(store, monkeypatch):
    silent_from(monkeypatch, store)


def silent_from(monkeypatch, store):
    monkeypatch.setattr(store, "_silent", lambda: {model: [OFF] for model in ("themes", "places", "sentiment")})


def about(*filters, days=7, end=END):
    return Question(scope=SCOPE, period=Period(end - timedelta(days=days), end), filters=filters)


def inside(starts):
    return np.array([OFF[0] <= start.astimezone(UTC) < OFF[1] for start in starts])


@pytest.mark.usefixtures("_silent")
def test_a_series_has_a_gap_there_and_no_zero(store):
    found = series(store, about(POWER, days=20), Grain.HOUR)
    silent = inside(found.starts)
    assert silent.sum() == 48
    assert np.isnan(found.counts[silent]).all()
    assert not np.isnan(found.counts[~silent]).any()
    assert not found.hidden[silent].any(), "nobody is protected by it"
    assert [figure for at, figure in found.figures(OFF[0]) if at < OFF[1]] == [None] * 48
    everything = series(store, about(days=20), Grain.HOUR)
    assert not np.isnan(everything.counts).any(), "what does not rest on a model was heard throughout"


@pytest.mark.usefixtures("_silent")
def test_a_forecast_is_as_high_as_without_it_and_its_end_is_no_rise(store):
    found = trend(store, about(POWER))
    assert found.forecast.estimate == pytest.approx(24 * 24, rel=0.15)
    assert found.forecast.doubt.coverage < 1
    assert not [spike for spike in found.spikes if spike.onset >= OFF[0]]


def test_without_knowing_of_the_silence_all_of_it_would_be_wrong(store):
    """That the tests above can fail: taken for zero, the silence breaks the forecast and its end looks like a rise."""
    found = trend(store, about(POWER))
    assert found.series.counts[inside(found.series.starts)].max() == 0


@pytest.mark.usefixtures("_silent")
@pytest.mark.parametrize("negative", [False, True])
def test_a_change_is_not_explained_by_what_was_not_read(store, negative):
    asked = about(days=7)
    by = Group.SOURCE if negative else Group.THEME
    found = change(store, asked, asked.period.before(), by, negative=negative)
    assert isinstance(found.finding, Refusal)
    assert found.finding.reason == "unread"
    assert "was switched off for 29 % of this time" in found.finding.sentence.en
    assert "đã bị tắt trong 29 %" in found.finding.sentence.vi
    assert change(store, asked, asked.period.before(), Group.SOURCE).finding.reason == "no-change", "no model, no gap"


@pytest.mark.usefixtures("_silent")
def test_a_short_silence_is_told_by_what_was_heard(store):
    asked = about(days=24)
    found = change(store, asked, asked.period.before(), Group.THEME)
    assert found.finding.doubt.coverage == pytest.approx(1 - 2 / 24)


@pytest.mark.usefixtures("_silent")
def test_shares_are_not_told_of_posts_that_were_not_read_and_their_course_has_a_gap(store, opened):
    known = usual(opened.sentiment_version)
    found = feelings(store, about(), known)
    assert isinstance(found, Refusal)
    assert found.reason == "unread"
    assert not isinstance(feelings(store, about(days=3), known), Refusal)
    over = course(store, about(days=10), Group.DAY, known)
    silent = inside(over.starts)
    assert np.isnan(over.middle[silent]).all()
    assert not np.isnan(over.middle[~silent]).any()


def test_days_that_were_not_read_are_not_what_is_usual(store, monkeypatch):
    """A cause is held against the same hours of seven days before: in two of them the model was silent."""
    asked = Question(scope=SCOPE, period=Period(END - timedelta(hours=5), END), filters=(WASTE,))
    wrong = cause(store, asked, names).drivers
    assert wrong.doubt.coverage == 1
    silent_from(monkeypatch, store)
    found = cause(store, asked, names).drivers
    assert found.doubt.coverage == pytest.approx(5 / 7)
    assert found.drivers[0].rise.usual > wrong.drivers[0].rise.usual
    assert {each.kind for each in found.drivers} <= {"source", "phrase"}, "a kind that was not read is none"


def names(_group, values):
    return {value: value for value in values}


@pytest.mark.usefixtures("_silent")
@pytest.mark.parametrize(
    ("asked", "filters"),
    [
        (Asked(date(2026, 9, 1), "posts"), (POWER,)),
        (Asked(date(2026, 9, 1), "negative"), ()),
    ],
)
def test_an_effect_leaves_out_days_that_were_not_read(store, asked, filters):
    found = effect(store, about(*filters, days=49), asked)
    assert not isinstance(found.finding, Refusal), found.finding.sentence.en
    silent = inside(found.starts)
    assert silent.sum() == 2
    assert np.isnan(found.finding.observed[silent]).all()
    assert not np.isnan(found.finding.observed[~silent]).any()


@pytest.mark.usefixtures("_silent")
def test_nothing_new_is_looked_for_in_posts_that_only_lack_a_theme(store):
    found = topics(store, SCOPE, END, {"1": [2]}, {})
    assert "was switched off" in found.found["refused"]["en"]
    assert found.known == {"1": [2]}, "topics keep their numbers"


@pytest.mark.usefixtures("_silent")
def test_two_models_are_named_together(store):
    found = unread.refusal(store, {"themes", "places"}, about().period)
    assert "The model “Places”, “Themes”" in found.sentence.en
    assert unread.refusal(store, (), about().period) is None
    assert unread.share_read(store, {"themes"}, about(days=20).period, about(days=40).period) == pytest.approx(0.9)
