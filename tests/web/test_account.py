"""Signing in, second factors, sessions, lock-out: as a browser does them."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from tests.web.conftest import PASSWORD, signed_in

from civicbeat.governance.accounts import factors, resting
from civicbeat.governance.accounts.lately import WHAT
from civicbeat.governance.accounts.models import Account, ApiToken
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.audit import chain
from civicbeat.governance.audit.models import Entry
from civicbeat.records.period import today
from civicbeat.records.scope import Scope

REASON = "Theo dõi ngập lụt"


def sign_in(client, password=PASSWORD, name="an"):
    return client.post("/sign-in", {"username": name, "password": password, "reason": REASON})


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture
def secured(running, person, django_capture_on_commit_callbacks):
    """A client that signed in by password and set up an app; the app's secret."""
    client = Client(headers={"accept-language": "en"})
    assert sign_in(client).headers["Location"] == "/"
    client.post("/account/again?next=/account/app/add", {"password": PASSWORD, "next": "/account/app/add"})
    page = client.get("/account/app/add").content.decode()
    secret = re.search(r'class="secret">([A-Z2-7]+)<', page)[1]
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post("/account/app/add", {"code": code_of(secret)})
    assert (done.status_code, done.headers["Location"]) == (302, "/account/codes")
    return client, secret


def test_a_password_and_a_reason_let_in(running, person):
    client = Client()
    assert sign_in(client, "wrong").status_code == 200
    assert sign_in(client).headers["Location"] == "/"
    assert REASON in client.get("/search").content.decode()


def test_with_a_second_factor_a_password_alone_opens_nothing(secured):
    _, secret = secured
    client = Client()
    assert sign_in(client).headers["Location"] == "/account/factor"
    assert client.get("/search").status_code == 302
    assert client.post("/account/factor", {"code": "000000"}).status_code == 200
    assert client.get("/search").status_code == 302
    cache.clear()  # the app's code of this half minute was used when it was set up
    done = client.post("/account/factor", {"code": code_of(secret)})
    assert done.headers["Location"] == "/"
    assert client.get("/search").status_code == 200
    assert REASON in client.get("/search").content.decode()


def test_a_recovery_code_opens_once(secured):
    client, _ = secured
    page = client.get("/account/codes").content.decode()
    code = re.search(r"<li><code>([^<]+)</code>", page)[1]
    for opened in (True, False):
        another = Client()
        sign_in(another)
        response = another.post("/account/factor", {"code": code})
        assert (response.status_code == 302) == opened


def test_a_second_factor_stands_in_the_log_and_its_secret_nowhere(secured):
    _, secret = secured
    assert Entry.objects.get(action="sign-in").details == {"network": "127.0.0.0"}
    entry = Entry.objects.get(action="secure", subject="totp added")
    assert entry.person == "an"
    assert secret not in str(list(Entry.objects.values()))


def test_the_records_store_tells_nobody_what_an_app_counts_with(secured, person):
    client, secret = secured
    rows = str(list(Authenticator.objects.values()))
    assert secret not in rows
    codes = re.findall(r"<li><code>([^<]+)</code>", client.get("/account/codes").content.decode())
    assert len(codes) == 10
    assert not [code for code in codes if code in rows]
    assert factors.unseal(person.pk, Authenticator.objects.get(type="totp").data["secret"]) == secret


def test_a_second_factor_that_was_moved_to_another_account_opens_nothing(secured, person):
    """Whoever can write to the records store cannot put their own app in the place of a colleague's."""
    _, secret = secured
    other = Account.objects.create(username="binh", password=person.password, agency=person.agency, language="en")
    Authenticator.objects.filter(type="totp").update(user=other)
    client = Client(headers={"accept-language": "en"})
    assert sign_in(client, name="binh").headers["Location"] == "/account/factor"
    cache.clear()
    refused = client.post("/account/factor", {"code": code_of(secret)})
    assert refused.status_code == 409
    assert "cannot be opened any more" in refused.content.decode()
    assert client.get("/search").status_code == 302


