"""People find what is held of their posts by address or exact words, and nothing else; what they want erased is."""

import pytest
from tests.listen.fakes import Numbers

from civicbeat.listen import collect, subjects
from civicbeat.listen.models import FollowedSource
from civicbeat.records.post import post_id

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heard(beat, monkeypatch):
    monkeypatch.setattr(collect, "build", lambda one: Numbers(60, name=one.name))
    collect.read(beat, FollowedSource.objects.create(name="test.numbers", kind="numbers", title="x").pk)
    return beat


def number(n):
    return post_id("test.numbers", str(n))


def said(n):
    return Numbers(60).to_post({"n": n}).text


def test_a_post_is_found_by_the_words_its_author_wrote(heard):
    assert "0903 123 456" in said(7)
    assert subjects.find(heard, said(7)) == (number(7),)
    assert subjects.find(heard, f"  {said(7)}\n") == (number(7),)
    [held] = heard.store.held([number(7)])
    assert "0903" not in held.text


@pytest.mark.parametrize("other", ["số 7", "đường", "", "😀", "%", "' OR 1=1 --", "*", 'platform:"test"'])
def test_a_part_of_it_or_a_query_finds_nothing(heard, other):
    assert subjects.find(heard, other) == ()


def test_other_words_or_accents_find_nothing(heard):
    assert subjects.find(heard, said(7).replace("ngập", "ngap").replace("đường", "duong") + ".") == ()


def test_a_post_is_found_by_the_id_in_its_address(heard):
    assert subjects.find(heard, "https://test.example/status/7") == (number(7),)
    assert subjects.find(heard, "https://test.example/status/700") == ()
    assert subjects.find(heard, "https://test.example/status/7 và") == ()


def test_posts_that_keep_their_address_are_found_by_it(running_posts):
    store = running_posts.store
    url = "https://bao.example/ngap-o-cho"
    assert subjects.by_address(store, f"{url}#binh-luan") == (4,)
    assert subjects.by_address(store, f"{url}?utm_source=x") == (4,)
    assert subjects.by_address(store, "https://bao.example/khac") == ()


@pytest.fixture
def running_posts(beat):
    from tests.store.making import batch  # noqa: PLC0415

    beat.store.write(batch([{"id": 4, "url": "https://bao.example/ngap-o-cho", "institution": "Báo Mẫu"}]), token="a")
    return beat


def test_many_with_the_same_words_are_not_told_apart(beat):
    from tests.store.making import batch  # noqa: PLC0415

    beat.store.write(batch([{"id": n, "text": "ngập nữa rồi"} for n in range(1, 30)]), token="a")
    assert len(subjects.find(beat, "ngập nữa rồi")) == subjects.MOST + 1


@pytest.mark.parametrize("act", [subjects.erase, subjects.stop_using])
def test_what_is_not_wanted_is_gone_and_stays_out(heard, act):
    assert act(heard.store, [number(7)]) == 1
    assert subjects.find(heard, said(7)) == ()
    assert heard.store.held([number(7)]) == ()
    source = Numbers(60, name="test.numbers")
    heard.intake.take(source, source.fetch({}), lambda *_: None)
    assert heard.store.held([number(7)]) == ()
