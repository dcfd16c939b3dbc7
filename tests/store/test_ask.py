from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.store.making import SCOPE, START, YEAR, batch, crowd

from civicbeat.records.errors import BadQuery, InputError, QueryTooExpensive
from civicbeat.records.period import Grain, Period, floor
from civicbeat.store.coverage import CoverageNote
from civicbeat.store.question import Filter, Group, Metric, Question

HCM = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = Period(START, START + timedelta(days=1))


def ask(store, query="", period=YEAR, **more):
    return store.ask(Question(scope=SCOPE, period=period, query=query, **more))


def figure(store, query="", **more):
    [row] = ask(store, query, **more).table.to_pylist()
    return row["posts"]


def test_a_count_is_near_the_truth_and_the_same_every_time(store):
    store.write(batch(crowd(400)), token="a")
    assert abs(figure(store) - 400) <= 10
    assert len({figure(store) for _ in range(5)}) == 1


def test_nothing_is_zero_and_a_few_are_hidden(store):
    store.write(batch(crowd(500, people=9, text="ngập")), token="a")
    assert figure(store, "không_có") == 0
    [row] = ask(store, "ngập").table.to_pylist()
    assert (row["posts"], row["hidden"]) == (None, True)


def test_the_same_few_people_are_few_in_every_month(store):
    """Pseudonyms change monthly: six people in each of three months are six people, not eighteen."""
    rows = [
        {"id": m * 100 + n + 1, "author": m * 100 + n + 1, "published_at": datetime(2026, m, 5, tzinfo=UTC)}
        for m in (3, 4, 5)
        for n in range(6)
    ]
    store.write(batch(rows), token="a")
    assert ask(store).hidden_groups == 1


def test_posts_without_authors_count_by_their_stories(store):
    store.write(batch([r | {"author": 0, "story": 5} for r in crowd(60)]), token="a")
    assert ask(store).hidden_groups == 1
    store.write(batch([r | {"author": 0, "story": r["id"]} for r in crowd(40, first=100)]), token="b")
    assert abs(figure(store) - 100) <= 10


def test_what_institutions_say_is_counted_exactly(store):
    store.write(batch(crowd(7, institution="Báo Thành Phố")), token="a")
    assert figure(store) == 7
    store.write(batch([{"id": 900}]), token="b")
    assert figure(store) is None


def test_metrics(store):
    rows = [r | {"likes": 2, "shares": 1, "story": r["id"] % 50 + 1} for r in crowd(400)]
    store.write(batch(rows), token="a")
    [row] = ask(store, metrics=tuple(Metric)).table.to_pylist()
    for name, truth in (("posts", 400), ("stories", 50), ("people", 40), ("reactions", 1200)):
        assert abs(row[name] - truth) <= 10, name


def test_groups_come_largest_first_and_up_to_the_limit(store):
    rows = [r | {"language": ("vi", "vi", "vi", "en", "en", "fr")[n % 6]} for n, r in enumerate(crowd(900))]
    store.write(batch(rows), token="a")
    answer = ask(store, by=(Group.LANGUAGE,), limit=2)
    assert answer.table.column("language").to_pylist() == ["vi", "en"]


def test_a_hidden_group_takes_a_neighbour_along(store):
    rows = (
        crowd(300, sentiment="neutral")
        + crowd(100, first=1000, sentiment="negative")
        + crowd(5, 5, 2000, sentiment="positive")
    )
    store.write(batch(rows), token="a")
    answer = ask(store, by=(Group.SENTIMENT,))
    shown = dict(zip(*(answer.table.column(n).to_pylist() for n in ("sentiment", "posts")), strict=True))
    assert shown["positive"] is shown["negative"] is None
    assert shown["neutral"] is not None
    assert answer.hidden_groups == 2


def test_every_cell_of_time_is_given_in_the_display_zone(store):
    store.write(batch(crowd(300)), token="a")
    answer = ask(store, period=DAY, by=(Group.HOUR,))
    hours = answer.table.column("hour").to_pylist()
    assert len(hours) == 24
    assert hours[0] == datetime(2026, 3, 1, 7, tzinfo=HCM)
    posts = answer.table.column("posts").to_pylist()
    assert all(abs(count - 60) <= 10 for count in posts[:5])
    assert posts[5:] == [0] * 19


@pytest.mark.parametrize("group", [Group.DAY, Group.WEEK, Group.MONTH])
def test_cells_of_the_engine_are_those_of_the_period(store, group):
    rows = [r | {"published_at": START + timedelta(hours=5 * n)} for n, r in enumerate(crowd(600))]
    store.write(batch(rows), token="a")
    answer = ask(store, by=(group,))
    cells = answer.table.column(group.value).to_pylist()
    assert cells == list(YEAR.cells(Grain(group.value)))
    filled = [cell for cell, posts in zip(cells, answer.table.column("posts").to_pylist(), strict=True) if posts != 0]
    assert set(filled) == {floor(r["published_at"].astimezone(HCM), Grain(group.value)) for r in rows}