def test_where_the_key_is_lost_the_pages_say_so_and_nobody_comes_in_by_the_password_alone(
    secured, monkeypatch, tmp_path
):
    signed, secret = secured
    monkeypatch.setattr(settings, "INSTALLATION", replace(settings.INSTALLATION, data=tmp_path))
    client = Client(headers={"accept-language": "en"})
    assert sign_in(client).headers["Location"] == "/account/factor"
    cache.clear()
    for code in (code_of(secret), "000000"):
        refused = client.post("/account/factor", {"code": code})
        assert refused.status_code == 409
        assert "cannot be opened any more" in refused.content.decode()
        assert client.get("/search").status_code == 302
    for address in ("/account/codes", "/account/codes/new", "/account/codes/file"):
        assert signed.get(address).status_code == 409, address
    assert signed.post("/account/app/remove").status_code == 302, "and can be put away by whoever is in"
    assert signed.get("/account/app/add").status_code == 200


def told_on_returning(network="127.0.0.1", password=PASSWORD):
    client = Client(REMOTE_ADDR=network)
    assert sign_in(client, password).status_code == 302
    return client.get("/guide").content.decode()


def test_who_signs_in_again_is_told_what_changed_in_how_they_do(running, person, secret):
    assert "Since you last" not in told_on_returning()
    assert "Since you last" not in told_on_returning()
    chain.record(person.scope("Signing in"), "secure", "webauthn added")
    chain.record(person.scope("Signing in"), "secure", "webauthn added")
    chain.record(Scope(agency="sample", person="van-hanh", purpose="Lost"), "reset-second-factor", "an")
    chain.record(Scope(agency="sample", person="van-hanh", purpose="Lost"), "reset-second-factor", "binh")
    told = told_on_returning()
    assert "a passkey was added; an operator took the second factors away. If it was not you" in told
    assert "Since you last" not in told_on_returning(), "it is told once"
    person.language = "vi"
    person.save()
    chain.record(person.scope("Signing in"), "secure", "password changed")
    assert "đã đổi mật khẩu. Nếu không phải bạn" in told_on_returning()


def test_who_signs_in_from_elsewhere_is_told_from_where_the_last_time(running, person):
    assert "from another network" not in told_on_returning("203.0.113.9")
    told = told_on_returning("127.0.0.1")
    assert "from another network (203.0.113.0)" in told
    assert "from another network" not in told_on_returning("127.0.0.1")


def test_a_wrong_code_after_the_right_password_is_noted_and_told(secured):
    _, secret = secured
    client = Client()
    sign_in(client)
    client.post("/account/factor", {"code": "000000"})
    assert Entry.objects.get(action="secure", subject="wrong code").details == {"kind": "totp"}
    cache.clear()
    client.post("/account/factor", {"code": code_of(secret)})
    assert "the password was right and the code wrong" in client.get("/guide").content.decode()


def test_every_change_that_is_noted_has_its_words(secured, django_capture_on_commit_callbacks):
    client, _ = secured
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/codes/new")
        client.post("/account/app/remove")
    noted = set(Entry.objects.filter(action="secure").values_list("subject", flat=True))
    assert len(noted) == 5
    assert noted <= WHAT.keys()


@pytest.mark.parametrize("address", ["/", "/search", "/account", "/posts", "/register"])
def test_a_browser_keeps_nothing_that_was_seen_while_signed_in(english, address):
    assert english.get(address).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("role", [Role.STEWARD, Role.OPERATOR])
def test_a_powerful_role_needs_a_second_factor_after_a_week(running, person, role):
    person.role = role
    person.save()
    client = signed_in(person, "en")
    own = {Role.STEWARD: "/search", Role.OPERATOR: "/people"}[role]
    assert client.get(own).status_code != 403
    person.role_since = today() - timedelta(days=7)
    person.save()
    refused = client.get(own)
    assert (refused.status_code, refused.headers["Location"]) == (302, "/account/factors")
    assert client.get("/").headers["Location"] == "/account/factors"
    part = client.get(own, headers={"hx-request": "true"})
    assert part.headers["HX-Redirect"] == "/account/factors", "not into a part of the page"
    assert "it needs a second factor" in client.get("/account").content.decode()
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert client.get(own).status_code != 302


def test_many_wrong_passwords_lock_out_and_say_nothing_of_the_account(running, person):
    for name in ("an", "nobody-of-this-name"):
        client = Client(headers={"accept-language": "en"})
        pages = [sign_in(client, "wrong", name) for _ in range(8)]
        assert [page.status_code for page in pages[:7]] == [200] * 7
        locked = sign_in(client, PASSWORD, name)
        assert locked.status_code == 429
        assert "Wait 15 minutes" in locked.content.decode()
    assert "nobody-of-this-name" not in locked.content.decode()
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert sign_in(elsewhere).status_code == 302, "a colleague cannot be shut out from elsewhere"


