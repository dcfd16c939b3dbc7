"""A JSON API is asked with its key, which nothing else ever sees."""

import pytest
from tests.sources.feeds.server import running, say

from civicbeat.records.errors import FormatChanged, SettingError
from civicbeat.sources.api import Api, listed
from civicbeat.sources.web import Web, forget_hosts


@pytest.fixture
def site():
    with running() as site:
        forget_hosts()
        yield site
        forget_hosts()


@pytest.fixture
def web():
    return Web(pause=0, attempts=1, robots=False, allow_loopback=True)


def test_a_question_carries_the_key_in_its_header(site, web, monkeypatch):
    monkeypatch.setenv("CIVICBEAT_KEY_CITY", "secret-of-the-city")
    site.paths["/v2/items?q=ng%E1%BA%ADp"] = say(200, b'{"items": []}')
    api = Api(f"{site.address}/v2/", web, "CITY")
    assert api.get("items", {"q": "ngập", "page": "", "after": None}) == {"items": []}
    assert site.asked[-1][1]["Authorization"] == "Bearer secret-of-the-city"
    assert "secret-of-the-city" not in repr(api)


def test_without_its_key_nothing_is_asked(site, web, monkeypatch):
    monkeypatch.delenv("CIVICBEAT_KEY_CITY", raising=False)
    with pytest.raises(SettingError):
        Api(site.address, web, "CITY").get("items")
    assert not site.asked


def test_what_is_no_object_is_a_changed_format_with_its_shape(site, web):
    site.paths |= {"/list": say(200, b'[{"text": "Ng\xe1\xba\xadp"}]'), "/page": say(200, b"<html>")}
    with pytest.raises(FormatChanged) as caught:
        Api(site.address, web).get("list")
    assert caught.value.sample == [{"text": "text 4"}]
    with pytest.raises(FormatChanged, match="not JSON"):
        Api(site.address, web).get("page")


def test_an_answer_without_its_list_is_a_changed_format():
    assert listed({"data": {"items": [{"id": 1}, "?"]}}, "data.items") == [{"id": 1}]
    for told in ({}, {"items": {}}, {"items": None}):
        with pytest.raises(FormatChanged) as caught:
            listed(told, "items")
        assert isinstance(caught.value.sample, dict)
