"""Shares of sentiments are corrected, hold what was planted in the sample city, and are refused where it is unknown."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from tests.listen.test_sample_city import Here

from civicbeat.analysis.calibration import learnt
from civicbeat.analysis.contract import Refusal
from civicbeat.findings.feelings import FEELINGS, course, feelings, usual
from civicbeat.listen.intake import Intake
from civicbeat.records.period import Period
from civicbeat.records.scope import Scope
from civicbeat.sources.samplecity.source import city
from civicbeat.store.question import Filter, Group, Question

END = datetime(2026, 9, 20, 5, tzinfo=UTC)
SCOPE = Scope(agency="test", person="test", purpose="hold shares against the truth")
MONTH = Period(END - timedelta(days=30), END)
SHIPPED = usual("2026.2")


@pytest.fixture(scope="module")
def told(opened):
    """The last month of the sample city, in the module's store; the shares it was written with."""
    intake = Intake(opened.store, Here(opened.installation.keys))
    sources = city(END, posts=3_000, days=30)
    for source in sources:
        intake.run(source, {}, lambda *_: None)
    opened.store.roll_up()
    written = [raw["truth"]["sentiment"] for source in sources for page in source.fetch({}) for raw in page.raws]
    return opened.store, [written.count(feeling) / len(written) for feeling in FEELINGS]


def asked(query="", *filters, period=MONTH):
    return Question(scope=SCOPE, period=period, query=query, filters=filters)


def test_the_interval_holds_what_was_planted(told):
    store, truth = told
    found = feelings(store, asked(), SHIPPED)
    assert found.shares.sum() == pytest.approx(1)
    assert (found.low <= truth).all()
    assert (truth <= found.high).all()
    assert found.doubt.sample == pytest.approx(3_000, rel=0.2)


def test_days_are_corrected_each(told):
    store, _ = told
    found = course(store, asked(), Group.DAY, SHIPPED)
    assert found.middle.shape == (len(found.starts), len(FEELINGS))
    shown = ~np.isnan(found.middle[:, 0])
    assert shown.mean() > 0.5
    assert found.middle[shown].sum(axis=1) == pytest.approx(1)
    assert (found.low[shown] <= found.middle[shown]).all()
    whole = feelings(store, asked(), SHIPPED)
    day = found.high[shown, 0] - found.low[shown, 0]
    assert np.median(day) > whole.high[0] - whole.low[0]


def test_labels_of_the_very_talk_leave_less_doubt(told):
    store, _ = told
    own = learnt(np.array([[90.0, 3, 1, 6], [5, 80, 5, 10], [1, 4, 90, 5]]))
    general, sure = (feelings(store, asked(), known) for known in (SHIPPED, own))
    assert sure.high[0] - sure.low[0] < (general.high[0] - general.low[0]) / 2


@pytest.mark.parametrize(
    ("question", "known", "reason"),
    [
        (asked("từkhôngcóởđâu"), SHIPPED, "too-few"),
        (asked("sentiment:negative"), SHIPPED, "chosen"),
        (asked("ngập AND NOT (rác OR sentiment:negative)"), SHIPPED, "chosen"),
        (asked(), None, "few-labels"),
    ],
)
def test_what_nobody_can_know_is_refused(told, question, known, reason):
    store, _ = told
    for found in (feelings(store, question, known), course(store, question, Group.DAY, known)):
        if reason == "too-few" and not isinstance(found, Refusal):
            assert np.isnan(found.middle).all()
            continue
        assert found.reason == reason


def test_a_filter_by_sentiment_changes_nothing(told):
    store, _ = told
    chosen = feelings(store, asked("", Filter(Group.SENTIMENT, ("negative",))), SHIPPED)
    assert (chosen.shares == feelings(store, asked(), SHIPPED).shares).all()


def test_of_another_model_nothing_is_known():
    assert usual("2026.2+own") is None