def test_no_address_of_a_device_is_kept(running, person):
    from allauth.usersessions.models import UserSession  # noqa: PLC0415
    from axes.models import AccessAttempt  # noqa: PLC0415

    client = Client(REMOTE_ADDR="203.0.113.77")
    sign_in(client, "wrong")
    sign_in(client)
    client.get("/account")
    assert {session.ip for session in UserSession.objects.all()} == {"203.0.113.0"}
    assert not AccessAttempt.objects.filter(ip_address="203.0.113.77").exists()


def test_a_rested_session_ends_and_so_does_a_long_one(running, person, monkeypatch):
    import time  # noqa: PLC0415

    begun = time.time()
    rest, whole = resting.REST + 1, resting.WHOLE + 1
    for busy_for, step, last in ((rest, rest, 302), (whole, 1800, 302), (3000, 600, 200)):
        client = signed_in(person, "en")
        for passed in [*range(0, busy_for, step), busy_for]:
            monkeypatch.setattr(resting.time, "time", lambda passed=passed: begun + passed)
            answer = client.get("/guide").status_code
        assert answer == last, (busy_for, step)


def test_a_changed_password_ends_all_other_sessions(running, person):
    one, other = Client(), Client()
    sign_in(one)
    sign_in(other)
    one.get("/account")
    other.get("/account")
    new = "cây đa giếng nước sân đình"
    done = one.post("/account/password", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert (done.status_code, done.headers["Location"]) == (302, "/account")
    assert one.get("/account").status_code == 200
    assert other.get("/account").status_code == 302
    assert sign_in(Client(), new).status_code == 302


def test_a_password_is_changed_by_whoever_knows_it_and_no_blank_is_taken_from_it(running, person):
    client = Client()
    sign_in(client)
    new = "  một câu dài 🏠  "
    for old, status in (("wrong", 200), (PASSWORD, 302)):
        given = {"old_password": old, "new_password1": new, "new_password2": new}
        assert client.post("/account/password", given).status_code == status
    assert sign_in(Client(), new.strip()).status_code == 200
    assert sign_in(Client(), new).status_code == 302


def test_other_sessions_can_be_ended(running, person):
    one, other = Client(), Client()
    for client in (one, other):
        sign_in(client)
        client.get("/account")
    one.post("/account/sessions")
    assert one.get("/account").status_code == 200
    assert other.get("/account").status_code == 302


def test_a_page_that_changes_who_signs_in_asks_again(running, person):
    person.role = Role.OPERATOR
    person.save()
    client = signed_in(person, "en")
    refused = client.get("/people/invite")
    assert refused.status_code == 302
    assert urlsplit(refused.headers["Location"]).path == "/account/again"
    assert parse_qs(urlsplit(refused.headers["Location"]).query)["next"] == ["/people/invite"]
    wrong = client.post("/account/again?next=/people/invite", {"password": "wrong", "next": "/people/invite"})
    assert wrong.status_code == 200
    right = client.post("/account/again?next=/people/invite", {"password": PASSWORD, "next": "/people/invite"})
    assert right.headers["Location"] == "/people/invite"
    assert client.get("/people/invite").status_code == 200


def test_a_token_is_shown_once_and_ended(english, person):
    made = english.post(
        "/account/tokens", {"name": "Bảng", "rights": ["look"], "expires_on": (today() + timedelta(days=9)).isoformat()}
    )
    secret = re.search(r"cb_[\w-]{43}", made.content.decode())[0]
    assert made.headers["Cache-Control"] == "no-store"
    asked = Client().get("/api/v1/figures?reason=x&span=7d", headers={"authorization": f"Bearer {secret}"})
    assert asked.status_code == 200
    assert secret not in english.get("/account/tokens").content.decode()
    token = ApiToken.objects.get()
    english.post(f"/account/tokens/{token.pk}/revoke")
    again = Client().get("/api/v1/figures?reason=x", headers={"authorization": f"Bearer {secret}"})
    assert again.status_code == 401


def test_a_token_of_somebody_else_is_not_there(english, person):
    other = Account.objects.create(username="binh", agency=person.agency)
    token = ApiToken.objects.create(account=other, name="x", digest="x", expires_on=today())
    assert english.post(f"/account/tokens/{token.pk}/revoke").status_code == 404


@pytest.mark.parametrize("address", ["/account", "/account/password", "/account/tokens", "/account/sessions"])
def test_the_pages_stand_in_both_languages(client, address):
    assert client.get(address).status_code == 200
