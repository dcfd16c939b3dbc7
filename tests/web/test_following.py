"""Adding a source of any kind, trying it first, and seeing how one fares and why."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.sources.feeds.server import running as serving
from tests.sources.feeds.server import say
from tests.sources.test_checks import ATOM

from civicbeat.governance.audit.models import Entry
from civicbeat.listen.follow import KINDS, follow, follow_feed
from civicbeat.listen.models import FollowedSource, KeyUse
from civicbeat.sources.feeds import FeedsSource
from civicbeat.sources.web import Web, forget_hosts
from civicbeat.web.labels import SOURCE_KINDS
from civicbeat.web.views import following


@pytest.fixture
def feed(monkeypatch):
    """A feed on this machine, which nobody could follow otherwise."""
    with serving() as site:
        forget_hosts()
        site.paths["/feed"] = say(200, ATOM.encode())
        here = Web(pause=0, attempts=1, allow_loopback=True)
        monkeypatch.setattr(
            following, "source_of", lambda kind, given: FeedsSource(given["address"], f"{kind}.new", web=here)
        )
        yield f"{site.address}/feed"


def test_every_kind_is_offered_with_a_name_of_its_own(client):
    page = client.get("/sources/new").content.decode()
    for kind in KINDS:
        assert kind in SOURCE_KINDS
        assert f'href="/sources/new/{kind}"' in page


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_asks_for_what_its_kind_wants(client, kind):
    page = client.get(f"/sources/new/{kind}").content.decode()
    for option in KINDS[kind].options:
        assert f'name="{option.name}"' in page
    assert 'type="password"' not in page
    answer = client.post(f"/sources/new/{kind}", {"do": "follow"})
    if any(option.required for option in KINDS[kind].options):
        assert answer.status_code == 400
        assert not FollowedSource.objects.exists()


def test_what_is_no_kind_does_not_exist(english):
    assert english.get("/sources/new/files").status_code == 404
    assert english.get("/sources/new/no-such-kind").status_code == 404


def test_posts_are_shown_before_anything_is_followed(english, feed, running):
    before = running.store.pulse().posts
    page = english.post("/sources/new/feeds", {"do": "try", "address": feed, "institutional": "on"}).content.decode()
    assert "Ngập ở chợ" in page
    assert "Nothing was stored" in page
    assert not FollowedSource.objects.exists()
    assert running.store.pulse().posts == before
    assert Entry.objects.filter(action="try").exists()


def test_a_trial_that_fails_says_why(english):
    answer = english.post("/sources/new/feeds", {"do": "try", "address": "http://10.0.0.1/feed"})
    assert answer.status_code == 200
    assert "private network" in answer.content.decode()


def test_a_source_is_followed_with_what_was_filled_in(english, person):
    given = {"do": "follow", "server": "https://nha.example/about", "tag": "#GiaoThong", "title": "Nhà"}
    answer = english.post("/sources/new/mastodon", given, follow=True)
    [followed] = FollowedSource.objects.all()
    assert followed.options == {"server": "https://nha.example", "tag": "giaothong"}
    assert (followed.title, followed.added_by) == ("Nhà", person)
    assert "Nhà" in answer.content.decode()
    assert Entry.objects.filter(action="follow").exists()


def test_what_cannot_be_followed_is_told_beside_the_form(client):
    answer = client.post("/sources/new/feeds", {"do": "follow", "address": "ftp://x.example"})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"paused": True}, "Somebody here paused it"),
        ({"failures": 3, "problem": "x.example did not answer in time."}, "does not deliver"),
        ({"problem": "The host asked to be left alone for a while.", "due_at": timedelta(hours=1)}, "waits"),
        ({}, "not read yet"),
        ({"last_read_at": -timedelta(minutes=1), "quiet_since": -timedelta(hours=7)}, "gives less than it ever does"),
        ({"last_read_at": -timedelta(minutes=1)}, "well"),
    ],
)
def test_a_source_says_how_it_fares_and_why(english, state, said):
    followed = follow_feed("https://bao-mau.example/rss")
    now = datetime.now(UTC)
    given = {name: now + value if isinstance(value, timedelta) else value for name, value in state.items()}
    FollowedSource.objects.filter(pk=followed.pk).update(**given)
    assert said in english.get(f"/sources/{followed.pk}").content.decode()
    assert followed.title in english.get("/sources").content.decode()


def test_the_ledger_of_a_source_hides_small_counts(english):
    followed = follow_feed("https://bao-mau.example/rss")
    followed.days.create(
        day=datetime.now(UTC).date(), new=1_234, deleted=3, reasons={"no-text": 7}, unknown={"mood": 40}, readings=5
    )
    FollowedSource.objects.update(sample={"id": "text 12"})
    page = english.get(f"/sources/{followed.pk}").content.decode()
    assert "1,234" in page
    assert page.count("&lt;10") == 2
    assert "<code>mood</code>" in page
    assert "text 12" in page


def test_a_quota_is_shown_with_when_it_begins_anew(english):
    followed = follow("youtube", {"videos": "dQw4w9WgXcQ"})
    KeyUse.objects.create(key="YOUTUBE", since=datetime.now(UTC).date(), units=0)
    page = english.get(f"/sources/{followed.pk}").content.decode()
    assert "of 10,000 units of the key YOUTUBE" in page


def test_a_webhook_says_where_it_delivers_and_where_its_secret_is_kept(english):
    followed = follow("webhook", {"title": "Cổng góp ý"})
    assert followed.name == "webhook.cong-gop-y"
    page = english.get(f"/sources/{followed.pk}").content.decode()
    assert "http://testserver/intake/webhook.cong-gop-y" in page
    assert "CIVICBEAT_KEY_WEBHOOK_CONG_GOP_Y" in page


@pytest.mark.parametrize(
    ("do", "field", "check"),
    [
        ("pause", "paused", lambda value: value is True),
        ("resume", "paused", lambda value: value is False),
        ("read", "due_at", lambda value: value <= datetime.now(UTC)),
        ("recheck", "recheck_due_at", lambda value: value <= datetime.now(UTC)),
    ],
)
def test_what_a_person_does_is_done_and_logged(english, do, field, check):
    followed = follow_feed("https://bao-mau.example/rss")
    assert english.post(f"/sources/{followed.pk}/act", {"do": do}).status_code == 302
    followed.refresh_from_db()
    assert check(getattr(followed, field))
    assert Entry.objects.filter(action=do).exists()


def test_a_source_that_is_no_longer_followed_is_gone(english):
    followed = follow_feed("https://bao-mau.example/rss")
    page = english.post(f"/sources/{followed.pk}/act", {"do": "stop"}, follow=True).content.decode()
    assert "its posts stay" in page
    assert not FollowedSource.objects.exists()
    assert english.post(f"/sources/{followed.pk}/act", {"do": "stop"}).status_code == 404


def test_what_nobody_offered_cannot_be_done(english):
    followed = follow_feed("https://bao-mau.example/rss")
    assert english.post(f"/sources/{followed.pk}/act", {"do": "delete-everything"}).status_code == 404
    assert FollowedSource.objects.exists()


def test_the_list_of_what_was_withdrawn_is_a_file(english):
    answer = english.get("/sources/withdrawn?since=2026-01-01")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).decode("utf-8-sig").startswith("id,gone_at,why")
    assert Entry.objects.filter(action="withdrawn").exists()
    assert english.get("/sources/withdrawn?since=x").status_code == 400
