"""YouTube's Data API on loopback: invented comments in the documented format, paged and bounded as documented."""

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
from civicbeat.sources.youtube import YoutubeSource

NOW = datetime.now(UTC).replace(microsecond=0)
VIDEO, OTHER = "aBcDeFgHiJk", "-_cDeFgHiJk"
CHANNEL = "UC" + "thanhpho" * 2 + "abcdef"
INLINED = 2
"""Replies that come along with a thread."""


def at(hours: float) -> str:
    """So many hours ago, as the API writes it."""
    return (NOW - timedelta(hours=hours)).isoformat().replace("+00:00", "Z")


def comment(native: str, hours: float, text: str = "Đường này ngập", **parts: Any) -> dict[str, Any]:
    """A comment written so many ``hours`` ago."""
    parent = {"parentId": native.partition(".")[0]} if "." in native else {}
    snippet = {
        "channelId": CHANNEL,
        "textDisplay": f"{text} {native}",
        "textOriginal": f"{text} {native}",
        "authorDisplayName": "@lan-thu",
        "authorProfileImageUrl": "https://anh.example/lan.jpg",
        "authorChannelUrl": "http://www.youtube.com/@lan-thu",
        "authorChannelId": {"value": "UClan"},
        "canRate": True,
        "viewerRating": "none",
        "likeCount": 3,
        "publishedAt": at(hours),
        "updatedAt": at(hours),
        **parent,
        **parts,
    }
    return {"kind": "youtube#comment", "etag": "x", "id": native, "snippet": snippet}


class Youtube(dict[str, Any]):
    """What the API answers: stands in for a site's paths. ``refused``: places, and status and reason they get."""

    def __init__(self, size: int = 100) -> None:
        super().__init__()
        self.size = size
        self.said: dict[str, dict[str, dict[str, Any]]] = {}
        self.refused: dict[str, tuple[int, str]] = {}

    def write(self, video: str, *comments: dict[str, Any]) -> None:
        """Publishes or replaces."""
        self.said.setdefault(video, {}).update({one["id"]: one for one in comments})

    def get(self, path: str, default: Any = None) -> Any:
        """The answer of ``path``."""
        parts = urlsplit(path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        place = next(
            (asked[by] for by in ("videoId", "allThreadsRelatedToChannelId", "parentId", "id") if by in asked), ""
        )
        if refused := self.refused.pop(asked.get("pageToken", ""), None) or self.refused.get(place):
            return refusal(*refused)
        if parts.path in self:
            return self[parts.path]
        if parts.path == "/v3/commentThreads":
            return self._threads(asked)
        if parts.path == "/v3/comments" and "id" in asked:
            ids = asked["id"].split(",")
            assert len(ids) <= 50
            return listing([one for said in self.said.values() for one in said.values() if one["id"] in ids])
        if parts.path == "/v3/comments":
            return self._page(self._replies(asked["parentId"]), asked)
        return default

    def _threads(self, asked: dict[str, str]) -> Any:
        assert asked["order"] == "time"
        assert asked["textFormat"] == "plainText"
        videos = [asked["videoId"]] if "videoId" in asked else list(self.said)
        found = [self._thread(video, one) for video in videos for one in self.said.get(video, {}).values()]
        threads = [one for one in found if "." not in one["id"]]
        threads.sort(key=lambda one: one["snippet"]["topLevelComment"]["snippet"]["publishedAt"], reverse=True)
        return self._page(threads, asked)

    def _thread(self, video: str, top: dict[str, Any]) -> dict[str, Any]:
        replies = self._replies(top["id"])
        told = {"channelId": CHANNEL, "videoId": video, "topLevelComment": top, "canReply": True}
        thread = {"id": top["id"], "snippet": {**told, "totalReplyCount": len(replies), "isPublic": True}}
        return {**thread, "replies": {"comments": replies[:INLINED]}} if replies else thread

    def _replies(self, parent: str) -> list[dict[str, Any]]:
        found = [one for said in self.said.values() for one in said.values() if one["id"].startswith(f"{parent}.")]
        return sorted(found, key=lambda one: one["snippet"]["publishedAt"])

    def _page(self, found: list[dict[str, Any]], asked: dict[str, str]) -> Any:
        first = int(asked.get("pageToken", "p0")[1:])
        more = {"nextPageToken": f"p{first + self.size}"} if len(found) > first + self.size else {}
        return listing(found[first : first + self.size], **more)


def listing(found: list[dict[str, Any]], **more: Any) -> Any:
    """An answer with ``found``."""
    told = {"kind": "youtube#listResponse", "etag": "x", **more, "pageInfo": {"resultsPerPage": 100}, "items": found}
    return say(200, json.dumps(told).encode())


def refusal(status: int, reason: str) -> Any:
    """An error as Google's APIs write it."""
    error = {"message": "x <a href='y'>z</a>", "domain": "youtube.commentThread", "reason": reason}
    return say(status, json.dumps({"error": {"code": status, "message": "x", "errors": [error]}}).encode())


def source(site: Site, **options: Any) -> YoutubeSource:
    """A source that asks ``site``."""
    given = {"videos": [VIDEO], **options}
    web = Web(pause=0, attempts=1, robots=False, allow_loopback=True)
    return YoutubeSource("youtube.city", base=f"{site.address}/v3", web=web, **given)


@contextmanager
def specimen() -> Iterator[YoutubeSource]:
    """A source with a few pages to read."""
    with running() as site, pytest.MonkeyPatch.context() as patch:
        forget_hosts()
        patch.setenv("CIVICBEAT_KEY_YOUTUBE", "khoa")
        site.paths = Youtube(size=5)
        site.paths.write(
            VIDEO, *(comment(f"Ug{n}", n) for n in range(1, 13)), comment("Ug2.r", 1), comment("Ug13", 2, "")
        )
        site.paths.write(OTHER, comment("Ug20", 3, textDisplay=" "))
        yield source(site, channels=[CHANNEL])
