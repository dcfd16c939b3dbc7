"""What was planted in the sample city is what the store answers: the whole way, held against the truth."""

from concurrent.futures import Future
from datetime import UTC, datetime, timedelta

import pytest

from civicbeat.enrich.places import gazetteer
from civicbeat.listen.intake import Intake
from civicbeat.listen.naming import named
from civicbeat.listen.understand import Understanding
from civicbeat.records.period import Period
from civicbeat.records.scope import Scope
from civicbeat.sources.samplecity.source import city
from civicbeat.store.question import Filter, Group, Look, Metric, Question

END = datetime(2026, 9, 20, 5, tzinfo=UTC)
SCOPE = Scope(agency="test", person="test", purpose="hold the console against the truth")


class Here:
    """Workers of one: everything is understood in this process, at once."""

    count = 1

    def __init__(self, keys):
        self._understanding = Understanding.of(keys)

    def submit(self, source, raws):
        understood = Future()
        understood.set_result(self._understanding.page(source, raws))
        return understood

    def collect(self, understood, _source, _raws):
        return understood.result()


@pytest.fixture(scope="module")
def told(opened):
    """The city, read into the module's store; its truth."""
    intake = Intake(opened.store, Here(opened.installation.keys))
    sources = city(END, posts=16_000)
    for source in sources:
        tally = intake.run(source, {}, lambda *_: None)
        assert tally.unexplained == 0
        assert tally.new == tally.read
    opened.store.roll_up()
    return opened.store, sources[0].truth


def figures(store, period, *by, query="", filters=(), metric=Metric.POSTS):
    question = Question(scope=SCOPE, period=period, query=query, filters=filters, metrics=(metric,), by=by, limit=500)
    rows = store.ask(question).table.to_pylist()
    return {tuple(row[group.value] for group in by): row[metric.value] for row in rows}


def test_the_flood_stands_out_of_its_day(told):
    store, truth = told
    days = figures(store, truth.covers, Group.DAY, filters=(Filter(Group.THEME, ("flooding",)),))
    usual = sorted(count or 0 for count in days.values())[len(days) // 2]
    start = truth.flood.period.start
    during = [
        count or 0 for (day,), count in days.items() if start - timedelta(days=1) < day < start + timedelta(days=2)
    ]
    assert max(during) == max(count or 0 for count in days.values())
    assert max(during) > 5 * max(usual, 1)


def test_the_flood_is_where_it_was_planted(told):
    store, truth = told
    found = figures(store, truth.flood.period, Group.PLACE, filters=(Filter(Group.THEME, ("flooding",)),))
    places = {place.id for name in truth.flood.places for place in gazetteer.find(name)}
    ids = {one for place in places for one in gazetteer.lineage(place, END.date())}
    widest = sorted((count or 0, place) for (place,), count in found.items() if place.count(".") >= 2)[-3:]
    assert all(place in ids for _, place in widest), widest


def test_the_flood_is_spoken_of_as_bad(told):
    store, truth = told
    query = named("theme:flooding")
    found = figures(store, truth.flood.period, Group.SENTIMENT, query=query)
    assert (found[("negative",)] or 0) > 2 * (found.get(("positive",)) or 0)


def test_the_fee_is_a_step_in_talk_about_waste(told):
    store, truth = told
    waste = (Filter(Group.THEME, ("waste",)),)
    start = truth.fee.period.start
    before = Period(start - timedelta(days=5), start)
    after = Period(start, start + timedelta(days=5))
    assert figures(store, after, filters=waste)[()] > 3 * figures(store, before, filters=waste)[()]


def test_the_campaign_is_many_posts_of_few_people_and_fewer_stories(told):
    store, truth = told
    sources = (Filter(Group.SOURCE, truth.campaign.sources), Filter(Group.KIND, ("post",)))
    stories = figures(store, truth.campaign.period, Group.STORY, filters=sources)
    assert max(count or 0 for count in stories.values()) >= truth.campaign.posts / 4


def test_the_dead_source_is_a_gap_and_not_a_zero(told):
    store, truth = told
    gaps = store.coverage(truth.covers, ()).gaps
    assert [(gap.source, gap.start, gap.end) for gap in gaps] == [(truth.dead_source, truth.dead.start, truth.dead.end)]
    assert store.coverage(truth.covers, ()).share < 1


def test_the_small_group_is_invisible_in_every_form(told):
    store, truth = told
    query = '"Thạnh An" AND theme:animals'
    assert truth.small.people < 10
    assert figures(store, truth.covers, query=query)[()] is None
    seen = store.look(Look(scope=SCOPE, period=truth.covers, query=query))
    assert (seen.hidden, seen.posts) == (True, ())
    assert list(store.export(Look(scope=SCOPE, period=truth.covers, query=query))) == []


def test_no_personal_data_of_the_city_is_stored(told):
    store, truth = told
    texts = [
        text
        for batch in store.export(Look(scope=SCOPE, period=truth.covers))
        for text in batch.column("text").to_pylist()
    ]
    assert len(texts) > 15_000
    everything = "\n".join(texts)
    assert "@example.com" not in everything
    assert "0199" not in everything
