"""Deliveries over HTTP: signed ones are taken and told of, all others are refused in a word, and none breaks it."""

import gzip
import json
import os
import subprocess
import sys
from importlib.resources import files

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sources.webhook.deliveries import OTHER, SECRET, body, post, signed

from civicbeat.listen import deliveries
from civicbeat.listen.deliveries import Bucket, open_webhook
from civicbeat.listen.models import FollowedSource
from civicbeat.sources.webhook.body import LARGEST_BODY, MOST_POSTS
from civicbeat.sources.webhook.refused import Refused
from civicbeat.sources.webhook.source import schema
from civicbeat.web.views import intake

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "/intake/webhook.gop-y"


@pytest.fixture(autouse=True)
def _webhook(beat, monkeypatch):
    monkeypatch.setattr(deliveries, "_doors", {})
    monkeypatch.setattr(deliveries, "_failures", Bucket(30, 30))
    monkeypatch.setenv("CIVICBEAT_KEY_WEBHOOK_GOP_Y", SECRET)
    open_webhook("gop-y", title="Cổng góp ý")


def deliver(told, address=ADDRESS, content_type="application/json", headers=None, **how):
    headers = signed(told, **how) if headers is None else headers
    return Client(raise_request_exception=True).post(address, told, content_type=content_type, headers=headers)


def test_a_delivery_is_taken_and_told_of():
    response = deliver(
        body(post(1), post(2), {"id": "p2", "deleted": True}, post(3, text=""), post(4, foo=1, likes=-1))
    )
    assert response.status_code == 200
    told = response.json()
    assert (told["read"], told["new"], told["deleted"], told["repeated"], told["edited"]) == (5, 1, 1, 1, 0)
    assert told["set_aside"] == {"no-text": 1, "wrong-field": 1}
    assert told["examples"][1] == {
        "where": "post 5 of the delivery",
        "reason": "wrong-field",
        "detail": "The field likes is not as documented.",
    }
    assert told["unknown_fields"] == {"foo": 1}
    assert not response.cookies


def test_a_delivery_that_comes_again_is_good_and_stores_nothing():
    told = body(post(1))
    headers = signed(told)
    assert deliver(told, headers=headers).json()["new"] == 1
    again = deliver(told, headers=headers)
    assert (again.status_code, again.json()) == (200, {"taken_before": True})


def test_a_delivery_without_posts_proves_that_all_is_set_up():
    assert deliver(b'{"posts": []}').json()["read"] == 0


@pytest.mark.parametrize(
    "address", [ADDRESS, "/intake/webhook.unknown", "/intake/feeds.bao", "/intake/%00", "/intake/" + "a" * 300]
)
def test_who_proves_nothing_is_told_nothing(address):
    response = deliver(body(post(1)), address, secret=OTHER)
    assert response.status_code == 401
    assert response.json() == {
        "error": "signature",
        "message": "The delivery is not signed by a source that is known here.",
    }


def test_headers_may_be_missing():
    assert deliver(b'{"posts": []}', headers={}).status_code == 401


def test_a_paused_source_wants_it_later():
    FollowedSource.objects.update(paused=True)
    response = deliver(body(post(1)))
    assert (response.status_code, response.headers["Retry-After"]) == (503, "3600")


def test_too_many_deliveries_are_told_when_to_come_again(monkeypatch):
    monkeypatch.setattr(deliveries, "BURST", 1)
    assert deliver(body(), mark="a").status_code == 200
    response = deliver(body(), mark="b")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "1")


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_only_post_is_taken(method):
    assert getattr(Client(), method)(ADDRESS).status_code == 405


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_only_json_is_taken(kind):
    response = deliver(body(post(1)), content_type=kind)
    assert (response.status_code, response.json()["error"]) == (415, "wrong-type")


def test_json_may_name_its_encoding():
    assert deliver(body(post(1)), content_type="application/json; charset=utf-8").status_code == 200


def test_packed_bodies_are_not_taken():
    told = gzip.compress(body(post(1)))
    assert deliver(told, headers=signed(told) | {"content-encoding": "gzip"}).status_code == 415


def test_no_more_is_read_than_may_be(monkeypatch):
    told = b" " * (LARGEST_BODY + 1)
    assert deliver(told, headers={}).status_code == 413
    asked = []

    class Endless:
        content_type = "application/json"
        headers: dict = {}  # noqa: RUF012  # a request's

        def read(self, size):
            asked.append(size)
            return b" " * size

    with pytest.raises(Refused):
        intake._body(Endless())
    assert asked == [LARGEST_BODY + 1]


@pytest.mark.parametrize(
    ("told", "status", "slug"),
    [
        (b"{", 400, "not-json"),
        (b"[" * 200_000, 400, "not-json"),
        (b'{"posts": "x"}', 400, "not-as-documented"),
        (body(*range(MOST_POSTS + 1)), 413, "too-many-posts"),
    ],
)
def test_bodies_that_are_none_are_refused_in_a_word(told, status, slug):
    response = deliver(told)
    assert (response.status_code, response.json()["error"]) == (status, slug)


def test_characters_nobody_can_see_do_no_harm(beat):
    told = json.dumps({"posts": [post(1, text="a\x00b\u202e\ufeff\U0010ffff", author="\x00", tags=["\x00"])]}).encode()
    assert deliver(told).json()["new"] == 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(min_size=1, max_size=200),
        st.recursive(
            st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=5)),
            lambda inner: st.one_of(
                st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=9), inner, max_size=3)
            ),
        ).map(lambda told: json.dumps({"posts": told if isinstance(told, list) else [told]}).encode()),
    ),
    st.text("abcdef0123456789", min_size=1, max_size=20),
)
def test_no_body_breaks_it(told, mark):
    deliveries._doors.clear()  # each as if it came alone
    assert deliver(told, mark=mark).status_code in (200, 400)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(intake.HEADERS), st.text(st.characters(codec="latin-1", exclude_characters="\r\n")))
)
def test_no_header_breaks_it(headers):
    deliveries._failures._left = 30
    assert deliver(b'{"posts": []}', headers=headers).status_code == 401


def test_every_refusal_has_its_status():
    import inspect  # noqa: PLC0415
    import re  # noqa: PLC0415

    from civicbeat.sources.webhook import body as reading  # noqa: PLC0415

    said = "".join(map(inspect.getsource, (deliveries, reading, intake)))
    assert set(re.findall(r'Refused\(\s*"([a-z-]+)"', said)) == set(intake.STATUSES)


def test_the_schema_is_for_everybody():
    response = Client().get("/intake/schema.json")
    assert (response.status_code, response.content) == (200, schema())
    assert response.headers["Content-Type"] == "application/schema+json"


def test_the_sender_that_partners_get_delivers(live_server, tmp_path):
    sender = tmp_path / "sender.py"
    sender.write_bytes(files("civicbeat.sources.webhook").joinpath("sender.py").read_bytes())
    (tmp_path / "posts.json").write_bytes(body(post(1), post(2)))
    env = {"PATH": os.environ["PATH"], "WEBHOOK_SECRET": SECRET}
    command = [sys.executable, "-I", "-W", "error", str(sender), f"{live_server.url}{ADDRESS}", "posts.json"]

    def run(**more):
        return subprocess.run(command, cwd=tmp_path, env=env | more, capture_output=True, text=True, check=False)

    done = run()
    assert done.returncode == 0, done.stderr
    assert '"new": 2' in done.stdout
    refused = run(WEBHOOK_SECRET=OTHER)
    assert refused.returncode == 1
    assert refused.stdout.startswith("401 ")
