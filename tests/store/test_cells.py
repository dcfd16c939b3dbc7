"""However a question is counted (newest month first, or all at once), the figure and what is hidden are the same."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.store.making import SCOPE, YEAR, batch, crowd

from civicbeat.records.period import Period
from civicbeat.store.cells import cells
from civicbeat.store.question import Filter, Group, Metric, Question

MARCH = datetime(2026, 3, 1, tzinfo=UTC)
EXACT = (Metric.POSTS, Metric.PEOPLE)


def rows(month, count, people, first, **same):
    start = datetime(2026, month, 2, tzinfo=UTC)
    told = crowd(count, people=people, first=first, **same)
    return [row | {"published_at": start + timedelta(minutes=n)} for n, row in enumerate(told)]


@pytest.fixture
def told(store):
    store.write(batch(rows(3, 300, 40, 1, themes=["flooding"], places=["vn.hcm"])), token="a")
    store.write(batch(rows(4, 200, 30, 1_000, themes=["flooding", "traffic"])), token="b")
    store.write(batch(rows(4, 90, 3, 2_000, themes=["noise"])), token="c")
    store.write(batch(rows(3, 150, 25, 3_000, themes=["noise"], sentiment="negative")), token="d")
    store.write(batch(rows(4, 120, 4, 4_000, themes=["smell"], sentiment="positive")), token="e")
    return store


def counted(store, metrics, period=YEAR, **more):
    question = Question(scope=SCOPE, period=period, metrics=metrics, **more)
    return {cell.keys: cell for cell in cells(store._clients, store._months.months(), question)}


@pytest.mark.parametrize("query", ["", "bài", "theme:noise", "theme:smell", "lang:vi NOT theme:traffic"])
@pytest.mark.parametrize("by", [(), (Group.THEME,), (Group.PLACE,), (Group.SENTIMENT,), (Group.THEME, Group.LANGUAGE)])
def test_newest_month_first_gives_what_counting_at_once_gives(told, query, by):
    quick, whole = (counted(told, metrics, query=query, by=by) for metrics in ((Metric.POSTS,), EXACT))
    assert set(quick) == set(whole)
    for keys, cell in quick.items():
        assert (cell.posts, cell.fingerprint) == (whole[keys].posts, whole[keys].fingerprint)
        assert (cell.people < SCOPE.k) == (whole[keys].people < SCOPE.k)


def test_a_cell_of_time_is_the_figure_of_its_period(told):
    zone = YEAR.zone
    day = Period(MARCH + timedelta(days=1, hours=-7), MARCH + timedelta(days=2, hours=-7), zone)
    [split] = [cell for cell in counted(told, (Metric.POSTS,), by=(Group.DAY,), period=day).values() if cell.posts]
    [alone] = counted(told, (Metric.POSTS,), period=day).values()
    assert (split.posts, split.fingerprint) == (alone.posts, alone.fingerprint)


def test_a_group_is_what_its_filter_finds(told):
    for theme in ("flooding", "noise", "smell"):
        [alone] = counted(told, (Metric.POSTS,), filters=(Filter(Group.THEME, (theme,)),)).values()
        split = counted(told, (Metric.POSTS,), by=(Group.THEME,))[(theme,)]
        assert (split.posts, split.fingerprint) == (alone.posts, alone.fingerprint)
        assert (split.people < SCOPE.k) == (alone.people < SCOPE.k)
