"""A loopback server with a stream, and a source that may hear it."""

import json
import time
from contextlib import closing

import pytest
from tests.sources.feeds.server import running
from tests.sources.mastodonstream.server import Streaming

from civicbeat.sources import lines as lines_module
from civicbeat.sources import web as web_module
from civicbeat.sources.mastodonstream import MastodonStreamSource
from civicbeat.sources.mastodonstream import source as source_module
from civicbeat.sources.web import Web


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setattr(source_module, "PAGE_EVERY", 0.05)
    monkeypatch.setattr(lines_module, "BEAT", 0.05)
    monkeypatch.setenv("CIVICBEAT_KEY_MASTODON", "bí-mật-42".encode().hex())
    with running() as site:
        web_module.forget_hosts()
        site.paths = Streaming()
        yield site
        web_module.forget_hosts()


@pytest.fixture
def server(site):
    return site.paths


@pytest.fixture
def source(site):
    web = Web(pause=0, timeout=5, deadline=10, attempts=1, allow_loopback=True)
    return MastodonStreamSource(site.address, "mastodon.live", listen_for=10, web=web)


@pytest.fixture
def read(server):
    """One reading until nothing more comes: its pages, what they became, and the cursor as a store gives it back."""

    def one(source, cursor=None):
        pages, empty, began = [], 0, time.monotonic()
        with closing(source.fetch(cursor or {})) as coming:
            for page in coming:
                pages.append(page)
                empty = 0 if page.raws or page.rejected or server.scripts else empty + 1
                if empty == 3:
                    break
        assert time.monotonic() - began < 9
        made = [source.to_post(raw) for page in pages for raw in page.raws]
        return pages, made, json.loads(json.dumps(dict(pages[-1].cursor)))

    return one
