"""Every page and panel on a real store, in both languages."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client
from tests.web.conftest import signed_in

from civicbeat.listen.models import FollowedSource
from civicbeat.web.panels import PANELS

PAGES = ["/", "/?span=7d", "/search", "/search?q=ngap&f=theme:flooding", "/topics", "/topics/new", "/sources", "/guide"]


def body(response):
    assert response.status_code == 200, response
    return response.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_pages_stand(client, page):
    text = body(client.get(page))
    assert text.count("<h1") == 1
    assert 'id="main"' in text
    assert "Traceback" not in text


@pytest.mark.parametrize("page", PAGES)
def test_nothing_in_a_page_needs_an_exception_from_the_policy(client, page):
    response = client.get(page)
    text = body(response)
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert " style=" not in text
    assert not re.search(r"<style|\son\w+=|<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)
    assert "http://" not in text.replace("http://www.w3.org", "")


@pytest.mark.parametrize("name", PANELS)
@pytest.mark.parametrize("params", ["span=24h", "span=30d", "span=30d&q=ngap", "from=2026-01-01&to=2026-01-02"])
def test_panels_stand(english, name, params):
    assert 'class="notice bad"' not in body(english.get(f"/panel/{name}?{params}"))


def test_panels_of_a_topic_stand(client, topic):
    assert "Ngập" in body(client.get(f"/topics/{topic.pk}"))
    for name in PANELS:
        assert 'class="notice bad"' not in body(client.get(f"/panel/{name}?topic={topic.pk}&span=30d"))


def test_there_is_no_other_panel(client):
    assert client.get("/panel/authors").status_code == 404


def test_the_gap_is_drawn_as_a_gap(english):
    text = body(english.get("/panel/volume?span=30d"))
    assert "Hatched: 1 span" in text
    assert "token:hatch" in text


def test_every_share_is_corrected_and_carries_its_doubt(english):
    text = body(english.get("/panel/feeling?span=30d", headers={"hx-request": "true"}))
    assert "corrected by how it erred" in text
    assert "unclear" not in text
    assert len(re.findall(r"\d+ ?%\s+–\s+\d+ ?%", text)) == 3


def test_shares_of_what_was_chosen_by_sentiment_are_refused(client):
    text = body(client.get("/panel/feeling-over-time?span=30d&q=sentiment:negative", headers={"hx-request": "true"}))
    assert 'class="empty"' in text
    assert "%" not in text
    addresses = (f"/panel/feeling?span=30d{chosen}" for chosen in ("", "&f=sentiment:negative"))
    everything, chosen = (body(client.get(address, headers={"hx-request": "true"})) for address in addresses)
    assert everything.partition("/kept/new")[0] == chosen.partition("/kept/new")[0], "all but the way to keep it"


def test_of_a_model_nobody_measured_no_share_is_told(english, running, monkeypatch):
    monkeypatch.setattr(running, "installation", replace(running.installation, sentiment_model=Path("/own")))
    text = body(english.get("/panel/feeling?span=30d", headers={"hx-request": "true"}))
    assert "Label 200 posts" in text
    assert "%" not in text


def test_sources_say_how_many_items_were_set_aside(english):
    FollowedSource.objects.create(name="feeds.tin", kind="feeds", title="Tin", rejected=1_234)
    assert "1,234 set aside" in body(english.get("/sources"))


def test_sources_show_two_days_of_silence(english):
    text = body(english.get("/sources"))
    assert "1 gap" in text
    assert "the network or the host failed" in text
    assert text.count("url(#hatch)") >= 3  # the key and at least two days


def test_an_hour_that_is_not_over_is_pale_and_the_page_says_so(english):
    assert "the present one is not over" in body(english.get("/panel/volume?span=24h"))
    assert "Pale:" not in body(english.get("/panel/volume?from=2026-01-01&to=2026-01-02"))


@pytest.mark.parametrize(("language", "said"), [("vi", "Không có gì ở đây"), ("en", "Nothing is here")])
def test_an_address_that_leads_nowhere_says_so_in_the_house_s_words(running, person, language, said):
    response = signed_in(person, language).get("/topics/999")
    assert response.status_code == 404
    assert said in response.content.decode()


def test_a_form_that_is_too_old_says_so(running, person):
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "vi"})
    response = client.post("/sign-in", {"username": "an"})
    assert response.status_code == 403
    assert "Biểu mẫu đã cũ" in response.content.decode()


def test_the_page_of_a_fault_needs_nothing_that_may_be_at_fault():
    text = render_to_string("500.html")
    assert "Có lỗi" in text
    assert "went wrong" in text


def test_small_groups_stay_invisible(english):
    text = body(english.get("/posts?q=%22Ph%C3%AD+r%C3%A1c+t%C4%83ng+6%22"))
    assert "small groups stay invisible" in text
    assert "<article" not in text


def test_the_reason_is_shown_and_can_be_changed(english):
    english.post("/reason", {"reason": "Chống ngập mùa mưa", "next": "/guide"})
    assert "Chống ngập mùa mưa" in body(english.get("/guide"))
