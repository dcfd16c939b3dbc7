"""A service of Bluesky on loopback: invented posts in the documented format, searched and shown as documented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.sources.bluesky.server import did, key
from tests.sources.feeds.server import running, say

from civicbeat.sources.blueskysearch import BlueskySearchSource
from civicbeat.sources.web import Web, forget_hosts

NOW = datetime.now(UTC).replace(microsecond=0)


def view(
    number: int, text: str = "Hẻm ngập", *, by: int = 0, at: datetime | None = None, **parts: Any
) -> dict[str, Any]:
    """The ``number``-th post as it is shown, ``number`` minutes old."""
    when = at or NOW - timedelta(minutes=number)
    record = {"$type": "app.bsky.feed.post", "text": f"{text} {number}", "createdAt": when.isoformat(), "langs": ["vi"]}
    return {
        "uri": f"at://{did(by)}/app.bsky.feed.post/{key(number)}",
        "cid": "bafyrei",
        "author": {"did": did(by), "handle": "minh.example", "labels": []},
        "record": record,
        "indexedAt": (when + timedelta(seconds=1)).isoformat(),
        "likeCount": 3,
        "replyCount": 1,
        "repostCount": 2,
        "labels": [],
        **parts,
    }


def asks_for_members_only(by: int = 0, src: str = "") -> dict[str, Any]:
    """An author with that label, given by ``src`` (mostly: by themselves)."""
    return {"did": did(by), "handle": "lan.example", "labels": [{"val": "!no-unauthenticated", "src": src or did(by)}]}


class Service(dict[str, Any]):
    """Posts of one service; stands in for a site's paths, and a path that is set by hand wins.

    Attributes:
        posts: address → post.
        members: whether only those with the session's token may search.
        asked: queries of the searches.
    """

    def __init__(self, *views: dict[str, Any]) -> None:
        super().__init__()
        self.posts = {one["uri"]: one for one in views}
        self.members = False
        self.asked: list[dict[str, str]] = []

    def get(self, path: str, default: Any = None) -> Any:
        """The answer of ``path``."""
        parts = urlsplit(path)
        if parts.path in self:
            return self[parts.path]
        asked = parse_qs(parts.query)
        if path == "POST /xrpc/com.atproto.server.createSession":
            return say(200, b'{"accessJwt": "token", "refreshJwt": "x", "handle": "h", "did": "d"}')
        if parts.path == "/xrpc/app.bsky.feed.getPosts":
            shown = [self.posts[uri] for uri in asked["uris"] if uri in self.posts]
            return say(200, json.dumps({"posts": shown}).encode())
        if parts.path == "/xrpc/app.bsky.feed.searchPosts":
            self.asked.append({name: values[0] for name, values in asked.items()})
            return self._search
        return default

    def _search(self, request: Any) -> None:
        if self.members and request.headers.get("Authorization") != "Bearer token":
            say(403, b"<html>")(request)
            return
        asked = self.asked[-1]
        begin, limit, since = int(asked.get("cursor", 0)), int(asked["limit"]), datetime.fromisoformat(asked["since"])
        words = asked["q"].strip('"')
        found = [one for one in self.posts.values() if words in one["record"]["text"] and _at(one) >= since]
        found.sort(key=_at, reverse=True)
        more = {"cursor": str(begin + limit)} if begin + limit < len(found) else {}
        say(200, json.dumps({"posts": found[begin : begin + limit], **more}).encode())(request)


def _at(one: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(one["record"]["createdAt"])


@contextmanager
def specimen() -> Iterator[BlueskySearchSource]:
    """A source that can be read many times."""
    with running() as site:
        forget_hosts()
        site.paths = Service(*(view(n) for n in range(1, 61)), view(61, author=asks_for_members_only()))
        web = Web(pause=0, attempts=1, robots=False, allow_loopback=True)
        yield BlueskySearchSource("bluesky.search", site.address, ["ngập", "kẹt xe"], web=web)
    forget_hosts()
