"""Whoever can edit or delete a post at its source shows by that whose it is."""

import pytest
from tests.listen.fakes import Asked

from civicbeat.governance.requests.wishes import Did
from civicbeat.listen.looking_again import can_be_looked_at, look_again
from civicbeat.listen.models import FollowedSource
from civicbeat.records.errors import SourceUnreachable
from civicbeat.records.post import post_id

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "cb7KQ4XM2P"


def number(n):
    return post_id("test.asked", str(n))


def test_the_code_in_the_post_is_seen_and_not_stored(beat, given, monkeypatch):
    assert look_again(beat, [number(3)], CODE) is Did.STANDS
    given["edited"] = (3,)
    assert look_again(beat, [number(3)], "Nói khác") is Did.CODE_SEEN
    assert look_again(beat, [number(3)], CODE) is Did.STANDS
    assert look_again(beat, [number(3)], "") is Did.STANDS
    assert look_again(beat, [number(3), number(4)], "nói khác") is Did.STANDS
    [held] = beat.store.held([number(3)])
    assert "khác" not in held.text


def test_a_post_that_is_gone_there_is_gone_here_at_once(beat, given):
    given["gone"] = (5, 6)
    assert look_again(beat, [number(5), number(7)], CODE) is Did.STANDS
    assert look_again(beat, [number(6)], CODE) is Did.GONE
    assert beat.store.held([number(5), number(6)]) == ()
    assert len(beat.store.held([number(7)])) == 1


def test_a_service_that_says_all_is_gone_is_not_believed(beat, given):
    given["gone"] = tuple(range(30))
    assert look_again(beat, [number(5)], CODE) is Did.UNREACHED
    assert len(beat.store.held([number(5)])) == 1


def test_what_does_not_answer_shows_nothing(beat, given, monkeypatch):
    given["unjudged"] = (5,)
    assert look_again(beat, [number(5)], CODE) is Did.UNREACHED
    assert look_again(beat, [404], CODE) is Did.UNREACHED
    assert look_again(beat, [], CODE) is Did.UNREACHED

    def dead(*_):
        raise SourceUnreachable("The line went dead.", do="Try again later.")

    monkeypatch.setattr(Asked, "recheck", dead)
    assert look_again(beat, [number(6)], CODE) is Did.UNREACHED


def test_only_what_can_be_asked_for_is_offered(beat, given):
    assert can_be_looked_at(beat, [number(3)])
    assert not can_be_looked_at(beat, [number(3), 404])
    assert not can_be_looked_at(beat, [])
    FollowedSource.objects.all().delete()
    assert not can_be_looked_at(beat, [number(3)])
