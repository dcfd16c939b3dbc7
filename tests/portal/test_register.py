"""The public register: whole, in both languages, for people and for programs, without signing in (charter rule 3)."""

import csv
import io
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from tests.switching import BY, WHY, silence

from civicbeat.enrich.cards import cards
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.requests import rules
from civicbeat.governance.requests.models import Incident, SubjectRequest
from civicbeat.governance.requests.wishes import State, Wish
from civicbeat.governance.switches.switching import switch_on
from civicbeat.governance.topics.linter import Kind
from civicbeat.governance.topics.models import Refusal, Topic
from civicbeat.listen.models import FollowedSource, ImportRun, SourceDay
from civicbeat.portal.register import removals
from civicbeat.portal.register.all import PARTS
from civicbeat.portal.views.register import A_PAGE
from civicbeat.records.period import today
from civicbeat.records.post import post_id
from civicbeat.records.scope import Scope
from civicbeat.sources.all import policies

pytestmark = pytest.mark.django_db
SLUGS = [part.slug for part in PARTS]
ATOM = "{http://www.w3.org/2005/Atom}"


def rows(client, slug):
    return client.get(f"/register/{slug}.json").json()["rows"]


@pytest.fixture
def sources():
    feed = FollowedSource.objects.create(
        name="test.news", kind="feeds", title="Báo Phố Mẫu", options={"address": "https://bao.example/rss"}
    )
    FollowedSource.objects.create(name="test.forum", kind="x", title="X", options={"query": "ngập"}, paused=True)
    ImportRun.objects.create(file_name="a.csv", source="files.gop-y")
    SourceDay.objects.create(source=feed, day=date(2026, 3, 5), deleted=27)
    SourceDay.objects.create(source=feed, day=date(2026, 3, 6), deleted=7)
    SourceDay.objects.create(source=feed, day=date(2026, 4, 1), deleted=3)
    return feed


@pytest.fixture
def filled(running, topic, sources):
    rules.note(rules.in_force())
    Incident.objects.create(what="Một máy tính bị mất.", noticed_at=datetime(2026, 3, 1, tzinfo=UTC))
    return running


@pytest.mark.parametrize("slug", SLUGS)
def test_every_part_is_a_page_a_table_of_json_and_one_of_csv(citizen, filled, slug):
    page = citizen.get(f"/register/{slug}")
    assert page.status_code == 200
    told = citizen.get(f"/register/{slug}.json")
    text = citizen.get(f"/register/{slug}.csv")
    assert told.headers["Access-Control-Allow-Origin"] == text.headers["Access-Control-Allow-Origin"] == "*"
    body = told.json()
    table = list(csv.DictReader(io.StringIO(text.content.decode("utf-8-sig"))))
    assert len(table) == len(body["rows"])
    assert all(set(row) == set(body["columns"]) for row in body["rows"])
    for key, title in body["columns"].items():
        assert title["vi"] != title["en"] or key in ("model", "texts")
    if slug not in ("requests", "removals", "masked-late", "refusals"):
        assert body["rows"]


@pytest.mark.parametrize("slug", SLUGS)
def test_an_empty_installation_has_every_part_too(citizen, running, slug):
    for form in ("", ".json", ".csv"):
        assert citizen.get(f"/register/{slug}{form}").status_code == 200
    assert citizen.get("/register").status_code == 200


def test_addresses_of_parts_do_not_change():
    assert {
        *("topics", "assessments", "sources", "unheard", "models", "holdings", "retention"),
        *("requests", "removals", "masked-late", "refusals", "incidents", "changes"),
    } == set(SLUGS)
    assert reverse("portal:register-part-csv", args=["topics"]) == "/register/topics.csv"


def test_what_is_not_there_is_not_found(english):
    for address in ("/register/none", "/register/none.json", "/register/none.csv"):
        assert english.get(address).status_code == 404
    assert english.post("/register").status_code == 405


def test_everybody_reads_why_a_topic_is_listened_to(citizen, topic):
    text = citizen.get("/register/topics").content.decode()
    for told in (topic.name, topic.purpose, topic.legal_basis, str(topic.owner)):
        assert told in text
    assert topic.name in citizen.get("/register").content.decode()


