"""One account does not ask faster than its limit; others go on meanwhile, and so does it a minute later."""

import pytest
from django.core.cache import cache
from tests.web.conftest import _files, signed_in  # noqa: F401  # a fixture of the console

from civicbeat.config import pace
from civicbeat.governance.accounts.models import Account, Agency

pytestmark = pytest.mark.django_db
PAGE, OPERATION = "/account", "/api/v1/openapi.json"


@pytest.fixture(autouse=True)
def _narrow(monkeypatch):
    cache.clear()
    monkeypatch.setattr(pace, "BY_PEOPLE", 3)
    monkeypatch.setattr(pace, "BY_PROGRAMS", 2)


@pytest.fixture
def clock(monkeypatch):
    """The time, which stands still until it is moved."""
    now = [1_790_000_000.0]
    monkeypatch.setattr(pace.time, "time", lambda: now[0])
    return now


@pytest.fixture
def agency():
    return Agency.objects.create(short_name="water", name_vi="Thoát nước", name_en="Drainage")


@pytest.fixture
def client(agency):
    return signed_in(Account.objects.create(username="lan", agency=agency), "en")


def statuses(client, address, times):
    return [client.get(address).status_code for _ in range(times)]


def test_beyond_the_limit_the_page_says_so_and_when_to_come_again(client, clock):
    assert statuses(client, PAGE, 4) == [200, 200, 200, 429]
    response = client.get(PAGE)
    assert "more often than a person can read" in response.content.decode()
    assert 0 < int(response.headers["Retry-After"]) <= pace.A_MINUTE
    clock[0] += int(response.headers["Retry-After"])
    assert client.get(PAGE).status_code == 200


def test_programs_are_told_in_their_way_and_counted_apart(client, clock):
    assert statuses(client, OPERATION, 3) == [200, 200, 429]
    problem = client.get(OPERATION)
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert problem.json()["detail"] == "This is asked too fast. Ask 2 times a minute at most."
    assert client.get(PAGE).status_code == 200


def test_others_go_on_meanwhile(client, agency, clock):
    statuses(client, PAGE, 4)
    other = signed_in(Account.objects.create(username="minh", agency=agency), "en")
    assert other.get(PAGE).status_code == 200


def test_who_is_not_signed_in_is_not_counted_here(db, client, clock):
    client.logout()
    assert statuses(client, "/sign-in", 6) == [200] * 6
