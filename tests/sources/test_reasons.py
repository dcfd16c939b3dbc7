"""The word with which an API refuses is found in each known form, and nothing else is taken for one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.feeds.server import running, say

from civicbeat.records.errors import SourceError, SourceRefused, SourceUnreachable
from civicbeat.sources.reasons import LARGEST, reason
from civicbeat.sources.web import NotFound, Web, forget_hosts

GOOGLE = {"error": {"code": 403, "message": "x", "errors": [{"domain": "youtube.quota", "reason": "quotaExceeded"}]}}
REDDIT = {"reason": "private", "message": "Forbidden", "error": 403}
X = {"errors": [{"message": "x"}], "title": "Invalid Request", "type": "https://api.x.com/2/problems/invalid-request"}


@pytest.mark.parametrize(
    ("told", "word"),
    [
        (GOOGLE, "quotaExceeded"),
        (REDDIT, "private"),
        (X, "invalid-request"),
        ({"type": "about:blank"}, ""),
        ({"reason": "Chị An nói rằng không được"}, ""),
        ({"reason": "two words"}, ""),
        ({"reason": "private\n"}, ""),
        ({"reason": 7, "error": [1]}, ""),
        ({"error": {"errors": [None]}}, ""),
        ([], ""),
    ],
)
def test_the_word_is_found_or_nothing_is(told, word):
    assert reason(json.dumps(told).encode()) == word


@given(st.binary(max_size=60))
def test_no_body_breaks_it(body):
    assert reason(body) == ""


def test_what_is_no_json_or_too_much_has_no_reason():
    assert reason(b"<html>") == reason(b"[" * 100_000) == ""
    assert reason(json.dumps({**REDDIT, "x": "y" * LARGEST}).encode()) == ""


@pytest.mark.parametrize(
    ("status", "kind"), [(403, SourceRefused), (404, NotFound), (400, SourceUnreachable), (503, SourceUnreachable)]
)
def test_an_error_of_the_web_carries_it(status, kind):
    with running() as site:
        forget_hosts()
        site.paths["/x"] = say(status, json.dumps(REDDIT).encode())
        with pytest.raises(kind) as caught:
            Web(pause=0, attempts=1, robots=False, allow_loopback=True).get(f"{site.address}/x")
    assert caught.value.reason == "private"
    assert "private" not in str(caught.value)
    assert SourceError("x").reason == ""
