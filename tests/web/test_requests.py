"""Requests of people and incidents in the console: seen by stewards alone, decided with a reason, on record."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.web.conftest import signed_in

from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.audit.models import Entry
from civicbeat.governance.requests import cases
from civicbeat.governance.requests.models import Incident, SubjectRequest
from civicbeat.governance.requests.secrets import sealer
from civicbeat.governance.requests.wishes import Proof, State, Tie, Wish
from civicbeat.records.post import post_id

pytestmark = pytest.mark.django_db

NUMBER = 31
SAID = f"Đường Lê Lợi ngập nước lần {NUMBER}, xe chết máy"


@pytest.fixture
def steward(person):
    person.role = Role.STEWARD
    person.save()
    return person


@pytest.fixture
def console(running, steward, request):
    return signed_in(steward, "en")


def asked(running, number=NUMBER, **more):
    wanted = {"wish": Wish.ERASE, "posts": (post_id("test.forum", str(number)),), "words": "Tôi viết bài này."}
    wanted |= {"contact": "an@vidu.example", "language": "en"} | more
    return cases.receive(cases.Asked(**wanted), sealer(running.installation.keys))[0]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_waits_is_listed_with_its_days(running, steward, language):
    late, soon = asked(running), asked(running, wish=Wish.OBJECT)
    SubjectRequest.objects.filter(pk=late.pk).update(due_on=timezone.now().date() - timedelta(days=4))
    page = signed_in(steward, language).get("/requests").content.decode()
    assert page.index(late.number) < page.index(soon.number)
    assert {"vi": "trễ hạn", "en": "late"}[language] in page
    assert "an@vidu" not in page


def test_nobody_but_a_steward_sees_or_decides(running, person):
    made = asked(running)
    for role in set(Role) - {Role.STEWARD}:
        person.role = role
        person.save()
        client = signed_in(person, "en")
        for address in ("/requests", f"/requests/{made.number}", "/incidents", "/incidents/new"):
            assert client.get(address).status_code == 403, (role, address)
        assert client.post(f"/requests/{made.number}", {"act": "grant", "said": "x"}).status_code == 403
    made.refresh_from_db()
    assert made.is_open


def test_a_request_shows_its_post_and_words_and_that_it_was_looked_at(console, running):
    made = asked(running)
    page = console.get(f"/requests/{made.number}").content.decode()
    for told in (SAID, "Tôi viết bài này.", "an@vidu.example"):
        assert told in page
    entry = Entry.objects.filter(action="look").latest("number")
    assert entry.subject == f"request {made.number}"
    assert "an@vidu" not in str(entry.details)
    assert console.get("/requests/26-NONE00").status_code == 404


def test_granting_does_it_at_once_and_is_on_record(console, running):
    made = asked(running, number=33)
    answer = console.post(f"/requests/{made.number}", {"act": "grant", "said": "They showed the account."}, follow=True)
    assert answer.status_code == 200
    made.refresh_from_db()
    assert (made.state, made.proof, made.decided_by) == (State.GRANTED, Proof.PERSON, "an")
    assert running.store.held([post_id("test.forum", "33")]) == ()
    entry = Entry.objects.get(action="request-decide")
    assert (entry.person, entry.details["state"]) == ("an", "granted")


def test_a_refusal_needs_a_reason_and_says_where_to_complain(console, running):
    made = asked(running)
    page = console.get(f"/requests/{made.number}").content.decode()
    assert "go to court" in page
    refused = console.post(f"/requests/{made.number}", {"act": "refuse", "said": " ", "complain": "x"})
    assert refused.status_code == 400
    console.post(
        f"/requests/{made.number}", {"act": "refuse", "said": "Another account wrote it.", "complain": "Court."}
    )
    made.refresh_from_db()
    assert made.state == State.REFUSED
    assert made.steps.last().said == "Another account wrote it.\n\nCourt."
    assert len(running.store.held([post_id("test.forum", str(NUMBER))])) == 1
    again = console.post(f"/requests/{made.number}", {"act": "grant", "said": "x"})
    assert (again.status_code, "This request is closed" in again.content.decode()) == (400, True)


def test_asking_and_taking_longer_keep_it_open(console, running):
    made = asked(running)
    console.post(f"/requests/{made.number}", {"act": "ask", "said": "Which account?"})
    console.post(f"/requests/{made.number}", {"act": "prolong", "said": "The platform answers slowly."})
    due = made.due_on
    made.refresh_from_db()
    assert (made.is_open, made.due_on, made.prolonged) == (True, due + timedelta(days=15), True)
    assert "Take 15 days longer" not in console.get(f"/requests/{made.number}").content.decode()
    assert console.post(f"/requests/{made.number}", {"act": "prolong", "said": "x"}).status_code == 400
    assert console.post(f"/requests/{made.number}", {"act": "else"}).status_code == 302


def test_a_post_is_named_where_the_person_named_none(console, running):
    made = asked(running, posts=(), tie=Tie.ABOUT, words="Bài nói tên tôi.")
    assert console.post(f"/requests/{made.number}", {"act": "find", "what": "không có"}).status_code == 400
    console.post(f"/requests/{made.number}", {"act": "find", "what": SAID})
    made.refresh_from_db()
    assert made.posts == [str(post_id("test.forum", str(NUMBER)))]
    assert SAID in console.get(f"/requests/{made.number}").content.decode()


def test_a_label_is_corrected(console, running):
    made = asked(running, number=35, wish=Wish.CORRECT)
    assert console.post(f"/requests/{made.number}", {"act": "grant", "said": "x"}).status_code == 400
    console.post(f"/requests/{made.number}", {"act": "label", "sentiment": "positive", "theme": "noise"})
    console.post(f"/requests/{made.number}", {"act": "grant", "said": "It praises."})
    [post] = running.store.held([post_id("test.forum", "35")])
    assert (post.sentiment, post.themes) == ("positive", ("noise",))


def incident(**more):
    noticed = (timezone.localtime() - timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M")
    return {"what": "Một máy tính bị mất.", "noticed_at": noticed, **more}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_incident_is_entered_and_written_on(running, steward, language):
    client = signed_in(steward, language)
    assert client.get("/incidents").status_code == client.get("/incidents/new").status_code == 200
    client.post("/incidents/new", incident())
    made = Incident.objects.get()
    assert made.what in client.get("/incidents").content.decode()
    assert made.what in client.get("/register/incidents").content.decode()
    client.post(f"/incidents/{made.pk}", incident(done="Đã khóa máy từ xa."))
    made.refresh_from_db()
    assert made.done == "Đã khóa máy từ xa."
    assert [entry.action for entry in Entry.objects.filter(subject=f"incident {made.pk}")] == ["incident"] * 2
    assert client.get(f"/incidents/{made.pk}").status_code == 200
    assert client.get("/incidents/404").status_code == 404


def test_an_incident_has_times_that_can_be(console):
    later = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    earlier = (timezone.localtime() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    for wrong in ({"noticed_at": later}, {"reported_at": earlier}, {"what": ""}, {"noticed_at": "x"}):
        assert console.post("/incidents/new", incident(**wrong)).status_code == 400
    assert not Incident.objects.exists()
