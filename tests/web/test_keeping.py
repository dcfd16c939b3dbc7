"""How long posts are kept: everybody who sees sources reads it, a steward decides it, the public reads why."""

import html
from datetime import timedelta

import pytest
from tests.web.conftest import signed_in

from civicbeat.governance.accounts.rights import RIGHTS, Right, Role
from civicbeat.listen import terms
from civicbeat.listen.models import FollowedSource, ImportRun, Term

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "Chủ đề mùa mưa được so với năm trước, nên cần giữ một năm."


@pytest.fixture(autouse=True)
def sources(db):
    FollowedSource.objects.create(name="test.news", kind="feeds", title="Báo Phố Mẫu", options={"address": "x"})
    FollowedSource.objects.create(name="test.x", kind="x", title="X", options={"query": "ngập"})
    ImportRun.objects.create(file_name="a.csv", source="files.gop-y")


@pytest.fixture
def steward(person):
    person.role = Role.STEWARD
    person.save()
    return person


def page(client):
    response = client.get("/sources/terms")
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def send(client, **more):
    return client.post("/sources/terms/decide", {"source": "", "days": "365", "reason": WHY} | more, follow=True)


@pytest.mark.parametrize(("language", "words"), [("vi", "730 ngày"), ("en", "730 days")])
def test_the_terms_of_each_source_are_read_by_whoever_sees_sources(running, person, language, words):
    text = page(signed_in(person, language))
    assert words in text
    assert "Báo Phố Mẫu" in text
    assert 'name="days"' not in text, "an analyst decides nothing here"
    assert "/sources/terms" in signed_in(person, language).get("/sources").content.decode()


def test_a_steward_decides_with_a_reason_that_stands_in_the_register(running, steward, client):
    text = html.unescape(send(client).content.decode())
    assert WHY in text
    assert terms.for_all() == timedelta(days=365)
    send(client, source="test.x", days="5")
    rows = {row["title"]: row for row in client.get("/register/sources.json").json()["rows"]}
    news = rows["Báo Phố Mẫu"]
    assert (news["own_days"], news["own_reason"], news["own_by"]) == (365, WHY, str(steward))
    assert (rows["X"]["own_days"], rows["X"]["kept_days"]) == (5, 7)
    assert rows["files.gop-y"]["own_days"] == 365
    send(client, source="test.x", back="1")
    rows = {row["title"]: row for row in client.get("/register/sources.json").json()["rows"]}
    assert rows["X"]["own_days"] is None


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"days": "0"}, "A term has 1 to 3660 days."),
        ({"days": "ever"}, "A term has 1 to 3660 days."),
        ({"days": "999999999999"}, "A term has 1 to 3660 days."),
        ({"days": "30", "source": "test.x"}, "lets posts be kept for 7 days. Give no longer term."),
        ({"reason": "because"}, "The reason has fewer than 20 characters."),
        ({"reason": " "}, "Say why: everybody reads it in the public register."),
        ({"source": "nowhere"}, "There is no such source."),
    ],
)
def test_what_cannot_be_decided_is_said(running, steward, more, told):
    assert told in html.unescape(send(signed_in(steward, "en"), **more).content.decode())
    assert not Term.objects.exists()


def test_only_a_steward_decides(running, person):
    assert {role for role in Role if Right.RETENTION in RIGHTS[role]} == {Role.STEWARD}
    for role in set(Role) - {Role.STEWARD}:
        person.role = role
        person.save()
        assert send(signed_in(person, "en")).status_code == 403, role


def test_a_source_says_how_long_its_posts_are_kept(running, person):
    source = FollowedSource.objects.get(name="test.news")
    text = signed_in(person, "en").get(f"/sources/{source.pk}").content.decode()
    assert "keeps posts for 730 days from the first reading" in text


def test_the_register_says_how_much_is_held_until_when(running, client):
    rows = client.get("/register/retention.json").json()["rows"]
    news = next(row for row in rows if row["source"] == "Báo Phố Mẫu")
    assert news["kept_days"] == 730
    assert "first reading" in news["how"]["en"]
