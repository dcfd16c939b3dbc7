"""A loopback server, and a web that may ask it."""

import pytest
from tests.sources.feeds.server import running
from tests.sources.mastodon.server import Mastodon

from civicbeat.sources import web as web_module
from civicbeat.sources.mastodon import MastodonSource
from civicbeat.sources.web import Web


@pytest.fixture
def site():
    with running() as site:
        web_module.forget_hosts()
        site.paths = Mastodon()
        yield site
        web_module.forget_hosts()


@pytest.fixture
def server(site):
    return site.paths


@pytest.fixture
def source(site):
    web = Web(pause=0, timeout=5, deadline=10, attempts=1, allow_loopback=True)
    return MastodonSource(site.address, "mastodon.city", web=web)
