"""The city, people and files of the console's tests serve the portal's too; citizens have no account."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from tests.browsing import application, browser, site  # noqa: F401  # fixtures
from tests.web.conftest import _files, person, running, secret, topic  # noqa: F401  # fixtures


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Limits and figures that are kept for a while must not pass from one test to the next."""
    cache.clear()


@pytest.fixture(params=["vi", "en"])
def citizen(request, db):
    """A browser without an account, in both languages."""
    return speaking(request.param)


@pytest.fixture
def english(db):
    return speaking("en")


def speaking(language):
    client = Client(headers={"accept-language": language})
    client.cookies["django_language"] = language
    return client
