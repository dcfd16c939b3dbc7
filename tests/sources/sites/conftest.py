"""The loopback site of the feeds' tests, and a web that bears a busy machine."""

import pytest
from tests.sources.feeds.conftest import site

from civicbeat.sources.web import Web

__all__ = ["site"]


@pytest.fixture
def web():
    return Web(pause=0, timeout=10, deadline=20, attempts=1, allow_loopback=True)
