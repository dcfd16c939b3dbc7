"""The pages of sharing, joining and reviewing a topic."""

import pytest
from tests.web.conftest import signed_in

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.topics import sharing
from civicbeat.governance.topics.models import Share, Topic
from civicbeat.records.period import today


@pytest.fixture
def roads(db):
    return Agency.objects.create(short_name="roads", name_vi="Sở Đường", name_en="Roads")


@pytest.fixture
def minh(roads):
    return Account.objects.create(username="minh", display_name="Minh", agency=roads, language="en")


@pytest.fixture
def guest(running, minh):
    return signed_in(minh, "en")


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_a_topic_that_is_begun_shows_those_like_it(english, guest, topic):
    assert "A topic like this one" in page(english, "/topics/new?q=ngap")
    own = page(english, "/topics/alike?name=x&query=ngap")
    assert f'href="/topics/{topic.pk}"' in own
    theirs = page(guest, "/topics/alike?name=x&query=ngap")
    assert f'href="/topics/{topic.pk}/join"' in theirs
    assert "topic" not in page(guest, "/topics/alike?name=x&query=kẹt")
    assert page(english, f"/topics/alike?name=x&query=ngap&but={topic.pk}").strip() == ""
    assert "A topic like this one" not in page(english, f"/topics/{topic.pk}/edit")


def test_another_agency_asks_and_then_looks_and_changes_nothing(english, guest, topic, roads):
    assert guest.get(f"/topics/{topic.pk}").status_code == 404
    assert topic.purpose in page(guest, f"/topics/{topic.pk}/join")
    guest.post(f"/topics/{topic.pk}/join", {"reason": "We close the same streets."})
    assert "asked on" in page(guest, f"/topics/{topic.pk}/join")
    assert guest.get(f"/topics/{topic.pk}").status_code == 404

    assert "Roads asks to look at" in page(english, "/topics")
    assert "We close the same streets." in page(english, f"/topics/{topic.pk}/sharing")
    english.post(f"/topics/{topic.pk}/sharing", {"agency": "roads", "reason": "Gladly."})

    shown = page(guest, f"/topics/{topic.pk}")
    assert "you look at it for its purpose" in shown
    assert "/edit" not in shown
    assert page(guest, f"/panel/volume?topic={topic.pk}")
    assert "Shared with your agency" in page(guest, "/topics")
    assert "Roads" in page(english, f"/topics/{topic.pk}")
    for address in ("edit", "label", "sharing", "review"):
        assert guest.get(f"/topics/{topic.pk}/{address}").status_code == 404
    assert guest.get(f"/topics/{topic.pk}/join").headers["Location"] == f"/topics/{topic.pk}"

    english.post(f"/topics/shares/{Share.objects.get().pk}/end", {"reason": "The works are done."})
    assert guest.get(f"/topics/{topic.pk}").status_code == 404
    assert guest.get(f"/panel/volume?topic={topic.pk}").status_code == 404


def test_what_is_asked_is_refused(english, guest, topic, minh):
    share = sharing.ask(minh, topic, "We close the same streets.")
    english.post(f"/topics/shares/{share.pk}/end", {"reason": "Not this one."})
    assert "was refused" in page(english, f"/topics/{topic.pk}/sharing")
    assert "Ask to look at it" in page(guest, f"/topics/{topic.pk}/join")


def test_a_share_is_given_up(person, guest, topic, roads):
    share = sharing.give(person, topic, roads, "They close the same streets.")
    assert guest.post(f"/topics/shares/{share.pk}/end", {"reason": "We are done."}).headers["Location"] == "/topics"
    assert not Share.objects.open().exists()


def test_nobody_ends_what_is_between_others(running, person, topic, roads):
    share = sharing.give(person, topic, roads, "They close the same streets.")
    parks = Agency.objects.create(short_name="parks", name_vi="Công viên", name_en="Parks")
    stranger = signed_in(Account.objects.create(username="x", agency=parks), "en")
    assert stranger.post(f"/topics/shares/{share.pk}/end", {"reason": "I want to."}).status_code == 404


def test_a_missing_reason_is_said(client, topic, roads):
    response = client.post(f"/topics/{topic.pk}/sharing", {"agency": "roads", "reason": " "}, follow=True)
    assert any(said in response.content.decode() for said in ("A reason is missing.", "Chưa có lý do."))
    assert client.post(f"/topics/{topic.pk}/sharing", {"agency": "nosuch", "reason": "x"}).status_code == 404


def test_a_review_is_due_and_done(english, topic):
    Topic.objects.update(review_on=today())
    assert "to be reviewed since" in page(english, "/topics")
    assert "was to be reviewed by" in page(english, f"/topics/{topic.pk}")
    english.post(f"/topics/{topic.pk}/review", {"act": "review", "reason": "Pumps came sooner."})
    assert "to be reviewed since" not in page(english, "/topics")


def test_a_topic_is_handed_over(english, topic, person):
    heir = Account.objects.create(username="hoa", display_name="Hoa", agency=person.agency, role=Role.MANAGER)
    Account.objects.filter(pk=person.pk).update(role=Role.MANAGER)
    assert "Hoa" in page(english, f"/topics/{topic.pk}/review")
    english.post(f"/topics/{topic.pk}/review", {"act": "hand-over", "to": heir.pk, "reason": "I leave."})
    topic.refresh_from_db()
    assert topic.owner == heir
    heir.is_active = False
    heir.save()
    assert "no longer answers for it" in page(english, "/topics")
    assert english.post(f"/topics/{topic.pk}/review", {"act": "hand-over", "to": "x"}).status_code == 404


def test_of_two_who_change_a_topic_the_second_is_told(english, topic):
    form = english.get(f"/topics/{topic.pk}/edit").context["form"]
    given = {name: form[name].value() for name in form.fields}
    assert english.post(f"/topics/{topic.pk}/edit", given | {"purpose": "The first."}).status_code == 302
    late = english.post(f"/topics/{topic.pk}/edit", given | {"purpose": "The second."})
    assert "Somebody else changed this topic" in late.content.decode()
    topic.refresh_from_db()
    assert topic.purpose == "The first."
