"""Ticks: every post is counted once, in its cell and under each of its values."""

from collections import Counter
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.making import SCOPE, START, YEAR, batch

from civicbeat.records.errors import InputError
from civicbeat.records.post import post_id
from civicbeat.store.question import Filter, Group, Question


def asked(*by, query="", filters=()):
    return Question(scope=SCOPE, period=YEAR, by=by, query=query, filters=filters)


def rows(table):
    return {(row["start"], row["value"]): row["posts"] for row in table.to_pylist()}


EXAMPLES = count()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 3_000), st.sets(st.sampled_from(["flooding", "waste"]))), max_size=30))
def test_counts_are_those_of_the_posts(store, said):
    source = f"test.{next(EXAMPLES)}"
    posts = [
        {
            "id": post_id(source, str(n)),
            "source": source,
            "published_at": START + timedelta(seconds=at),
            "themes": sorted(themes) or ["unclassified"],
        }
        for n, (at, themes) in enumerate(said)
    ]
    if posts:
        store.write(batch(posts), token=source)
    expected = Counter(
        (int(post["published_at"].timestamp()) // 120 * 120, theme) for post in posts for theme in post["themes"]
    )
    mine = (Filter(Group.SOURCE, (source,)),)
    assert rows(store.ticks(asked(Group.THEME, filters=mine), 120)) == expected
    assert sum(rows(store.ticks(asked(filters=mine), 120)).values()) == len(posts)


def test_a_query_and_filters_hold(store):
    posts = [
        {"id": post_id("test.one", str(n)), "text": "ngập" if n % 2 else "tắc", "places": ["vn.hcm"] * (n < 4)}
        for n in range(8)
    ]
    store.write(batch(posts), token="a")
    assert sum(rows(store.ticks(asked(query="ngap"), 300)).values()) == 4
    assert sum(rows(store.ticks(asked(filters=(Filter(Group.PLACE, ("vn.hcm",)),)), 300)).values()) == 4
    assert {value for _, value in rows(store.ticks(asked(Group.PLACE), 300))} == {"vn.hcm"}


def test_other_splits_are_refused(store):
    with pytest.raises(InputError, match="by theme, by place"):
        store.ticks(asked(Group.STORY), 120)
