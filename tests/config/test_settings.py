"""Settings follow the installation: cookies and headers where people come by https, the directory's host in forms."""

import runpy
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password

import civicbeat.config

FILE = Path(civicbeat.config.__file__).with_name("settings.py")


@pytest.fixture
def read(monkeypatch):
    def settings(**given):
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(FILE))

    return settings


def test_with_tls_cookies_are_sent_by_https_only(read):
    found = read(CIVICBEAT_TLS="yes")
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is True
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert found["LANGUAGE_COOKIE_SECURE"] is True
    assert (found["SESSION_COOKIE_NAME"], found["CSRF_COOKIE_NAME"]) == ("__Host-sessionid", "__Host-csrftoken")


def test_without_tls_the_machine_itself_still_works(read):
    found = read()
    assert found["SESSION_COOKIE_SECURE"] is False
    assert (found["SESSION_COOKIE_NAME"], found["CSRF_COOKIE_NAME"]) == ("sessionid", "csrftoken")


def test_sessions_and_cookies_are_as_strict_as_they_can_be(read):
    found = read()
    assert found["SESSION_COOKIE_HTTPONLY"] is found["CSRF_COOKIE_HTTPONLY"] is True
    assert "SECURE_PROXY_SSL_HEADER" not in found, "anybody could send the header"
    assert found["SESSION_COOKIE_SAMESITE"] == found["CSRF_COOKIE_SAMESITE"] == "Lax"
    assert found["SESSION_COOKIE_AGE"] <= 12 * 3600
    assert found["DEBUG"] is False


def test_the_counting_backend_and_default_deny_are_in_place(read):
    found = read()
    assert found["AUTHENTICATION_BACKENDS"][0].startswith("axes.")
    order = found["MIDDLEWARE"]
    deny = order.index("civicbeat.governance.accounts.deny.DefaultDeny")
    assert order.index("civicbeat.governance.accounts.tokens.ByToken") < deny
    assert order.index("django.contrib.auth.middleware.AuthenticationMiddleware") < deny


def test_forms_lead_to_the_directory_and_nowhere_else(read):
    assert read()["FORMS_LEAD_TO"] == ()
    found = read(
        CIVICBEAT_DIRECTORY_URL="https://id.example.vn/realm",
        CIVICBEAT_DIRECTORY_CLIENT="console",
        CIVICBEAT_DIRECTORY_SECRET="a secret of a test",
    )
    assert found["FORMS_LEAD_TO"] == ("https://id.example.vn",)


def test_passwords_are_kept_salted_and_hashed_many_times():
    how, rounds, salt, _ = make_password("con mèo trèo cây cau").split("$")
    assert how == "pbkdf2_sha256"
    assert int(rounds) >= 600_000
    assert len(salt) >= 22
    assert salt != make_password("con mèo trèo cây cau").split("$")[2]
