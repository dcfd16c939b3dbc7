"""Clients: a token is got with the client's secret, kept while it holds, and seen by nobody else."""

import json
from base64 import b64encode
from datetime import timedelta

import pytest
from tests.sources.feeds.server import running, say

from civicbeat.records.errors import FormatChanged, SettingError, SourceRefused, SourceUnreachable
from civicbeat.sources.clients import ClientApi, forget_tokens
from civicbeat.sources.web import Web, forget_hosts


def token(name="hat-sen", holds=86_400):
    told = {"access_token": name, "token_type": "bearer", "expires_in": holds, "scope": "*"}
    return say(200, json.dumps(told).encode())


@pytest.fixture
def site():
    with running() as site:
        forget_hosts()
        forget_tokens()
        site.paths |= {"POST /token": token(), "/items": say(200, b'{"items": []}')}
        yield site
        forget_tokens()
        forget_hosts()


@pytest.fixture
def api(site, monkeypatch):
    monkeypatch.setenv("CIVICBEAT_KEY_CLIENT", "an:bi-mat")
    web = Web(pause=0, attempts=1, robots=False, allow_loopback=True)
    return ClientApi(site.address, web, "CLIENT", tokens=f"{site.address}/token", headers={"User-Agent": "server:x:1"})


def test_a_token_is_got_once_and_sent_with_every_question(site, api):
    api.get("items")
    api.get("items")
    (path, sent), *asked = site.asked
    assert (path, sent["Authorization"]) == ("/token", f"Basic {b64encode(b'an:bi-mat').decode()}")
    assert site.posted == [("/token", b"grant_type=client_credentials")]
    assert [given["Authorization"] for _, given in asked] == ["Bearer hat-sen"] * 2
    assert {given["User-Agent"] for _, given in site.asked} == {"server:x:1"}
    assert "bi-mat" not in repr(api)


def test_one_that_holds_no_longer_is_renewed(site, api, monkeypatch):
    monkeypatch.setattr("civicbeat.sources.clients.SHORTEST", timedelta(seconds=-1))
    site.paths["POST /token"] = token(holds=0)
    api.get("items")
    api.get("items")
    assert site.count("/token") == 2


def test_one_that_is_refused_is_not_used_again(site, api):
    api.get("items")
    site.paths |= {"/items": say(401), "POST /token": token("hat-moi")}
    with pytest.raises(SourceRefused):
        api.get("items")
    site.paths["/items"] = say(200, b"{}")
    api.get("items")
    assert site.asked[-1][1]["Authorization"] == "Bearer hat-moi"


def test_another_secret_is_another_client(site, api, monkeypatch):
    api.get("items")
    monkeypatch.setenv("CIVICBEAT_KEY_CLIENT", "binh:khac")
    api.get("items")
    assert site.count("/token") == 2


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (say(401, b'{"message": "Unauthorized", "error": 401}'), SourceRefused),
        (say(200, b'{"error": "unsupported_grant_type"}'), SourceRefused),
        (say(200, b"<html>"), FormatChanged),
        (say(200, b"[]"), FormatChanged),
        (say(200, b'{"access_token": "a\\nb"}'), FormatChanged),
        (say(500), SourceUnreachable),
    ],
)
def test_other_answers_are_faults_and_ask_for_nothing_more(site, api, answer, error):
    site.paths["POST /token"] = answer
    with pytest.raises(error):
        api.get("items")
    assert site.count("/items") == 0


def test_without_its_key_nothing_is_asked(site, api, monkeypatch):
    monkeypatch.delenv("CIVICBEAT_KEY_CLIENT")
    with pytest.raises(SettingError):
        api.get("items")
    assert not site.asked
