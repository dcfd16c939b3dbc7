"""Who reads a post can have personal data in it masked, and nobody else; the page they were on is shown again."""

import html
import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from tests.web import city
from tests.web.conftest import signed_in

from civicbeat.governance.accounts.rights import RIGHTS, Right, Role
from civicbeat.governance.audit.models import Entry
from civicbeat.governance.requests import cases
from civicbeat.governance.requests.secrets import sealer
from civicbeat.governance.requests.wishes import Wish
from civicbeat.listen.models import Passage
from civicbeat.records.period import Period
from civicbeat.records.post import post_id
from civicbeat.store.question import Look

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = post_id("test.forum", "31")
BACK = "http://testserver/search?q=ng%E1%BA%ADp"


@pytest.fixture(autouse=True)
def place(running, monkeypatch):
    monkeypatch.setattr(settings, "INSTALLATION", running.installation)


def send(client, words, **more):
    given = {"words": words, "kind": "name", "reason": "The name of a neighbour"} | more
    return client.post(f"/posts/{NUMBER}/mask", given, headers={"referer": BACK})


def said(response, client):
    return html.unescape(client.get("/guide").content.decode()) if response.status_code == 302 else ""


def text(running):
    [post] = running.store.held([NUMBER])
    return post.text


def test_the_words_go_and_the_reader_is_where_they_were(running, person):
    client = signed_in(person, "en")
    page = html.unescape(client.get("/posts?q=ngập").content.decode())
    assert "Personal data here?" in page
    assert re.search(r"/posts/\d+/mask", page)
    running.store.write(city.pa.RecordBatch.from_pylist([named(running)], schema=city.ENRICHED), token="named")
    response = send(client, "Trần Thị Mẫu")
    assert response.headers["Location"] == BACK
    assert "It is masked" in said(response, client)
    assert text(running).endswith("hỏi chị ⟨👤⟩ nhé")
    assert Entry.objects.get(action="mask").reason == "The name of a neighbour"
    assert Passage.objects.count() == 1


def named(running):
    row = running.store.kept([NUMBER]).batch.to_pylist()[0]
    later = city.timedelta(seconds=1)
    return row | {"text": f"{row['text']}, hỏi chị Trần Thị Mẫu nhé", "collected_at": row["collected_at"] + later}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"words": "không có"}, "Những chữ này không có trong bài."),
        ({"reason": ""}, "Hãy viết vài chữ"),
        ({"reason": "ngắn"}, "Lý do có ít hơn 8 ký tự"),
        ({"kind": "opinion"}, "Không có loại dữ liệu cá nhân như vậy."),
        ({"words": "x"}, "Một đoạn có từ 2 đến 80 chữ cái và chữ số."),
    ],
)
def test_what_cannot_be_done_is_said(running, person, more, told):
    client = signed_in(person, "vi")
    before = text(running)
    assert told in said(send(client, **({"words": "nước"} | more)), client)
    assert text(running) == before


def test_nobody_is_sent_to_another_site(running, person):
    client = signed_in(person, "en")
    response = client.post(f"/posts/{NUMBER}/mask", {"words": "x"}, headers={"referer": "https://elsewhere.example/"})
    assert response.headers["Location"] == "/search"


def test_roles_that_may_not_are_turned_away(running, person):
    assert {role for role in Role if Right.MASK in RIGHTS[role]} == {
        *(Role.ANALYST, Role.RESPONDER, Role.PRESS_OFFICER, Role.STEWARD)
    }
    for role in Role:
        person.role = role
        person.save()
        may = Right.MASK in RIGHTS[role]
        assert send(signed_in(person, "en"), "không có").status_code == (302 if may else 403), role


def test_a_steward_masks_on_the_page_of_a_request(running, person):
    person.role = Role.STEWARD
    person.save()
    wanted = cases.Asked(wish=Wish.ERASE, posts=(NUMBER,), words="Số của tôi ở đó.", language="en")
    made, _secret = cases.receive(wanted, sealer(running.installation.keys))
    page = html.unescape(signed_in(person, "en").get(f"/requests/{made.number}").content.decode())
    assert f"/posts/{NUMBER}/mask" in page
    assert "telephone number" in page


def test_what_is_only_tried_has_no_form(running, person):
    """A post that is shown before its source is followed is not kept: there is nothing to mask."""
    period = Period(city.moment() - city.timedelta(days=20), city.moment())
    post = running.store.look(Look(scope=person.scope("test"), period=period, query="ngập")).posts[0]
    shown = {"post": post, "may": {"mask"}}
    assert "/mask" not in render_to_string("web/parts/post.html", shown)
    assert "/mask" in render_to_string("web/parts/post.html", shown | {"stored": 1})