def test_two_groups_at_once(store):
    rows = [r | {"themes": [["flooding"], ["traffic", "flooding"]][n % 2]} for n, r in enumerate(crowd(300))]
    store.write(batch(rows), token="a")
    table = ask(store, period=DAY, by=(Group.HOUR, Group.THEME)).table
    assert table.column_names == ["hour", "theme", "posts", "hidden"]
    assert len(table) == 48


def test_stories_of_few_people_are_not_even_named(store):
    rows = crowd(100, story=1) + crowd(100, people=3, first=500, story=2)
    store.write(batch(rows), token="a")
    assert ask(store, by=(Group.STORY,)).table.column("story").to_pylist() == ["1"]


def test_two_limits_give_no_more_of_stories_of_few_people(store):
    """Between two stories that are shown lies one of three people: no limit tells where."""
    sizes = {1: (100, 40), 2: (90, 3), 3: (80, 40), 4: (70, 3), 5: (60, 40)}
    rows = [
        row
        for story, (count, people) in sizes.items()
        for row in crowd(count, people=people, first=1_000 * story, story=story)
    ]
    store.write(batch(rows), token="a")
    answers = [ask(store, by=(Group.STORY,), limit=limit) for limit in range(1, 7)]
    assert {answer.hidden_groups for answer in answers} == {2}
    named = [answer.table.column("story").to_pylist() for answer in answers]
    assert named == [["1"], ["1", "3"], *[["1", "3", "5"]] * 4]


@pytest.mark.parametrize(
    "by", [(Group.DAY, Group.HOUR), (Group.THEME, Group.THEME), (Group.THEME, Group.PLACE, Group.KIND)]
)
def test_splits_without_meaning_are_refused(store, by):
    with pytest.raises(InputError):
        ask(store, by=by)


def test_too_many_cells_are_refused(store):
    with pytest.raises(InputError):
        ask(store, period=Period(START, START + timedelta(days=4_000)), by=(Group.HOUR,))


def test_a_bad_query_is_said(store):
    with pytest.raises(BadQuery):
        ask(store, '"a')


def test_a_question_that_takes_too_long_is_ended(store):
    with pytest.raises(QueryTooExpensive):
        store._clients.rows("SELECT count() FROM numbers(100000000000)", max_execution_time=1)


def test_the_answer_says_what_was_heard(store):
    store.write(batch(crowd(100)), token="a")
    store.note_coverage(CoverageNote("test.one", START, START + timedelta(days=1), 100, "ok"))
    answer = ask(store, filters=(Filter(Group.SOURCE, ("test.one",)),))
    assert answer.coverage.share == 1.0
    assert answer.versions["schema"]


# -- the differencing attack


def test_subtraction_does_not_find_a_small_group(store):
    """Three people say *bí_mật*; the attacker knows a way to ask for everybody with and without them, in many words."""
    rows = crowd(800, people=200, text="ngập nước đường phố") + crowd(3, people=3, first=5_000, text="ngập nước bí_mật")
    store.write(batch(rows), token="a")
    whole = ["ngập", "ngap", "ngập AND nước", "nước OR ngập", "ngập OR bí_mật", '"ngập nước"', "ngậ*", '"nước ngập"~3']
    without = [f"({one}) AND NOT bí_mật" for one in whole] + ["phố", "đường AND phố", "ngập -bí_mật -khác", "pho duong"]
    assert ask(store, "bí_mật").hidden_groups == 1
    wholes = {figure(store, query) for query in whole}
    withouts = {figure(store, query) for query in without}
    assert len(wholes) == len(withouts) == 1, "rephrasing must not give a second draw to average over"


def test_a_difference_does_not_tell_how_many_are_in_between(store):
    """A hundred crowds, each asked for with and without three people more: the differences lie anywhere around zero.

    That two figures differ does tell that their posts differ (0012-small-groups.md); how many do, it does not.
    """
    rows = []
    for n in range(100):
        rows += crowd(60, first=1_000 * n + 1, text=f"nhóm{n} chung")
        rows += crowd(3, people=3, first=1_000 * n + 500, text=f"nhóm{n}")
    store.write(batch(rows), token="a")
    differences = [figure(store, f"nhóm{n}") - figure(store, f"nhóm{n} chung") for n in range(100)]
    assert sum(difference <= 0 for difference in differences) >= 5
    assert sum(difference >= SCOPE.k for difference in differences) >= 2


@pytest.mark.parametrize(
    ("first", "last"), [((2026, 1, 1), (2027, 1, 1)), ((2026, 2, 14), (2026, 7, 3)), ((2026, 3, 5), (2026, 3, 20))]
)
@pytest.mark.parametrize("query", ["", "ngập", '"ngập nước"', "-kẹt", "lang:v*", "theme:flooding"])
def test_whole_months_and_pieces_of_months_add_up(store, first, last, query):
    period = Period(datetime(*first, tzinfo=UTC), datetime(*last, tzinfo=UTC))
    rows = [
        r | {"published_at": datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=9 * n)}
        for n, r in enumerate(crowd(900))
    ]
    said = {"institution": "Báo Thành Phố", "text": "Ngập nước", "themes": ["flooding"]}
    store.write(batch([r | said for r in rows]), token="a")
    assert figure(store, query, period=period) == sum(period.contains(row["published_at"]) for row in rows)
