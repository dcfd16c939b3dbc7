"""One small city a module, a signed-in analyst, and the console's files collected once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from tests.browsing import PASSWORD, application, browser, page, scripted, site  # noqa: F401  # fixtures
from tests.web import city

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.topics.models import Topic
from civicbeat.records.period import today


@pytest.fixture(scope="session", autouse=True)
def _files():
    call_command("collectstatic", verbosity=0, interactive=False)


@pytest.fixture(scope="module")
def running(opened):
    now = city.moment()
    opened.store.write(city.posts(now), token="city")
    for note in city.gap(now):
        opened.store.note_coverage(note)
    opened.store.roll_up()
    return opened


@pytest.fixture(scope="session")
def secret():
    """The password as it is kept; hashing it takes long, as it should."""
    return make_password(PASSWORD)


@pytest.fixture
def person(db, secret):
    cache.clear()
    agency = Agency.objects.create(short_name="sample", name_vi="Thành phố mẫu", name_en="Sample city")
    return Account.objects.create(
        username="an", password=secret, agency=agency, display_name="Lê Minh An", language="en"
    )


@pytest.fixture(params=["vi", "en"])
def client(request, running, person):
    return signed_in(person, request.param)


@pytest.fixture
def english(running, person):
    return signed_in(person, "en")


def signed_in(person, language):
    client = Client(headers={"accept-language": language})
    client.force_login(person)
    client.cookies["django_language"] = language
    return client


@pytest.fixture
def topic(person):
    return Topic.objects.create(
        agency=person.agency,
        owner=person,
        name="Ngập",
        query="ngập",
        purpose="Điều máy bơm sớm hơn.",
        legal_basis="Quyết định mẫu 12",
        starts_on=today() - timedelta(days=1),
        ends_on=today() + timedelta(days=30),
    )
