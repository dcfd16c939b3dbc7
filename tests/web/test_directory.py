"""Signing in by the institution's directory, which a small issuer on this machine plays."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from civicbeat.config.directory import directory, origins
from civicbeat.governance.accounts.models import Account
from civicbeat.records.errors import SettingError
from civicbeat.records.installation import Installation

CLIENT, SECRET = "civicbeat-console", "a-secret-of-the-directory-for-tests"


class Issuer(HTTPServer):
    """Vouches for whom ``vouched`` names; what else it says can be made wrong."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Answers)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.vouched, self.wrong, self.asked = "an", {}, []

    def id_token(self):
        now = int(time.time())
        said = {"iss": self.url, "aud": CLIENT, "sub": "7", "iat": now, "exp": now + 60, **self.wrong}
        return jwt.encode(said, "k" * 32, algorithm="HS256")


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        url = self.server.url
        self._say(
            {
                "issuer": url,
                "authorization_endpoint": f"{url}/authorize",
                "token_endpoint": f"{url}/token",
                "userinfo_endpoint": f"{url}/userinfo",
                "jwks_uri": f"{url}/keys",
            }
            if "well-known" in self.path
            else {"sub": "7", "preferred_username": self.server.vouched}
        )

    def do_POST(self):
        body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.asked.append(body)
        good = body["code"] == ["good"] and body["client_secret"] == [SECRET] and "code_verifier" in body
        answer = {"access_token": "t", "token_type": "Bearer", "id_token": self.server.id_token()}
        self._say(answer if good else {"error": "invalid_grant"}, 200 if good else 400)

    def _say(self, body, status=200):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def issuer(settings):
    with Issuer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.SOCIALACCOUNT_PROVIDERS = directory(of(server.url))
        yield server
        server.shutdown()


def of(url):
    return Installation.from_environment(
        {
            "CIVICBEAT_DIRECTORY_URL": url,
            "CIVICBEAT_DIRECTORY_CLIENT": CLIENT,
            "CIVICBEAT_DIRECTORY_SECRET": SECRET,
        }
    )


@pytest.fixture
def invited(person):
    person.by_directory = True
    person.set_unusable_password()
    person.save()
    return person


def come_back(client, code="good", **changes):
    """Goes to the directory and comes back with what it gave."""
    there = client.post("/account/directory/directory")
    assert there.status_code == 302, there.content
    asked = parse_qs(urlsplit(there.headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    return client.get("/account/directory/directory/back", {"code": code, "state": asked["state"][0], **changes})


def is_in(client):
    return client.get("/account").status_code == 200


def test_whoever_was_invited_is_let_in_and_again(running, issuer, invited):
    for _ in range(2):
        client = Client()
        assert come_back(client).status_code == 302
        assert is_in(client)
    assert SocialAccount.objects.get().user == invited
    assert Account.objects.count() == 1


def test_the_sign_in_page_offers_it_only_where_there_is_one(running, person, issuer, settings):
    address = 'action="/account/directory/directory"'
    assert address in Client().get("/sign-in").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert address not in Client().get("/sign-in").content.decode()
    assert Client().get("/account/directory/directory").status_code == 404


def test_an_account_with_a_password_is_not_taken_over_by_a_name(running, issuer, person):
    client = Client(headers={"accept-language": "en"})
    assert come_back(client).headers["Location"] == "/sign-in"
    assert not is_in(client)
    assert "opens no account here" in client.get("/sign-in").content.decode()
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("vouched", ["binh", "AN", ""])
def test_a_name_nobody_invited_opens_nothing_and_makes_no_account(running, issuer, invited, vouched):
    issuer.vouched = vouched
    client = Client()
    come_back(client)
    assert not is_in(client)
    assert Account.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"exp": 1}, {"iss": "http://127.0.0.1:1"}, {"aud": "another"}])
def test_a_token_that_is_old_or_meant_for_others_opens_nothing(running, issuer, invited, wrong):
    issuer.wrong = wrong
    client = Client()
    assert come_back(client).headers["Location"] == "/sign-in"
    assert not is_in(client)


def test_a_code_or_a_state_that_is_wrong_opens_nothing(running, issuer, invited):
    for change in ({"code": "bad"}, {"state": "made-up"}, {"error": "access_denied"}):
        client = Client()
        come_back(client, **change)
        assert not is_in(client)


def test_a_directory_that_does_not_answer_is_told(running, person, settings):
    settings.SOCIALACCOUNT_PROVIDERS = directory(of("http://127.0.0.1:9"))
    client = Client(headers={"accept-language": "en"})
    assert client.post("/account/directory/directory").headers["Location"] == "/sign-in"
    assert "does not answer as it should" in client.get("/sign-in").content.decode()


def test_a_closed_account_stays_closed(running, issuer, invited):
    client = Client()
    come_back(client)
    Account.objects.update(is_active=False)
    for one in (client, Client()):
        come_back(one) if one is not client else None
        assert not is_in(one)


def test_a_directory_is_given_whole_and_by_https():
    whole = of("https://id.example.vn/realm")
    assert origins(whole) == ("https://id.example.vn",)
    assert SECRET not in repr(whole)
    with pytest.raises(SettingError, match="not encrypted"):
        of("http://id.example.vn")
    with pytest.raises(SettingError, match="without the client"):
        Installation.from_environment({"CIVICBEAT_DIRECTORY_URL": "https://id.example.vn"})
    assert directory(Installation.from_environment({})) == {}
    with pytest.raises(SettingError, match="neither yes nor no"):
        Installation.from_environment({"CIVICBEAT_TLS": "maybe"})
