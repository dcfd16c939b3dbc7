"""A loopback Jetstream, and a source that may hear it."""

import json
from contextlib import closing

import pytest
from tests.sources.bluesky.server import Jetstream, running

from civicbeat.sources import web as web_module
from civicbeat.sources.bluesky import BlueskySource, wire
from civicbeat.sources.bluesky import source as source_module
from civicbeat.sources.web import Web

LISTENED = {"name": "bluesky.city", "words": ["ngập nước", "kẹt xe"], "hours": 1, "listen_for": 5}


@pytest.fixture
def jetstream(monkeypatch):
    monkeypatch.setattr(source_module, "PAGE_EVERY", 0.05)
    monkeypatch.setattr(wire, "BEAT", 0.05)
    web_module.forget_hosts()
    with running(Jetstream()) as jetstream:
        yield jetstream
    web_module.forget_hosts()


@pytest.fixture
def read(jetstream):
    """One reading until nothing more comes: its pages, what they became, and the cursor as a store gives it back."""

    def one(source, cursor=None):
        pages, empty = [], 0
        with closing(source.fetch(cursor or {})) as coming:
            for page in coming:
                pages.append(page)
                empty = 0 if page.raws or page.rejected or not jetstream.done.is_set() else empty + 1
                if empty == 2:
                    break
        made = [source.to_post(raw) for page in pages for raw in page.raws]
        return pages, made, json.loads(json.dumps(dict(pages[-1].cursor)))

    return one


@pytest.fixture
def source(jetstream):
    return BlueskySource(server=jetstream.address, web=Web(pause=0, timeout=5, allow_loopback=True), **LISTENED)
