"""What is held of one's own post is seen and asked about without an account; strangers change nothing."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.switching import BY, silence

from civicbeat.enrich.cards import opinions
from civicbeat.governance.audit.models import Entry
from civicbeat.governance.requests import cases
from civicbeat.governance.requests.models import Step, SubjectRequest
from civicbeat.governance.requests.secrets import sealer
from civicbeat.governance.requests.wishes import Did, Proof, State, Tie, Wish
from civicbeat.listen.models import ImportRun
from civicbeat.portal.forms import sealed_posts
from civicbeat.records.post import post_id

pytestmark = pytest.mark.django_db

SAID = "Đường Lê Lợi ngập nước lần 7, xe chết máy"
POST = post_id("test.forum", "7")


@pytest.fixture(autouse=True)
def _city(running):
    return running


def mark(page):
    return re.search(r'name="posts" value="([^"]+)"', page.content.decode())[1]


def ask(client, **more):
    given = {"posts": sealed_posts([POST]), "wish": Wish.ERASE, "tie": Tie.AUTHOR, "send": "yes", **more}
    return client.post("/your-data/ask", given)


def number_and_secret(page):
    text = page.content.decode()
    return {
        "number": re.search(r'name="number" value="([^"]+)"', text)[1],
        "secret": re.search(r'name="secret" value="([^"]+)"', text)[1],
    }


def test_the_words_of_a_post_show_all_that_is_held_of_it(citizen):
    page = citizen.post("/your-data", {"what": SAID})
    text = page.content.decode()
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert SAID in text
    guessed, language = ("guessed by a machine", "en") if 'lang="en"' in text[:60] else ("máy đoán", "vi")
    assert text.count(guessed) == 4
    assert {"en": "no name: a code", "vi": "không có tên: một mã"}[language] in text
    entry = Entry.objects.get()
    assert (entry.person, entry.action, entry.subject) == ("public", "subject-look", "")
    assert SAID not in str(entry.details)


def test_every_guess_leads_to_its_card_and_to_saying_that_it_is_wrong(citizen):
    text = citizen.post("/your-data", {"what": SAID}).content.decode()
    for model in opinions():
        assert f'href="/register/models#{model}"' in text
    assert 'class="machine' in text


def test_a_guess_of_a_model_that_is_off_is_held_still_and_said_to_be_of_no_use(citizen):
    silence("sentiment")
    text = citizen.post("/your-data", {"what": SAID}).content.decode()
    assert text.count(BY) == 1
    assert ("It is held still, and used for nothing." in text) or ("không dùng vào việc gì" in text)


def test_a_post_is_found_by_its_address(citizen):
    ImportRun.objects.create(file_name="a.csv", source="test.forum")
    assert SAID in citizen.post("/your-data", {"what": "https://forum.example/t/7"}).content.decode()
    assert SAID in citizen.post("/your-data", {"what": "https://forum.example/7"}).content.decode()


@pytest.mark.parametrize("what", ["Đường Lê Lợi ngập nước", "ngập", "*", "https://forum.example/none", '"lần 7"'])
def test_less_than_the_whole_finds_nothing(english, what):
    page = english.post("/your-data", {"what": what}).content.decode()
    assert "Nothing is held" in page
    assert "<article" not in page


def test_what_is_hostile_in_a_post_is_shown_as_text(english):
    from tests.web.city import HOSTILE  # noqa: PLC0415

    page = english.post("/your-data", {"what": HOSTILE}).content.decode()
    assert "&lt;script&gt;" in page
    assert "<script" not in page


def test_nothing_given_is_refused_kindly(citizen):
    for what in ("", "   ", "\0", "x" * 30_000):
        assert citizen.post("/your-data", {"what": what}).status_code == 400


def test_a_request_has_a_number_and_a_secret_and_is_seen_with_both(citizen, running):
    found = citizen.post("/your-data", {"what": SAID})
    chosen = citizen.post("/your-data/ask", {"posts": mark(found)})
    assert chosen.status_code == 200
    assert SAID in chosen.content.decode()
    assert f'value="{Wish.SEE}"' not in chosen.content.decode()
    received = ask(citizen, posts=mark(found), words="Tôi viết nó.", contact="an@vidu.example")
    known = number_and_secret(received)
    made = SubjectRequest.objects.get()
    assert (made.number, made.posts, made.wish) == (known["number"], [str(POST)], Wish.ERASE)
    status = citizen.post("/your-request", known)
    assert status.status_code == 200
    assert "Tôi viết nó." in status.content.decode()
    assert "an@vidu.example" not in status.content.decode()
    stored = str(list(Step.objects.values())) + str(list(SubjectRequest.objects.values()))
    assert "Tôi viết nó" not in stored
    assert known["secret"] not in stored
    assert len(running.store.held([POST])) == 1


def test_whoever_lacks_the_secret_sees_nothing(citizen):
    known = number_and_secret(ask(citizen))
    for wrong in ({**known, "secret": "AAAA-BBBB-CCCC-DDDD"}, {**known, "number": "26-AAAAAA"}):
        page = citizen.post("/your-request", wrong)
        assert page.status_code == 400
        assert "textarea" not in page.content.decode()
    assert citizen.get(f"/your-request?number={known['number']}&secret={known['secret']}").status_code == 200
    assert "textarea" not in citizen.get(f"/your-request?secret={known['secret']}").content.decode()


def test_posts_are_asked_about_only_as_they_were_found(english):
    for forged in (str(POST), "x", sealed_posts([POST])[:-2] + "xx", "[1]"):
        page = ask(english, posts=forged)
        assert page.status_code == 400
    assert not SubjectRequest.objects.exists()


def test_what_a_correction_lacks_is_told_and_what_it_has_is_kept(english):
    assert ask(english, wish=Wish.CORRECT).status_code == 400
    assert ask(english, wish=Wish.CORRECT, sentiment="happy").status_code == 400
    assert ask(english, wish=Wish.CORRECT, sentiment="neutral", theme="noise").status_code == 200
    made = SubjectRequest.objects.get()
    assert (made.sentiment, made.themes) == ("neutral", ["noise"])
    assert ask(english, wish=Wish.ERASE, sentiment="neutral").status_code == 200
    assert SubjectRequest.objects.latest("pk").sentiment == ""


def test_without_a_post_words_are_needed(english):
    assert ask(english, posts="", wish=Wish.SEE).status_code == 400
    assert ask(english, posts="", wish=Wish.SEE, words="My name stands in a post of 3 March.").status_code == 200
    made = SubjectRequest.objects.get()
    assert (made.posts, made.code) == ([], "")


def test_more_can_be_said_and_a_request_taken_back(english, running):
    known = number_and_secret(ask(english))
    assert english.post("/your-request", {**known, "act": "say", "words": "One more thing."}).status_code == 200
    assert english.post("/your-request", {**known, "act": "say", "words": " "}).status_code == 400
    assert english.post("/your-request", {**known, "act": "look"}).status_code == 200
    assert SubjectRequest.objects.get().look_wanted
    assert english.post("/your-request", {**known, "act": "nothing"}).status_code == 200
    assert english.post("/your-request", {**known, "act": "withdraw"}).status_code == 200
    made = SubjectRequest.objects.get()
    assert made.state == State.WITHDRAWN
    closed = english.post("/your-request", {**known, "act": "withdraw"})
    assert closed.status_code == 400
    assert "court" in closed.content.decode()


def test_what_the_institution_says_is_read_there(english, person):
    known = number_and_secret(ask(english))
    made = SubjectRequest.objects.get()
    cases.ask(person, made, "Which account wrote it?")
    assert "Which account wrote it?" in english.post("/your-request", known).content.decode()
    cases.close(made, State.REFUSED, "<b>It is another account.</b>", proof=Proof.NONE, by=person)
    page = english.post("/your-request", known).content.decode()
    assert "&lt;b&gt;It is another account." in page
    assert str(person) not in page


def test_open_forms_are_limited_by_network_without_keeping_it(english, monkeypatch):
    monkeypatch.setattr("civicbeat.portal.views.your_data.LOOKS", ("looks", 3))
    for _ in range(3):
        assert english.post("/your-data", {"what": "ngập"}, REMOTE_ADDR="198.51.100.7").status_code == 200
    refused = english.post("/your-data", {"what": "ngập"}, REMOTE_ADDR="198.51.100.7")
    assert refused.status_code == 429
    assert english.post("/your-data", {"what": "ngập"}, REMOTE_ADDR="198.51.100.8").status_code == 200
    assert "198.51" not in str(list(Entry.objects.values()))


def test_forms_need_their_token():
    from django.test import Client  # noqa: PLC0415

    strict = Client(enforce_csrf_checks=True)
    for address in ("/your-data", "/your-data/ask", "/your-request"):
        assert strict.post(address, {"what": "x"}).status_code == 403


def test_the_vietnamese_address_leads_there(citizen):
    assert citizen.get("/du-lieu-cua-ban").headers["Location"] == "/your-data"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
FIELDS = ("posts", "wish", "tie", "sentiment", "theme", "words", "contact", "send", "what", "number", "secret", "act")
KNOWN = st.sampled_from([*Wish.values, *Tie.values, "look", "say", "withdraw", "yes", "neutral", "https://x.com/a/1"])


@given(address=st.sampled_from(["", "/ask"]), fields=st.dictionaries(st.sampled_from(FIELDS), TEXT | KNOWN))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_is_answered(english, address, fields, monkeypatch):
    for view in ("your_data", "your_request"):
        monkeypatch.setattr(f"civicbeat.portal.views.{view}.within", lambda *_: True)
    for path in (f"/your-data{address}", "/your-request"):
        assert english.post(path, fields).status_code in (200, 400)


def test_bytes_that_are_no_text_are_answered(english):
    for path in ("/your-data", "/your-data/ask", "/your-request"):
        body = b"what=%ff%fe&posts=%00&wish=%ed%a0%80&number=%c0&secret=%ff"
        answer = english.post(path, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in (200, 400)
        assert english.post(path, b"{}", content_type="application/json").status_code in (200, 400)
    assert not SubjectRequest.objects.exists()


def test_the_codes_way_is_offered_only_where_the_source_can_be_asked(english, running, monkeypatch):
    page = ask(english).content.decode()
    assert "a person decides by what you wrote" in page
    monkeypatch.setattr("civicbeat.portal.views.your_data.can_be_looked_at", lambda *_: True)
    page = ask(english).content.decode()
    assert SubjectRequest.objects.latest("pk").code in page
    assert ask(english, tie=Tie.ABOUT).status_code == 200
    assert SubjectRequest.objects.latest("pk").code == ""


def test_words_are_opened_with_the_keys_of_this_installation(english, running):
    ask(english, words="Chỉ mình tôi biết.")
    step = SubjectRequest.objects.get().steps.get(did=Did.SAID)
    assert sealer(running.installation.keys).open(bytes(step.words)) == "Chỉ mình tôi biết."
