"""What is held of a post is told whole; labels that people gave stand in place of a model's."""

from datetime import UTC, datetime, timedelta

from tests.store.making import READ, START, batch, crowd

from civicbeat.store.relabel import Labels

PERSON = "SELECT person, story, parent, thread FROM posts FINAL WHERE id = 9"


def test_all_that_is_held_is_told(store):
    row = {"id": 5, "text": "ngập ở chợ ⟨☎⟩", "likes": 3, "media": ["image"], "tags": ["chợ"], "places": ["vn.hcm"]}
    store.write(batch([*crowd(20, first=100), row | {"latitude": 10.77}]), token="a", keep_for=timedelta(days=400))
    [found] = store.held([5, 999])
    assert (found.text, found.likes, found.media, found.tags, found.places) == (
        "ngập ở chợ ⟨☎⟩",
        3,
        ("image",),
        ("chợ",),
        ("vn.hcm",),
    )
    assert (found.published_at, found.collected_at) == (START, READ)
    assert found.keep_until == START + timedelta(days=400)
    assert (found.language_confidence, found.p_neutral) == (0.9, 0.8)
    assert found.coded
    assert round(found.latitude, 2) == 10.77
    assert store.held([]) == ()


def test_who_has_no_term_and_no_code(store):
    store.write(batch([{"id": 6, "institution": "Báo Mẫu", "author": 0}]), token="a")
    [found] = store.held([6])
    assert found.keep_until is None
    assert not found.coded


def test_what_is_gone_or_erased_is_not_held(store):
    store.write(batch([{"id": 7}, {"id": 8}]), token="a")
    store.write(batch([{"id": 7, "deleted": True, "collected_at": READ + timedelta(1)}]), token="b")
    store.erase([8])
    assert store.held([7, 8]) == ()


def test_what_people_say_stands_in_place_of_the_models_label_and_nothing_else_changes(store):
    store.write(batch([*crowd(30, first=100), {"id": 9, "likes": 4}]), token="a", keep_for=timedelta(days=500))
    [before], person = store.held([9]), store._clients.rows(PERSON)
    said = {9: Labels(sentiment="negative", themes=("waste", "water"))}
    assert store.relabel(said) == 1
    assert store.relabel(said) == 0
    [after] = store.held([9])
    assert (after.sentiment, after.p_negative, after.p_neutral, after.themes) == ("negative", 1, 0, ("waste", "water"))
    assert (after.text, after.likes, after.keep_until, after.published_at, after.coded) == (
        before.text,
        before.likes,
        before.keep_until,
        before.published_at,
        before.coded,
    )
    assert store._clients.rows(PERSON) == person
    assert store._clients.rows("SELECT count() FROM posts FINAL")[0][0] == 31


def test_one_label_alone_is_changed(store):
    store.write(batch([{"id": 10, "themes": ["waste"]}]), token="a")
    store.relabel({10: Labels(sentiment="unclear")})
    [found] = store.held([10])
    assert (found.sentiment, found.p_neutral, found.themes) == ("unclear", 0.8, ("waste",))
    assert store.relabel({}) == 0
    assert store.relabel({404: Labels(sentiment="neutral")}) == 0


def test_what_was_erased_is_counted_by_the_month_of_the_city(store):
    assert store.erased_by_month() == {}
    store.write(batch([{"id": n} for n in range(1, 4)]), token="a")
    store.erase([1, 2, 3])
    assert sum(store.erased_by_month().values()) == 3
    [month] = store.erased_by_month()
    assert month.day == 1
    assert month <= datetime.now(UTC).date() + timedelta(days=1)
