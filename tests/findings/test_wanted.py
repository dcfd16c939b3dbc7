"""What is wanted stands whole in the address, and no address breaks it."""

from datetime import UTC, datetime, timedelta

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from civicbeat.findings.wanted import FACETS, SPANS, Wanted
from civicbeat.records.period import Grain
from civicbeat.store.question import Filter, Group, Order

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
values = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=20)
days = st.dates(datetime(2001, 1, 1).date(), datetime(2030, 1, 1).date()).map(lambda day: day.isoformat())
wanted = st.builds(
    Wanted,
    query=values.map(str.strip),
    span=st.sampled_from(list(SPANS)),
    first=st.just("") | days,
    filters=st.lists(st.tuples(st.sampled_from(FACETS), values), max_size=3, unique_by=lambda pair: pair[0]).map(
        lambda pairs: tuple(Filter(group, (value,)) for group, value in pairs)
    ),
    order=st.sampled_from(Order),
    per_story=st.booleans(),
)


@given(wanted)
def test_the_address_gives_back_what_was_wanted(one):
    assert Wanted.read(QueryDict(one.address())) == one


@given(st.text(max_size=80))
def test_any_address_means_some_period(text):
    one = Wanted.read(QueryDict(text.encode("utf-8", "ignore").decode("utf-8", "ignore")))
    period = one.period(NOW)
    assert period.start < period.end
    assert one.grain(NOW) in Grain


@given(days, days)
def test_bounds_in_the_wrong_order_are_swapped(first, last):
    period = Wanted(first=first, last=last).period(NOW)
    assert period.start < period.end


def test_a_facet_comes_and_goes():
    one = Wanted()
    there = one.toggled(Group.THEME, "flooding")
    assert there == (Filter(Group.THEME, ("flooding",)),)
    assert Wanted(filters=there).toggled(Group.THEME, "flooding") == ()


def test_the_other_period_is_as_long():
    one = Wanted(span="7d", versus="2026-01-05")
    assert one.other_period(NOW).length == timedelta(days=7)
    assert one.other_period(NOW).local_start.isoformat() == "2026-01-05T00:00:00+07:00"
    assert Wanted(span="7d").other_period(NOW).end == Wanted(span="7d").period(NOW).start
