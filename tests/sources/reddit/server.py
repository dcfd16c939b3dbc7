"""Reddit's Data API on loopback: invented posts and comments in the documented format, listed and cut as it does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.sources.feeds.server import Site, running, say

from civicbeat.sources.clients import forget_tokens
from civicbeat.sources.reddit import RedditSource
from civicbeat.sources.web import Web, forget_hosts

NOW = datetime.now(UTC).replace(microsecond=0)


def post(number: int, minutes: float, title: str = "Cầu này ngập", **parts: Any) -> dict[str, Any]:
    """A post written so many ``minutes`` ago."""
    data = {
        "name": f"t3_{number}",
        "id": str(number),
        "subreddit": "thanhpho",
        "title": f"{title} {number}",
        "selftext": "Nước lên nhanh",
        "author": "lan_thu",
        "author_fullname": "t2_lan",
        "permalink": f"/r/thanhpho/comments/{number}/cau/",
        "score": 5,
        "num_comments": 2,
        "created_utc": (NOW - timedelta(minutes=minutes)).timestamp(),
        "edited": False,
        "over_18": False,
        "link_flair_text": "Giao thông",
        "removed_by_category": None,
        **parts,
    }
    return {"kind": "t3", "data": data}


def comment(number: int, minutes: float, body: str = "Đúng rồi", **parts: Any) -> dict[str, Any]:
    """A comment on the first post."""
    data = {
        "name": f"t1_{number}",
        "id": str(number),
        "subreddit": "thanhpho",
        "body": body,
        "author": "binh",
        "permalink": f"/r/thanhpho/comments/1/cau/{number}/",
        "parent_id": "t3_1",
        "link_id": "t3_1",
        "score": -2,
        "created_utc": (NOW - timedelta(minutes=minutes)).timestamp(),
        "edited": False,
        **parts,
    }
    return {"kind": "t1", "data": data}


class Reddit(dict[str, Any]):
    """What the API answers: stands in for a site's paths. ``refused``: communities, and status and reason they get."""

    def __init__(self, host_keeps: int = 1_000) -> None:
        super().__init__()
        self.host_keeps = host_keeps
        self.things: dict[str, list[dict[str, Any]]] = {}
        self.refused: dict[str, tuple[int, str]] = {}
        token = {"access_token": "hat-sen", "token_type": "bearer", "expires_in": 86_400, "scope": "*"}
        self["POST /token"] = say(200, json.dumps(token).encode())

    def write(self, community: str, *things: dict[str, Any]) -> None:
        """Publishes or replaces."""
        names = {one["data"]["name"] for one in things}
        before = [one for one in self.things.get(community, []) if one["data"]["name"] not in names]
        self.things[community] = sorted([*before, *things], key=_newest_first)

    def get(self, path: str, default: Any = None) -> Any:
        """The answer of ``path``."""
        parts = urlsplit(path)
        if parts.path in self:
            return self[parts.path]
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert asked["raw_json"] == "1"
        if parts.path == "/api/info":
            ids = asked["id"].split(",")
            assert len(ids) <= 100
            return listing([one for said in self.things.values() for one in said if one["data"]["name"] in ids])
        _, _, community, part = parts.path.split("/")
        if community in self.refused:
            status, reason = self.refused[community]
            return say(status, json.dumps({"reason": reason, "message": "Forbidden", "error": status}).encode())
        kind = {"new": "t3", "comments": "t1"}[part]
        found = [one for one in self.things.get(community, []) if one["kind"] == kind][: self.host_keeps]
        names = [one["data"]["name"] for one in found]
        after = asked.get("after")
        if after and after not in names:
            return listing([])
        first = names.index(after) + 1 if after else 0
        page = found[first : first + int(asked["limit"])]
        return listing(page, after=page[-1]["data"]["name"] if len(found) > first + len(page) else None)


def _newest_first(thing: dict[str, Any]) -> float:
    written = thing["data"]["created_utc"]
    return -written if isinstance(written, float) else 0.0


def listing(things: list[dict[str, Any]], after: str | None = None) -> Any:
    """An answer with ``things``."""
    data = {"after": after, "before": None, "dist": len(things), "modhash": None, "children": things}
    return say(200, json.dumps({"kind": "Listing", "data": data}).encode())


def source(site: Site, *subreddits: str) -> RedditSource:
    """A source that asks ``site``."""
    web = Web(pause=0, attempts=1, robots=False, allow_loopback=True)
    return RedditSource(
        "reddit.city",
        subreddits or ("thanhpho",),
        "ubnd_mau",
        base=site.address,
        tokens=f"{site.address}/token",
        web=web,
    )


@contextmanager
def specimen() -> Iterator[RedditSource]:
    """A source with a few pages to read."""
    with running() as site, pytest.MonkeyPatch.context() as patch:
        forget_hosts()
        forget_tokens()
        patch.setenv("CIVICBEAT_KEY_REDDIT", "ten:bi-mat")
        site.paths = Reddit()
        site.paths.write("thanhpho", *(post(n, n) for n in range(1, 131)), *(comment(n, n) for n in range(1, 30)))
        site.paths.write("thanhpho", post(200, 5, created_utc="hôm qua"))
        yield source(site)
        forget_tokens()
