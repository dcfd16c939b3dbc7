"""Unread: figures of time in which a model was silent are missing, and only of what rests on that model."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.store.making import SCOPE, batch

from civicbeat.records.period import Period
from civicbeat.records.post import post_id
from civicbeat.store.answer import Gap
from civicbeat.store.coverage import CoverageNote
from civicbeat.store.question import Filter, Group, Question
from civicbeat.store.unread import MODEL_OFF, is_missing, missed, unread

START = datetime(2026, 3, 1, 17, tzinfo=UTC)
"""Midnight in the city."""
DAYS = 10
OFF = (START + timedelta(days=4), START + timedelta(days=6))
PERIOD = Period(START, START + timedelta(days=DAYS))
FLOODING = Filter(Group.THEME, ("flooding",))


@pytest.fixture(scope="module")
def store(opened):
    """40 posts a day of as many people; those of two days came while themes were silent."""
    rows = [
        {
            "id": post_id("test.one", f"{day}-{n}"),
            "published_at": START + timedelta(days=day, minutes=n),
            "author": n + 1,
            "themes": ["unclassified"] if day in (4, 5) else ["flooding"],
        }
        for day in range(DAYS)
        for n in range(40)
    ]
    opened.write(batch(rows), token="unread")
    opened.roll_up()
    return opened


@pytest.fixture
def silent(store, monkeypatch):
    def made(*spans, model="themes"):
        monkeypatch.setattr(store, "_silent", lambda: {model: spans})

    made(OFF)
    return made


def asked(*by, filters=(), query=""):
    return Question(scope=SCOPE, period=PERIOD, by=by, filters=filters, query=query)


@pytest.mark.parametrize(
    "question",
    [
        asked(Group.DAY, filters=(FLOODING,)),
        asked(Group.DAY, query="theme:flooding"),
        asked(Group.DAY, query="NOT theme:flooding"),
    ],
)
def test_days_that_were_not_read_are_missing_and_not_hidden(store, silent, question):
    rows = store.ask(question).table.to_pylist()
    assert [row["posts"] is None for row in rows] == [day in (4, 5) for day in range(DAYS)]
    assert not any(row["hidden"] for row in rows)


def test_they_are_missing_for_each_theme(store, silent):
    rows = store.ask(asked(Group.DAY, Group.THEME)).table.to_pylist()
    missing = {row["day"] for row in rows if row["posts"] is None}
    assert {(day - START.astimezone(day.tzinfo)).days for day in missing} == {4, 5}


@pytest.mark.parametrize("question", [asked(Group.DAY), asked(Group.DAY, Group.PLACE), asked(Group.DAY, query="bài")])
def test_what_does_not_rest_on_the_model_is_as_it_was(store, silent, question):
    assert store.ask(question).coverage.gaps == ()
    before = store.ask(question).table
    silent()
    assert store.ask(question).table == before


def test_the_gap_is_told_with_the_name_of_the_model(store, silent):
    whole = store.ask(asked(filters=(FLOODING,)))
    assert whole.coverage.gaps == (Gap("themes", *OFF, MODEL_OFF),)
    assert whole.table.column("posts").to_pylist() != [None], "what was read is counted, and its gap is told"


def test_what_was_heard_is_less_by_what_was_not_read(store, silent):
    store.note_coverage(CoverageNote("test.one", PERIOD.start, PERIOD.end, 400, "ok"))
    assert store.ask(asked(filters=(FLOODING,))).coverage.share == pytest.approx(0.8)
    assert store.ask(asked()).coverage.share == 1.0


def test_a_model_that_is_silent_still_and_one_that_was_never(store, silent):
    silent((OFF[0], None))
    [gap] = store.unread({"themes"}, PERIOD)
    assert (gap.start, gap.end) == (OFF[0], PERIOD.end)
    assert store.unread({"places"}, PERIOD) == ()
    silent((START - timedelta(days=9), START), (PERIOD.end, None))
    assert store.unread({"themes"}, PERIOD) == (), "ends before it, begins after it"


def test_spans_that_overlap_are_counted_once():
    spans = {"themes": [OFF], "places": [(OFF[0] + timedelta(days=1), OFF[1] + timedelta(days=1))]}
    gaps = unread(spans, {"themes", "places"}, PERIOD)
    assert missed(gaps, PERIOD) == pytest.approx(0.3)
    assert [gap.source for gap in gaps] == ["themes", "places"]


@pytest.mark.parametrize(("hours", "missing"), [(5, False), (7, True)])
def test_a_cell_is_missing_if_more_than_a_quarter_of_it_was_not_read(hours, missing):
    gap = Gap("themes", START, START + timedelta(hours=hours), MODEL_OFF)
    assert is_missing([gap], START, START + timedelta(days=1)) == missing


def test_of_a_cell_that_the_period_cuts_its_part_counts(store, silent):
    """The period ends in the middle of the silence, an hour after midnight: that hour was not read at all."""
    silent((START + timedelta(days=4), None))
    period = Period(START, START + timedelta(days=4, hours=1))
    rows = store.ask(Question(scope=SCOPE, period=period, by=(Group.DAY,), filters=(FLOODING,))).table.to_pylist()
    assert [row["posts"] is None for row in rows] == [False] * 4 + [True]


def test_months_have_their_own_length(store, silent):
    silent((START, START + timedelta(days=9)))
    period = Period(START - timedelta(days=1), START + timedelta(days=60))
    rows = store.ask(Question(scope=SCOPE, period=period, by=(Group.MONTH,), filters=(FLOODING,))).table.to_pylist()
    assert [row["posts"] is None for row in rows] == [True, False], "nine days of 31"
