"""A source is shown before it is followed: masked, counted against its quota, and stored nowhere."""

import pytest
from tests.listen import fakes
from tests.listen.fakes import Numbers

from civicbeat.listen import trying
from civicbeat.listen.quotas import used
from civicbeat.listen.trying import tried

pytestmark = pytest.mark.django_db(transaction=True)


def test_ten_masked_posts_are_shown_and_none_is_stored(beat):
    shown = tried(beat, Numbers(300, no_text_every=3))
    assert len(shown.posts) == 10
    assert (shown.read, shown.reasons, shown.unknown) == (100, {"no-text": 34}, {"mood": 100})
    text = " ".join(post.text for post in shown.posts)
    assert "0903" not in text
    assert "nguoi.la" not in text
    assert beat.store.pulse().posts == 0
    assert beat.store._clients.rows("SELECT count() FROM posts") == [(0,)]


def test_what_broke_off_is_told_beside_what_came_before(beat):
    shown = tried(beat, Numbers(300, page=5, breaks_at=5))
    assert len(shown.posts) == 5
    assert "line went dead" in str(shown.problem)


def test_a_trial_counts_against_the_quota(beat):
    tried(beat, Numbers(300, cost=2, policy=fakes.COUNTED))
    assert used(fakes.COUNTED.quota, fakes.datetime.now(fakes.UTC)) == 2


def test_a_silent_stream_ends_in_time_and_is_closed(beat, monkeypatch):
    monkeypatch.setattr(trying, "SECONDS", 0.05)
    monkeypatch.setattr(trying, "MOST_PAGES", 1_000)
    shown = tried(beat, fakes.Silent(1))
    assert (shown.posts, shown.read, shown.problem) == ((), 0, None)
    assert fakes.Silent.closed
