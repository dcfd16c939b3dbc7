"""Meta's Graph API on loopback: an invented page and account in the documented format, paged as documented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.sources.feeds.server import running, say

from civicbeat.sources.graph import GraphSource
from civicbeat.sources.web import Web, forget_hosts

PAGE = "100200300"
ACCOUNT = "17840000001"
TOKEN = "EAAG-bi-mat"
START = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)


def at(minutes: float) -> str:
    """A moment as Meta writes it."""
    return (START + timedelta(minutes=minutes)).isoformat().replace("+00:00", "+0000")


def post(number: int, text: str = "Lịch thu gom rác", **parts: Any) -> dict[str, Any]:
    """The page's ``number``-th post."""
    return {
        "id": f"{PAGE}_{number}",
        "created_time": at(number),
        "updated_time": at(number),
        "message": f"{text} {number}",
        "permalink_url": f"https://www.facebook.com/{PAGE}/posts/{number}",
        "from": {"id": PAGE, "name": "Thành phố Mẫu"},
        "shares": {"count": 4},
        "reactions": {"data": [], "summary": {"total_count": 7}},
        **parts,
    }


def comment(number: int, text: str = "Hẻm tôi chưa có", **parts: Any) -> dict[str, Any]:
    """A comment on Facebook."""
    return {
        "id": f"1_{number}",
        "message": f"{text} {number}",
        "created_time": at(number),
        "from": {"id": f"77{number % 5}", "name": "Trần Thị Mẫu"},
        "like_count": 2,
        "comment_count": 0,
        "permalink_url": f"https://www.facebook.com/{PAGE}/posts/1?comment_id={number}",
        "is_hidden": False,
        **parts,
    }


def media(number: int, text: str = "Ảnh chợ nổi", **parts: Any) -> dict[str, Any]:
    """A post on Instagram."""
    return {
        "id": f"9{number}",
        "caption": f"{text} {number}",
        "timestamp": at(number),
        "permalink": f"https://www.instagram.com/p/{number}/",
        "media_type": "IMAGE",
        "username": "thanhphomau",
        "like_count": 5,
        **parts,
    }


def answer(number: int, text: str = "Đẹp quá", **parts: Any) -> dict[str, Any]:
    """A comment on Instagram."""
    return {
        "id": f"5{number}",
        "text": f"{text} {number}",
        "timestamp": at(number),
        "username": f"lan{number % 3}",
        "like_count": 1,
        "hidden": False,
        **parts,
    }


class Meta(dict[str, Any]):
    """What the API answers: stands in for a site's paths; a path (without its version) that is set by hand wins."""

    def __init__(self) -> None:
        super().__init__()
        self.me: dict[str, Any] = {
            "id": PAGE,
            "name": "Thành phố Mẫu",
            "instagram_business_account": {"id": ACCOUNT, "username": "thanhphomau", "name": "TP Mẫu"},
        }
        self.posts: dict[str, dict[str, Any]] = {}
        self.under: dict[str, list[dict[str, Any]]] = {}
        self.largest = 100
        self.headers: dict[str, str] = {}

    def publish(self, one: dict[str, Any], *comments: dict[str, Any]) -> None:
        """Publishes or replaces a post with all its comments."""
        self.posts[one["id"]], self.under[one["id"]] = one, list(comments)

    def get(self, path: str, default: Any = None) -> Any:
        """The answer of ``path``."""
        parts = urlsplit(path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        where = parts.path.removeprefix("/v23.0/")
        if where in self:
            return self[where]
        if where == "me" or "ids" in asked:
            return self._by_id(asked["ids"].split(",")) if "ids" in asked else self._told(self.me)
        match where.split("/"):
            case [_, "published_posts" | "media"]:
                listed = sorted(self.posts.values(), key=lambda one: one.get("created_time") or one["timestamp"])
                return self._list([self._counted(one) for one in reversed(listed)], asked)
            case [native, "comments"] if native in self.under:
                return self._list([self._folded(one) for one in self.under[native]], asked)
            case [native, "replies"]:
                return self._list(self._any()[native]["replies"], asked)
            case _:
                return default

    def _counted(self, one: dict[str, Any]) -> dict[str, Any]:
        found = self.under[one["id"]]
        count = sum(1 + len(each.get("replies", ())) for each in found)
        if "caption" in one:
            return {"comments_count": count, "comments": {"data": [{"id": each["id"]} for each in found[-1:]]}, **one}
        return {"comments": {"data": [], "summary": {"total_count": count}}, **one}

    def _folded(self, one: dict[str, Any]) -> dict[str, Any]:
        """Of the replies the first two come along."""
        if not (replies := one.get("replies")):
            return one
        paging = {"cursors": {"after": "2"}, **({"next": f"http://x/?access_token={TOKEN}"} if replies[2:] else {})}
        return {**one, "replies": {"data": replies[:2], "paging": paging}}

    def _list(self, found: list[dict[str, Any]], asked: dict[str, str]) -> Any:
        start, size = int(asked.get("after", 0)), min(int(asked.get("limit", 25)), self.largest)
        paging: dict[str, Any] = {"cursors": {"before": str(start), "after": str(start + size)}}
        if start + size < len(found):
            paging["next"] = f"https://graph.facebook.com/x?access_token={TOKEN}&after={start + size}"
        return self._told({"data": found[start : start + size], "paging": paging})

    def _any(self) -> dict[str, dict[str, Any]]:
        comments = [one for listed in self.under.values() for one in listed]
        replies = [one for comment in comments for one in comment.get("replies", ())]
        return {one["id"]: one for one in (*map(self._counted, self.posts.values()), *comments, *replies)}

    def _by_id(self, ids: list[str]) -> Any:
        known = self._any()
        if any(one not in known for one in ids):
            return fault(100, 33)
        return self._told({one: {name: part for name, part in known[one].items() if name != "replies"} for one in ids})

    def _told(self, value: Any) -> Any:
        return say(200, json.dumps(value).encode(), **self.headers)


def fault(code: int, subcode: int = 0, status: int = 400) -> Any:
    """An error as Meta tells it."""
    error = {"message": "x", "type": "OAuthException", "code": code, "fbtrace_id": "A"}
    return say(status, json.dumps({"error": {**error, **({"error_subcode": subcode} if subcode else {})}}).encode())


@contextmanager
def specimen() -> Iterator[GraphSource]:
    """A source that reads a small page."""
    with running() as site, pytest.MonkeyPatch.context() as patch:
        patch.setenv("CIVICBEAT_KEY_GRAPH", TOKEN)
        forget_hosts()
        site.paths = Meta()
        site.paths.publish(post(1), *(comment(n) for n in range(2, 9)), comment(9, is_hidden=True))
        site.paths.publish(post(20))
        web = Web(pause=0, attempts=1, robots=False, allow_loopback=True)
        yield GraphSource(PAGE, "graph.thanh-pho", base=f"{site.address}/v23.0", web=web)
