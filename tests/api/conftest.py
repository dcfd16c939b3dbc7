"""The console's small city and its analyst, asked by a program."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from tests.web.conftest import person, running, secret, signed_in, topic  # noqa: F401  # fixtures of the console


@pytest.fixture(scope="session", autouse=True)
def _folder():
    """The middleware that serves the console's files wants their folder."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def program(running, person):  # noqa: F811
    """A program that sends the session of a person who is signed in."""
    return signed_in(person, "en")


@pytest.fixture
def ask(program):
    """Asks an operation for a reason, and gives what it says."""

    def said(operation, status=200, **params):
        response = program.get(f"/api/v1/{operation}", {"reason": "Máy bơm", **params})
        assert response.status_code == status, response.content
        return response.json()

    return said
