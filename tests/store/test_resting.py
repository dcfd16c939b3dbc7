"""What a model that is off said is on no road out of the store: not split, filtered, searched by, listed, exported."""

from datetime import UTC, datetime

import pytest
from tests.store.making import SCOPE, YEAR, batch, crowd

from civicbeat.records.errors import BadQuery, ModelSwitchedOff
from civicbeat.records.switched_off import SwitchedOff
from civicbeat.store.question import Filter, Group, Look, Question
from civicbeat.store.resting import COLUMNS, FIELDS, MODELS, must_tell
from civicbeat.store.rising import Rising

SINCE = datetime(2026, 3, 2, 5, 30, tzinfo=UTC)
LABELS = {"sentiment": "negative", "themes": ["flooding"], "places": ["vn.hcm"], "language": "vi"}
VALUES = {"lang": "vi", "sentiment": "negative", "theme": "flooding", "place": "vn.hcm"}
NESTED = ("{}", "NOT {}", "ngập OR ({} AND mưa)", "-({})")


def silenced(*models):
    return {model: SwitchedOff(model, model, model.title(), SINCE, "Trần Minh", "Sai quá nhiều") for model in models}


@pytest.fixture
def off(store, monkeypatch):
    """Switches models of the store off."""
    return lambda *models: monkeypatch.setattr(store, "_off", lambda: silenced(*models))


@pytest.fixture
def spoken(store):
    store.write(batch(crowd(60, **LABELS)), token="a")
    store.roll_up()
    return store


def question(**more):
    return Question(scope=SCOPE, period=YEAR, **more)


def look(**more):
    return Look(scope=SCOPE, period=YEAR, **more)


ROADS = {
    "ask": lambda store, given: store.ask(question(**given)),
    "material": lambda store, given: store.material(question(**given)),
    "ticks": lambda store, given: store.ticks(question(**given), 60),
    "look": lambda store, given: store.look(look(**given)),
    "export": lambda store, given: store.export(look(**given)),
    "must_tell": lambda store, given: store.must_tell(question(**given)),
}


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("group", MODELS)
@pytest.mark.parametrize("exclude", [False, True])
def test_no_road_filters_by_it(spoken, off, road, group, exclude):
    asked = {"filters": (Filter(group, ("x",), exclude),)}
    ROADS[road](spoken, asked)
    off(MODELS[group])
    with pytest.raises(ModelSwitchedOff) as refused:
        ROADS[road](spoken, asked)
    assert refused.value.model == MODELS[group]


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("around", NESTED)
def test_no_road_searches_by_it(spoken, off, road, field, around):
    asked = {"query": around.format(f"{field}:{VALUES[field]}")}
    ROADS[road](spoken, asked)
    off(FIELDS[field])
    with pytest.raises(ModelSwitchedOff):
        ROADS[road](spoken, asked)


@pytest.mark.parametrize("group", MODELS)
def test_nothing_is_split_by_it(spoken, off, group):
    assert spoken.tells(group)
    spoken.ask(question(by=(Group.DAY, group)))
    off(MODELS[group])
    assert not spoken.tells(group)
    with pytest.raises(ModelSwitchedOff):
        spoken.ask(question(by=(Group.DAY, group)))


@pytest.mark.parametrize("what", [Rising.THEME, Rising.PLACE])
def test_nothing_rises_in_it(spoken, off, what):
    off("themes", "places")
    with pytest.raises(ModelSwitchedOff):
        spoken.rising(SCOPE, what, YEAR)
    spoken.rising(SCOPE, Rising.WORD, YEAR)


def test_posts_are_still_seen_without_its_labels(spoken, off):
    [before, *_] = spoken.look(look()).posts
    assert (before.sentiment, before.themes, before.places, before.language) == tuple(
        tuple(label) if isinstance(label, list) else label for label in LABELS.values()
    )
    off("sentiment", "places")
    [post, *_] = spoken.look(look()).posts
    assert (post.sentiment, post.p_negative, post.places) == ("", 0.0, ())
    assert (post.themes, post.language) == (("flooding",), "vi")


@pytest.mark.parametrize("read", [lambda s: next(iter(s.export(look()))), lambda s: s.material(question()).posts])
def test_its_columns_are_missing_where_posts_are_read_in_bulk(spoken, off, read):
    before = read(spoken)
    off(*COLUMNS)
    after = read(spoken)
    assert after.schema == before.schema
    assert len(after) == len(before) == 60
    silent = {column for columns in COLUMNS.values() for column in columns}
    for name in before.schema.names:
        if name in silent:
            assert after.column(name).null_count == 60, name
        else:
            assert after.column(name).equals(before.column(name)), name


def test_what_does_not_rest_on_it_is_told_as_before(spoken, off):
    asked = question(by=(Group.SOURCE,), query="kind:post AND bài", filters=(Filter(Group.STORY, ("0",)),))
    before = spoken.ask(asked).table
    off(*COLUMNS)
    assert spoken.ask(asked).table == before
    assert all(spoken.tells(group) for group in Group if group not in MODELS)


def test_a_query_that_is_wrong_is_told_first():
    with pytest.raises(BadQuery):
        must_tell(question(query="(sentiment:negative"), silenced("sentiment"))


def test_the_refusal_says_which_since_when_and_by_whom():
    with pytest.raises(ModelSwitchedOff) as refused:
        must_tell(question(by=(Group.SENTIMENT,)), silenced("sentiment"))
    assert refused.value.what.startswith(
        "The model “Sentiment” has been switched off since 2 Mar 2026, 12:30 by decision of Trần Minh."
    )
    assert (refused.value.since, refused.value.by) == (SINCE, "Trần Minh")
