"""What was planted in the sample city is the first cause told, and silence of a source is none."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from civicbeat.analysis.contract import Refusal
from civicbeat.findings.change import _all, change
from civicbeat.records.period import Period
from civicbeat.records.scope import Scope
from civicbeat.store.question import Filter, Group, Question

SCOPE = Scope(agency="test", person="test", purpose="hold the console against the truth")
FLOODING = Filter(Group.THEME, ("flooding",))


def asked(truth, *filters, days=3):
    """About the days of the flood, held against the days before it."""
    start = truth.flood.period.start
    return Question(scope=SCOPE, period=Period(start, start + timedelta(days=days)), filters=filters)


def explained(store, question, by, **more):
    return change(store, question, question.period.before(), by, **more)


def test_a_flood_is_what_made_talk_rise(told):
    store, truth = told
    for negative in (False, True):
        found = explained(store, asked(truth), Group.THEME, negative=negative)
        first = found.finding.parts[0]
        assert found.values[first.number] == "flooding"
        assert first.change.sure
        assert "Flooding and tides" in found.finding.sentence.en
        assert "Ngập nước" in found.finding.sentence.vi


def test_it_was_where_it_was_planted(told):
    store, truth = told
    found = explained(store, asked(truth, FLOODING), Group.PLACE)
    first = found.finding.parts[0]
    assert found.values[first.number] == "vn.hcm.thu-duc"
    assert first.change.sure
    planted = {"vn.hcm.thu-duc", "vn.hcm.binh-thanh", "vn.hcm.duong-nguyen-huu-canh", "vn.hcm.duong-quoc-huong"}
    assert set(found.values) <= planted
    assert found.finding.parts[-1].name.en == "posts that name none of these places"


@pytest.mark.parametrize("by", [Group.PLACE, Group.THEME, Group.SOURCE])
@pytest.mark.parametrize("negative", [False, True])
def test_parts_and_rest_are_the_change(told, by, negative):
    store, truth = told
    found = explained(store, asked(truth), by, negative=negative).finding
    assert sum(part.change.value for part in found.parts) + found.rest.change.value == found.estimate
    assert found.estimate == found.total.change.value
    assert found.labelled == negative


def test_a_filter_by_sentiment_gives_way_to_the_measure(told):
    store, truth = told
    positive = Filter(Group.SENTIMENT, ("positive",))
    one, other = (explained(store, asked(truth, *filters), Group.THEME, negative=True) for filters in ((positive,), ()))
    assert one == other


def test_a_copied_text_is_the_story_that_made_talk_rise(told):
    store, truth = told
    period = Period(truth.campaign.period.start, truth.campaign.period.start + timedelta(days=1))
    called = []

    def call(by, values):
        called.append((by, len(values)))
        return dict.fromkeys(values, "Giữ lấy đất công")

    found = change(store, replace(asked(truth), period=period), period.before(), Group.STORY, call=call)
    assert "“Giữ lấy đất công”" in found.finding.sentence.en
    assert found.finding.parts[0].before == 0
    assert called == [(Group.STORY, len(found.values))]


def test_a_source_that_fell_silent_is_no_cause(told):
    store, truth = told
    question = replace(asked(truth), period=Period(truth.dead.end, truth.dead.end + timedelta(days=2)))
    found = explained(store, question, Group.SOURCE)
    assert found.aside == {truth.dead_source: (0.0, 1.0)}
    assert isinstance(found.finding, Refusal) or truth.dead_source not in found.values


def test_where_most_was_not_heard_nothing_is_explained(told):
    store, truth = told
    question = asked(truth, Filter(Group.SOURCE, (truth.dead_source,)))
    question = replace(question, period=Period(truth.dead.end, truth.dead.end + timedelta(days=2)))
    assert explained(store, question, Group.THEME).finding.reason == "gaps"


def test_nothing_is_asked_of_the_store_twice(told, monkeypatch):
    store, truth = told
    asked_for = []
    ask = store.ask
    monkeypatch.setattr(store, "ask", lambda question: asked_for.append(question) or ask(question))
    explained(store, asked(truth), Group.PLACE, negative=True)
    assert len(asked_for) == len(set(asked_for))


def test_negative_talk_that_rose_from_next_to_nothing_is_explained_too(told):
    store, truth = told
    found = explained(store, asked(truth, FLOODING), Group.PLACE, negative=True)
    total, first = found.finding.total, found.finding.parts[0]
    assert total.before is None
    assert total.change.sure
    assert first.now > 10
    assert "from a number too small to be shown to" in found.finding.sentence.en
    assert found.values[first.number] == "vn.hcm.thu-duc"
    assert (
        sum(part.change.value for part in found.finding.parts) + found.finding.rest.change.value
        == found.finding.estimate
    )


def test_a_total_of_too_few_people_is_not_counted(told):
    store, truth = told
    hours = asked(truth, FLOODING)
    hours = replace(hours, period=Period(hours.period.start - timedelta(hours=8), hours.period.start))
    assert explained(store, hours, Group.PLACE).finding.reason == "hidden"


def test_what_came_from_nothing_to_nearly_everything_is_the_cause():
    counts = ({"waste": 40}, {"waste": 10, "flooding": 400})
    assert not _all(counts, "flooding", [40, 410])
    assert not _all(({"flooding": None}, {"flooding": 400}), "flooding", [40, 410])
    assert _all(({"flooding": None}, {"flooding": 400}), "flooding", [np.nan, 410])
    assert _all(({"flooding": 39}, {"flooding": 400}), "flooding", [40, 410])


def test_what_has_only_one_group_is_refused(told):
    store, truth = told
    assert explained(store, asked(truth, FLOODING), Group.THEME).finding.reason == "one-group"
    nothing = replace(asked(truth), query="khôngaiviếttừnày")
    assert explained(store, nothing, Group.PLACE).finding.reason == "too-few"
