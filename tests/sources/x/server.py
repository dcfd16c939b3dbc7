"""X's API on loopback: invented posts in the documented format, bounded and paged as recent search documents it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.sources.feeds.server import Site, running, say

from civicbeat.sources.web import Web, forget_hosts
from civicbeat.sources.x import XSource

NOW = datetime.now(UTC).replace(microsecond=0)


def id_at(hours: float, number: int = 0) -> str:
    """The id that X gives a post that was published so many hours ago."""
    since = (NOW - timedelta(hours=hours)).timestamp() * 1_000 - 1_288_834_974_657
    return str((int(since) << 22) + number)


def tweet(hours: float, text: str = "Ngập đường này", number: int = 0, **parts: Any) -> dict[str, Any]:
    """A post of so many ``hours`` ago."""
    native = id_at(hours, number)
    return {
        "id": native,
        "text": text,
        "created_at": (NOW - timedelta(hours=hours)).isoformat().replace("+00:00", ".000Z"),
        "lang": "vi",
        "author_id": "9001",
        "conversation_id": native,
        "public_metrics": {
            "retweet_count": 2,
            "reply_count": 3,
            "like_count": 4,
            "quote_count": 1,
            "bookmark_count": 0,
            "impression_count": 500,
        },
        "edit_history_tweet_ids": [native],
        **parts,
    }


class X(dict[str, Any]):
    """What the API answers: stands in for a site's paths. ``forgotten``: places in a list that X knows no longer."""

    def __init__(self, size: int = 100) -> None:
        super().__init__()
        self.size = size
        self.posts: list[dict[str, Any]] = []
        self.errors: list[dict[str, Any]] = []
        self.forgotten: set[str] = set()

    def get(self, path: str, default: Any = None) -> Any:
        """The answer of ``path``."""
        parts = urlsplit(path)
        if parts.path in self:
            return self[parts.path]
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert "note_tweet" in asked["tweet.fields"]
        if parts.path == "/2/tweets/search/recent":
            return self._search(asked)
        if parts.path == "/2/tweets":
            ids = asked["ids"].split(",")
            assert len(ids) <= 100
            found = [one for one in self.posts if one["edit_history_tweet_ids"][0] in ids]
            errors = [one for one in self.errors if one["value"] in ids]
            return answer({**({"data": found} if found else {}), **({"errors": errors} if errors else {})})
        return default

    def _search(self, asked: dict[str, str]) -> Any:
        start, end = (datetime.fromisoformat(asked[name]) for name in ("start_time", "end_time"))
        now = datetime.now(UTC)
        token = asked.get("next_token", "")
        if start < now - timedelta(days=7) or end > now - timedelta(seconds=10) or token in self.forgotten:
            return refusal(400, "invalid-request")
        found = [one for one in self.posts if start <= datetime.fromisoformat(one["created_at"]) < end]
        found.sort(key=lambda one: -int(one["id"]))
        first = int(token[1:] or 0) if token else 0
        page = found[first : first + self.size]
        more = {"next_token": f"t{first + self.size}"} if len(found) > first + self.size else {}
        told = {"meta": {"result_count": len(page), **more}}
        return answer({"data": page, **told} if page else told)


def answer(told: dict[str, Any]) -> Any:
    """An answer as JSON."""
    return say(200, json.dumps(told).encode())


def refusal(status: int, kind: str) -> Any:
    """A problem as X writes it."""
    told = {
        "errors": [{"parameters": {"start_time": ["x"]}, "message": "Invalid 'start_time'"}],
        "title": "Invalid Request",
        "detail": "One or more parameters to your request was invalid.",
        "type": f"https://api.twitter.com/2/problems/{kind}",
    }
    return say(status, json.dumps(told).encode())


def missing(native: str, kind: str = "resource-not-found") -> dict[str, Any]:
    """What a lookup says of a post it does not give."""
    return {
        "value": native,
        "detail": f"Could not find tweet with ids: [{native}].",
        "title": "Not Found Error",
        "resource_type": "tweet",
        "parameter": "ids",
        "resource_id": native,
        "type": f"https://api.twitter.com/2/problems/{kind}",
    }


def source(site: Site, **options: Any) -> XSource:
    """A source that asks ``site``."""
    web = Web(pause=0, attempts=1, robots=False, allow_loopback=True)
    return XSource("x.ngap", **{"query": "ngập OR kẹt", **options}, base=f"{site.address}/2", web=web)


@contextmanager
def specimen() -> Iterator[XSource]:
    """A source with a few pages to read."""
    with running() as site, pytest.MonkeyPatch.context() as patch:
        forget_hosts()
        patch.setenv("CIVICBEAT_KEY_X", "khoa")
        site.paths = X(size=10)
        site.paths.posts = [tweet(n * 2, f"Ngập {n}") for n in range(1, 60)]
        site.paths.posts.append(tweet(5, number=1, referenced_tweets=[{"type": "retweeted", "id": "1"}]))
        yield source(site)
