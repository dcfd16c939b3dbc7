"""A loopback site, and a web that may ask it."""

import pytest
from tests.sources.feeds.server import running

from civicbeat.sources import web as web_module
from civicbeat.sources.web import Web


@pytest.fixture
def site():
    with running() as site:
        web_module.forget_hosts()
        yield site
        web_module.forget_hosts()


@pytest.fixture
def web():
    return Web(pause=0, timeout=10, deadline=20, attempts=1, allow_loopback=True)
