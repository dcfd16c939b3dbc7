"""A label that was corrected stays corrected, however often the post is read."""

import pytest
from tests.listen import fakes
from tests.listen.fakes import Asked

from civicbeat.listen import collect, corrections
from civicbeat.listen.models import Correction, FollowedSource
from civicbeat.records.post import SENTIMENTS, post_id
from civicbeat.store.relabel import Labels

pytestmark = pytest.mark.django_db(transaction=True)
POST = post_id("test.asked", "3")


@pytest.fixture
def followed(beat, monkeypatch):
    monkeypatch.setattr(collect, "build", lambda one: Asked(20, name=one.name, policy=fakes.ASKED))
    one = FollowedSource.objects.create(name="test.asked", kind="numbers", title="x")
    collect.read(beat, one.pk)
    return one


def labels(beat):
    [post] = beat.store.held([POST])
    return post.sentiment, post.themes


def other_than(sentiment):
    return next(one for one in SENTIMENTS if one != sentiment)


def test_a_correction_holds_now_and_at_every_later_reading(beat, followed, monkeypatch):
    before = labels(beat)
    wanted = (other_than(before[0]), ("noise",))
    assert corrections.correct(beat.store, [POST], Labels(*wanted)) == 1
    assert labels(beat) == wanted
    edited = Asked(20, name="test.asked", policy=fakes.ASKED, edited=(3,))
    beat.intake.take(edited, edited.recheck(["3", "4"]), lambda *_: None)
    [post] = beat.store.held([POST])
    assert post.text == "nói khác rồi"
    assert labels(beat) == wanted


def test_a_second_correction_takes_the_place_of_the_first(beat, followed):
    corrections.correct(beat.store, [POST], Labels("negative"))
    corrections.correct(beat.store, [POST], Labels("positive", ("water",)))
    assert labels(beat) == ("positive", ("water",))
    assert Correction.objects.count() == 1


def test_what_was_lost_is_put_on_again_and_what_is_gone_is_forgotten(beat, followed):
    corrections.correct(beat.store, [POST], Labels(themes=("noise",)))
    beat.store.relabel({POST: Labels(themes=("waste",))})
    corrections.correct(beat.store, [404], Labels("neutral"))
    assert corrections.keep(beat.store) == 1
    assert labels(beat)[1] == ("noise",)
    assert not Correction.objects.filter(post="404").exists()
    beat.store.erase([POST])
    assert corrections.keep(beat.store) == 0
    assert not Correction.objects.exists()