def test_programs_read_it_too(english, topic):
    whole = english.get("/register.json").json()
    [row] = [row for row in whole["topics"] if row["name"] == topic.name]
    assert row == rows(english, "topics")[0]
    assert (row["purpose"], row["legal_basis"]) == (topic.purpose, topic.legal_basis)
    assert (row["owner"], row["ends_on"]) == (str(topic.owner), topic.ends_on.isoformat())
    assert row["agency"] == {"vi": topic.agency.name_vi, "en": topic.agency.name_en}
    assert row["state"] == {"vi": "đang theo dõi", "en": "running"}
    assert whole["parts"]["topics"]["csv"] == "http://testserver/register/topics.csv"
    assert list(whole["parts"]) == SLUGS


def test_an_ended_topic_still_stands_there_after_those_that_run(english, topic):
    Topic.objects.create(
        agency=topic.agency,
        owner=topic.owner,
        name="A cũ",
        query="rác",
        purpose="x",
        legal_basis="y",
        starts_on=today() - timedelta(days=20),
        ends_on=today() - timedelta(days=2),
    )
    assert [row["state"]["en"] for row in rows(english, "topics")] == ["running", "ended"]


def test_a_hostile_name_is_text_to_people_programs_and_spreadsheets(english, topic):
    topic.name, topic.purpose = "<script>alert(1)</script>", "=HYPERLINK(1)"
    topic.save()
    assert "<script>alert" not in english.get("/register/topics").content.decode()
    assert "<script>alert" not in english.get("/register").content.decode()
    table = english.get("/register/topics.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in table
    entry = ET.fromstring(english.get("/register/feed.atom").content).find(f"{ATOM}entry")
    assert "<script>" in entry.find(f"{ATOM}title").text


def test_many_topics_are_paged_and_found(english, topic):
    Topic.objects.bulk_create(
        Topic(
            agency=topic.agency,
            owner=topic.owner,
            name=f"Đường số {n}",
            query="ngập",
            purpose="x",
            legal_basis="y",
            ends_on=today() + timedelta(days=9),
        )
        for n in range(A_PAGE + 9)
    )
    first = english.get("/register/topics").content.decode()
    assert "Page 1 of 2" in first
    assert first.count("<article") == A_PAGE
    assert english.get("/register/topics?page=2").content.decode().count("<article") == 10
    found = english.get("/register/topics?find=duong+so+41").content.decode()
    assert found.count("<article") == 1
    assert "Đường số 41" in found
    for odd in ("page=x", "page=-1", "page=99999", "find=%00", "find=" + "x" * 5_000, "find=%3Cscript%3E"):
        page = english.get(f"/register/topics?{odd}")
        assert page.status_code == 200
        assert "<script>" not in page.content.decode()


def test_sources_stand_with_the_rules_of_their_places(english, sources):
    feed, paused, imported = rows(english, "sources")
    assert (feed["title"], feed["address"], feed["kept_days"]) == ("Báo Phố Mẫu", "https://bao.example/rss", None)
    assert feed["may_store"]["vi"] != feed["may_store"]["en"]
    assert (paused["state"]["en"], paused["kept_days"], paused["address"]) == ("paused", 7, None)
    assert "ngập" not in str(paused)
    assert (imported["title"], imported["kind"]["en"]) == ("files.gop-y", "Imported files")
    assert imported["terms_read"] == policies()["files"].terms_read.isoformat()


def test_every_rule_of_every_kind_is_told_in_both_languages(english, db):
    for kind in policies():
        FollowedSource.objects.create(name=f"{kind}.a", kind=kind, title=kind)
    for row in rows(english, "sources"):
        for key in ("may_store", "deletion"):
            assert row[key]["vi"] != row[key]["en"], (row["title"], key)


def test_models_stand_with_their_measured_error(english):
    found = rows(english, "models")
    assert {row["model"]["en"] for row in found} == {
        "Masking of personal data",
        "Language",
        "Sentiment",
        "Themes",
        "Places",
    }
    assert all(row["measured_on"] and row["texts"] for row in found)
    [themes] = [row for row in found if row["model"]["en"] == "Themes"]
    assert themes["precision"] == 0.902
    page = english.get("/register/models").content.decode()
    assert page.count("<article") == 5
    assert "90.2 %" in page


def removed(client):
    cache.clear()
    return {(row["month"], row["reason"]["en"]): row["posts"] for row in rows(client, "removals")}


def test_every_column_is_told_with_how_it_leaves(english):
    found = rows(english, "holdings")
    assert found[0]["kind"]["en"] == "what a person said in public, masked"
    assert {row["table"] for row in found} > {"posts", "requests.Step"}
    assert all(row[key]["vi"] != row[key]["en"] for row in found for key in ("what", "kind", "leaves", "term"))


def test_who_is_not_heard_stands_there_in_both_languages(english, filled):
    found = {row["id"]: row for row in rows(english, "unheard")}
    assert found["km"]["what"] == {"vi": "Tiếng Khmer", "en": "Khmer"}
    assert found["vn.hcm.phuong-go-vap"]["kind"]["en"] == "ward"
    assert "vi" not in found
    assert "flooding" not in found
    page = english.get("/register/unheard").content.decode()
    assert "wards are named by nobody or by too few people" in page
    assert "Silence online is not contentment" in page


def test_removals_are_told_in_tens_and_few_of_them_not_at_all(english, filled):
    month = today().strftime("%Y-%m")
    before = removed(english)
    assert before["2026-03", "deleted at its source, and so here"] == 30
    assert before["2026-04", "deleted at its source, and so here"] == {"fewer_than": 10}
    assert (month, "erased here, on a request") not in before
    filled.store.erase([post_id("test.forum", str(n)) for n in range(201, 215)])
    assert removed(english)[month, "erased here, on a request"] == 10
    assert "fewer than 10" in english.get("/register/removals").content.decode()
    assert "<10" in english.get("/register/removals.csv").content.decode()


def test_that_no_page_is_moderated_is_told_from_the_rights_there_are(english, monkeypatch):
    def told():
        return english.get("/register/removals.json").json()["facts"][0]["en"]

    assert told().startswith("This installation moderates no pages")
    monkeypatch.setattr(removals, "MODERATE", Right.READ.value)
    assert told().startswith("This installation moderates pages of its own")


def test_how_much_is_held_is_protected_and_set_against_its_term(english, filled):
    found = rows(english, "retention")
    assert found
    by_source = {row["source"]: row for row in found}
    assert by_source["X"]["kept_days"] == 7
    leaves = date.fromisoformat(by_source["X"]["leaves_from"])
    assert leaves == date.fromisoformat(by_source["X"]["month"] + "-01") + timedelta(days=7)
    assert by_source["Báo Phố Mẫu"]["leaves_from"] is None
    asked = english.get("/register/retention").content.decode()
    assert "fewer than ten people are not shown" in asked


def asked_for(wish, state, days, month=3):
    received = datetime(2026, month, 5, 5, tzinfo=UTC)
    SubjectRequest.objects.create(
        number=f"26-{SubjectRequest.objects.count():06}",
        wish=wish,
        state=state,
        received_at=received,
        due_on=date(2026, month, 20),
        closed_at=None if state == State.OPEN else received + timedelta(days=days),
    )


def test_requests_are_counted_with_the_days_their_answers_took(english):
    for n in range(12):
        asked_for(Wish.ERASE, State.GRANTED, days=n)
    asked_for(Wish.ERASE, State.REFUSED, days=30)
    asked_for(Wish.SEE, State.OPEN, days=0, month=4)
    april, march = rows(english, "requests")
    assert (march["received"], march["granted"], march["refused"]) == (13, 12, {"fewer_than": 10})
    assert (march["median_days"], march["longest_days"], march["late"]) == (6, 30, {"fewer_than": 10})
    assert (april["open"], april["median_days"]) == ({"fewer_than": 10}, None)
    told = english.get("/register/requests.json").json()["facts"][0]
    assert "15 days" in told["en"]
    assert "15 ngày" in told["vi"]


def test_refused_queries_are_counted_by_kind_and_not_told(english, person):
    kinds = (Kind.NAME, Kind.NAME, Kind.HANDLE)
    for n, kind in enumerate(kinds):
        Refusal.objects.create(agency=person.agency, person="an", kind=kind, digest=str(n), query="Trần Văn Mẫu")
    Refusal.objects.filter(digest="0").update(asked_at=timezone.now(), decided_at=timezone.now(), allowed=True)
    Refusal.objects.filter(digest="1").update(asked_at=timezone.now())
    handle, name = rows(english, "refusals")
    assert (handle["kind"]["en"], handle["refused"], handle["asked"]) == ("only somebody's account", 1, 0)
    assert (name["refused"], name["asked"], name["allowed"], name["waiting"]) == (2, 2, 1, 1)
    assert "Trần Văn Mẫu" not in english.get("/register/refusals").content.decode()


def test_incidents_stand_with_their_times(english):
    noticed = timezone.now() - timedelta(days=2)
    Incident.objects.create(what="Máy bị mất.", noticed_at=noticed, reported_at=noticed + timedelta(hours=20), done="x")
    [row] = rows(english, "incidents")
    assert (row["what"], row["hours_to_report"], row["done"]) == ("Máy bị mất.", 20, "x")


def test_changed_rules_are_told_in_words_of_both_languages(english):
    rules.note(rules.in_force())
    rules.note(rules.in_force() | {"answer.erase": "P10D", "kept.x": "∞", "unheard-of": "5"})
    newest = {row["name"]: row for row in rows(english, "changes")[:3]}
    assert newest["answer.erase"]["before"] == {"vi": "15 ngày", "en": "15 days"}
    assert newest["answer.erase"]["after"] == {"vi": "10 ngày", "en": "10 days"}
    assert newest["kept.x"]["after"]["en"] == "no term"
    [masks] = [row for row in rows(english, "changes") if row["name"] == "masks"]
    assert "số điện thoại" in masks["after"]["vi"]
    assert (newest["unheard-of"]["before"], newest["unheard-of"]["after"]) == (None, "5")
    for row in rows(english, "changes"):
        assert row["rule"]["vi"] != row["rule"]["en"] or row["name"] == "unheard-of", row


def test_the_feed_tells_what_changed_once_and_in_both_languages(english, filled, topic):
    for language, word in (("vi", "Chủ đề mới"), ("en", "New topic")):
        answer = english.get(f"/register/feed.atom?language={language}")
        assert answer.headers["Content-Type"].startswith("application/atom+xml")
        feed = ET.fromstring(answer.content)  # our own
        titles = [entry.find(f"{ATOM}title").text for entry in feed.iter(f"{ATOM}entry")]
        assert f"{word}: {topic.name}" in titles
        assert len(titles) == 5  # topic, two sources, incident, first rules
    ids = [entry.find(f"{ATOM}id").text for entry in feed.iter(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)
    again = ET.fromstring(english.get("/register/feed.atom").content)
    assert [entry.find(f"{ATOM}id").text for entry in again.iter(f"{ATOM}entry")] == ids
    Topic.objects.filter(pk=topic.pk).update(changed_at=timezone.now() + timedelta(hours=1))
    newest = ET.fromstring(english.get("/register/feed.atom?language=en").content).find(f"{ATOM}entry")
    assert newest.find(f"{ATOM}title").text == f"Topic changed: {topic.name}"
    assert newest.find(f"{ATOM}id").text not in ids


def test_a_figure_of_the_store_is_asked_for_once_in_a_while(english, filled, monkeypatch):
    first = rows(english, "retention")
    monkeypatch.setattr(type(filled.store), "ask", lambda *_: pytest.fail("asked again"))
    assert rows(english, "retention") == first


def test_a_switch_stands_in_the_register_with_its_reason(citizen):
    silence("sentiment")
    told = {row["name"]: row for row in citizen.get("/register/models.json").json()["rows"]}
    assert (told["sentiment"]["by"], told["sentiment"]["reason"]) == (BY, WHY)
    assert told["sentiment"]["state"]["en"].startswith("switched off")
    assert told["sentiment"]["since"]
    assert (told["themes"]["state"]["en"], told["themes"]["since"]) == ("speaks", None)
    page = citizen.get("/register/models").content.decode()
    assert WHY in page
    assert all(page.count(f'id="{card.model}"') == 1 for card in cards())


def test_every_decision_about_a_model_is_news_and_a_change(citizen):
    silence("sentiment")
    switch_on(Scope(agency="sample", person="minh", purpose="Đã đo lại bằng hai trăm bài"), BY, "sentiment")
    rows = citizen.get("/register/changes.json").json()["rows"]
    assert [row["name"] for row in rows[:2]] == ["switch.sentiment", "switch.sentiment"]
    assert rows[0]["after"]["en"] == f"speaks. Đã đo lại bằng hai trăm bài ({BY})"
    feed = citizen.get("/register/feed.atom?language=en").content.decode()
    assert "Model switched on again: Sentiment" in feed
    assert "Model switched off: Sentiment" in feed
    assert "đã tắt" in citizen.get("/register/feed.atom").content.decode().lower()
