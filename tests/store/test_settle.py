"""Questions read each post once, with FINAL where a month may hold it twice and without where it cannot."""

from datetime import timedelta

import pytest
from tests.store.making import READ, SCOPE, YEAR, batch, crowd

from civicbeat.store.question import Group, Metric, Question

LATER = READ + timedelta(days=1)


@pytest.fixture
def months(store):
    store._months._known = None
    return store._months


def counted(store):
    answer = store.ask(Question(scope=SCOPE, period=YEAR, metrics=tuple(Metric), by=(Group.SENTIMENT,)))
    return answer.table.to_pylist()


def test_new_posts_leave_a_month_settled(store, months):
    store.write(batch(crowd(50)), token="a")
    store.write(batch(crowd(50)), token="a")
    assert months.table(YEAR) == "posts"


@pytest.mark.parametrize("change", [{"text": "đã sửa"}, {"deleted": True}])
def test_an_edit_unsettles_its_month_until_it_is_merged(store, months, change):
    store.write(batch(crowd(60)), token="a")
    store.write(batch([row | change | {"collected_at": LATER} for row in crowd(20)]), token="b")
    assert months.table(YEAR) == "posts FINAL"
    before = counted(store)
    assert months.settle(quiet=timedelta()) == 1
    assert months.table(YEAR) == "posts"
    assert counted(store) == before
    assert store._clients.rows("SELECT count() FROM posts") == [(60,)]


def test_only_the_months_of_the_period_matter(store, months):
    store.write(batch(crowd(60)), token="a")
    store.write(batch([row | {"likes": 1, "collected_at": LATER} for row in crowd(20)]), token="b")
    assert months.table(type(YEAR)(LATER, LATER + timedelta(days=1))) == "posts"
