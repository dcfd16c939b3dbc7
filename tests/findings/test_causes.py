"""Causes: what was planted in the sample city is what a rise is told to be made of."""

from dataclasses import replace
from datetime import timedelta

from civicbeat.analysis.contract import Refusal
from civicbeat.findings.causes import cause
from civicbeat.findings.phrases import risen
from civicbeat.records.period import Period
from civicbeat.records.scope import Scope
from civicbeat.store.question import Filter, Group, Question

SCOPE = Scope(agency="test", person="test", purpose="hold the console against the truth")


def asked(event, *filters, hours=12):
    start = event.period.start
    return Question(scope=SCOPE, period=Period(start, start + timedelta(hours=hours)), filters=filters)


def plain(_group, values):
    return {value: value for value in values}


def names(found, kind):
    return [each.name for each in found.drivers.drivers if each.kind == kind]


def test_a_flood_is_its_theme_and_its_place_and_peoples_own_talk(told):
    store, truth = told
    found = cause(store, asked(truth.flood), plain)
    assert names(found, "theme")[0] == "flooding"
    assert names(found, "place")[0] == "vn.hcm.thu-duc"
    assert found.origins.origin == "organic"
    assert found.values["theme", "flooding"] == (Group.THEME, "flooding")


def test_what_was_asked_for_is_no_answer(told):
    store, truth = told
    found = cause(store, asked(truth.flood, Filter(Group.THEME, ("flooding",))), plain)
    assert "flooding" not in names(found, "theme")
    assert names(found, "place")[0] == "vn.hcm.thu-duc"


def test_a_campaign_is_copied(told):
    store, truth = told
    found = cause(store, asked(truth.campaign, Filter(Group.THEME, ("land",)), hours=6), plain)
    assert found.origins.origin == "copied"


def test_values_without_a_name_are_not_told(told):
    store, truth = told
    found = cause(store, asked(truth.flood), lambda group, values: {} if group is Group.THEME else plain(group, values))
    assert not names(found, "theme")


def test_a_quiet_night_has_no_cause(told):
    store, truth = told
    start = truth.flood.period.start - timedelta(days=5)
    found = cause(store, Question(scope=SCOPE, period=Period(start, start + timedelta(hours=2))), plain)
    assert isinstance(found.drivers, Refusal)


def test_a_long_rise_is_read_for_a_week(told):
    store, truth = told
    found = cause(store, asked(truth.flood, hours=24 * 12), plain)
    assert found.period.length == timedelta(days=7)


def test_a_flood_is_its_phrases_too_and_not_those_asked_for(told):
    store, truth = told
    found = cause(store, asked(truth.flood), plain)
    said = names(found, "phrase")
    assert 1 <= len(said) <= 5
    assert any("ngập" in phrase for phrase in said)
    assert all(found.values["phrase", phrase] == (None, phrase) for phrase in said)
    about = replace(asked(truth.flood), query=" OR ".join(f'"{phrase}"' for phrase in said))
    assert not set(names(cause(store, about, plain), "phrase")) & set(said)


def test_phrases_of_few_people_are_hidden_and_of_nobody_are_none(told):
    store, truth = told
    about = asked(truth.flood)
    days = [Period(about.period.start - timedelta(days=n), about.period.end - timedelta(days=n)) for n in range(8)]
    rows = list(risen(store, about, days, 50).values())
    assert any(row[0] is not None for row in rows)
    for row in rows:
        assert all(count is None or count in {0, 2} or count >= 10 for count in row)
    assert risen(store, replace(about, query="khôngaiviết"), days, 50) == {}
    assert risen(store, about, days[:3], 50) == {}, "two days say little of what is usual"
