"""What can be followed at a pasted address, and following it."""

import pytest

from civicbeat.governance.audit.models import Entry
from civicbeat.listen import offering
from civicbeat.listen.models import FollowedSource
from civicbeat.sources.discover import Offer

FOUND = (
    Offer("feeds", "https://bao-mau.example/rss.xml", "Báo Mẫu <b>", "…"),
    Offer("sites", "https://bao-mau.example/", "bao-mau.example", "…"),
    Offer("mastodon", "https://nha.example/", "Nhà", "…"),
    Offer("discourse", "https://hoi.example/", "Hỏi", "…"),
    Offer("no-such-kind", "https://la.example/", "Lạ", "…"),
)


@pytest.fixture
def _found(monkeypatch):
    monkeypatch.setattr(offering, "discover", lambda address: FOUND if "bao-mau" in address else ())


@pytest.mark.usefixtures("_found")
def test_every_offer_that_can_be_followed_has_a_button(client):
    page = client.post("/sources/look", {"place": "bao-mau.example"}).content.decode()
    assert page.count('action="/sources/take"') == 4
    assert "Báo Mẫu &lt;b&gt;" in page
    assert "Lạ" not in page


@pytest.mark.usefixtures("_found")
def test_an_address_with_nothing_to_follow_says_so(english):
    page = english.post("/sources/look", {"place": "https://trong.example"}).content.decode()
    assert "Nothing was found there" in page


@pytest.mark.usefixtures("_found")
def test_what_is_no_address_is_asked_for_again(english):
    answer = english.post("/sources/look", {"place": "không phải"})
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.content.decode()


@pytest.mark.parametrize(
    ("given", "kind", "title"),
    [
        ({"kind": "feeds", "address": "https://bao-mau.example/rss.xml", "title": "Báo Mẫu"}, "feeds", "Báo Mẫu"),
        ({"kind": "sites", "address": "https://bao-mau.example/", "title": "Báo Mẫu"}, "sites", "Báo Mẫu"),
        (
            {"kind": "mastodon", "address": "https://nha.example/", "tag": "#SaiGon"},
            "mastodon",
            "#saigon · nha.example",
        ),
    ],
)
def test_an_offer_is_followed_and_logged(english, person, given, kind, title):
    answer = english.post("/sources/take", given, follow=True)
    [followed] = FollowedSource.objects.all()
    assert (followed.kind, followed.title, followed.added_by) == (kind, title, person)
    assert title in answer.content.decode()
    assert Entry.objects.filter(action="follow").exists()


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "files", "address": "https://hoi.example/"},
        {"kind": "mastodon", "address": "https://nha.example/", "tag": "hai từ"},
        {"kind": "feeds", "address": "ftp://bao-mau.example/"},
        {},
    ],
)
def test_what_was_not_offered_is_not_followed(client, given):
    answer = client.post("/sources/take", given)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not FollowedSource.objects.exists()
