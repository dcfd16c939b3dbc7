"""API tokens: fewer rights than their person, an end, and nothing kept that opens."""

from datetime import timedelta

import pytest
from django.test import Client, RequestFactory

from civicbeat.governance.accounts import tokens
from civicbeat.governance.accounts.models import Account, Agency, ApiToken
from civicbeat.governance.accounts.rights import Right, Role
from civicbeat.governance.audit.models import Entry
from civicbeat.records.errors import InputError, NotAllowed
from civicbeat.records.period import today

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst():
    agency = Agency.objects.create(short_name="city", name_vi="Thành phố", name_en="City")
    return Account.objects.create(username="lan", agency=agency, role=Role.ANALYST)


def make(account, rights=(Right.LOOK,), days=30, name="Bảng điều khiển"):
    return tokens.make(account, name, rights, today() + timedelta(days=days))


def asked(secret, path="/api/v1/openapi.json", scheme="Bearer"):
    return Client().get(path, headers={"authorization": f"{scheme} {secret}"})


def test_a_token_opens_the_api_for_what_it_may_and_nothing_else(analyst):
    token, secret = make(analyst, [Right.COVERAGE])
    assert asked(secret).status_code == 200
    refused = asked(secret, "/api/v1/figures?reason=x")
    assert (refused.status_code, refused.json()["title"]) == (403, "Your role does not cover this.")
    assert asked(secret, "/topics").status_code == 302, "the console is not the API"
    token.refresh_from_db()
    assert token.used_on == today()


@pytest.mark.parametrize("change", ["revoked", "expired", "closed", "wrong", "other scheme"])
def test_what_is_not_open_opens_nothing(analyst, change):
    token, secret = make(analyst)
    if change == "revoked":
        tokens.revoke(token, analyst)
    elif change == "expired":
        ApiToken.objects.update(expires_on=today() - timedelta(days=1))
    elif change == "closed":
        Account.objects.update(is_active=False)
    elif change == "wrong":
        secret = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    assert asked(secret, scheme="Basic" if change == "other scheme" else "Bearer").status_code == 401


def test_a_wrong_token_is_not_helped_by_a_session(analyst):
    client = Client()
    client.force_login(analyst)
    assert client.get("/api/v1/openapi.json").status_code == 200
    assert client.get("/api/v1/openapi.json", headers={"authorization": "Bearer cb_x"}).status_code == 401


def test_nothing_that_opens_is_kept_or_logged(analyst):
    _, secret = make(analyst)
    assert secret not in str(list(ApiToken.objects.values()) + list(Entry.objects.values()))
    assert secret.startswith("cb_")
    assert len(secret) == 46


def test_a_token_never_reaches_further_than_its_person(analyst):
    for rights in ([Right.AUDIT], [Right.EXPORT], [Right.LOOK, Right.PEOPLE]):
        with pytest.raises(NotAllowed):
            make(analyst, rights)
    _, secret = make(analyst, [Right.LOOK])
    Account.objects.update(role=Role.AUDITOR)
    assert asked(secret, "/api/v1/figures?reason=x").status_code == 403


@pytest.mark.parametrize(
    ("rights", "days", "name"),
    [((), 1, "x"), ((Right.LOOK,), 1, " "), ((Right.LOOK,), 366, "x"), ((Right.LOOK,), -1, "x")],
)
def test_a_token_has_a_name_a_right_and_an_end_within_a_year(analyst, rights, days, name):
    with pytest.raises(InputError):
        make(analyst, rights, days, name)


def test_only_the_api_looks_at_tokens(analyst):
    _, secret = make(analyst)
    request = RequestFactory().get("/topics", headers={"authorization": f"Bearer {secret}"})
    request.user = None
    tokens.ByToken(lambda _: None).process_request(request)
    assert request.user is None
