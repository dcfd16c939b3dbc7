"""A Discourse forum on loopback: invented posts in the documented format, listed as new and as old versions do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.sources.feeds.server import running, say

from civicbeat.sources.discourse import DiscourseSource
from civicbeat.sources.web import Web, forget_hosts

START = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=6)


def post(number: int, text: str = "Hẻm ngập", **parts: Any) -> dict[str, Any]:
    """The ``number``-th post, ten seconds after the one before; every tenth begins a topic."""
    at = (START + timedelta(seconds=10 * number)).isoformat().replace("+00:00", ".000Z")
    return {
        "id": number,
        "name": "Nguyễn Văn Mẫu",
        "username": f"minh{number % 7}",
        "avatar_template": "/user_avatar/minh.png",
        "created_at": at,
        "updated_at": at,
        "cooked": f"<p>{text} {number}</p>",
        "raw": f"{text} {number}",
        "post_number": number % 10 + 1,
        "post_type": 1,
        "topic_id": 100 + number // 10,
        "topic_slug": "ngap",
        "topic_title": f"Chủ đề {number // 10}",
        "category_id": 5,
        "reply_count": 1,
        "reply_to_post_number": None,
        "reads": 20,
        "actions_summary": [{"id": 2, "count": 3}],
        "hidden": False,
        "user_deleted": False,
        "user_title": "Tổ trưởng",
        **parts,
    }


class Forum(dict[str, Any]):
    """What a forum answers: stands in for a site's paths; a path that is set by hand wins."""

    def __init__(self, folder: str = "", *, by_ids: bool = False) -> None:
        super().__init__()
        self.folder, self.by_ids = folder, by_ids
        self.posts: dict[int, dict[str, Any]] = {}
        self.private: set[int] = set()

    def post(self, *posts: dict[str, Any]) -> None:
        """Publishes or replaces."""
        self.posts |= {one["id"]: one for one in posts}

    def get(self, path: str, default: Any = None) -> Any:
        """The answer of ``path``."""
        parts = urlsplit(path)
        if parts.path in self:
            return self[parts.path]
        if not parts.path.startswith(f"{self.folder}/"):
            return default
        match parts.path.removeprefix(self.folder).strip("/").removesuffix(".json").split("/"):
            case ["posts"]:
                return told({"latest_posts": self._latest(int(parse_qs(parts.query).get("before", ["0"])[0]))})
            case ["posts", number] if (found := self.posts.get(int(number))) is not None:
                return told({name: value for name, value in found.items() if name != "topic_title"})
            case ["t", number] if topic := [one for one in self.posts.values() if one["topic_id"] == int(number)]:
                return told({"id": int(number), "title": topic[0]["topic_title"]})
            case _:
                return default

    def _latest(self, before: int) -> list[dict[str, Any]]:
        """Newest first: 50 posts in front of ``before``, or what is public among the 50 ids up to it."""
        last = max(self.posts, default=0)
        if self.by_ids:
            before = before or last
            ids = [key for key in self.posts if before - 50 < key <= before]
        else:
            ids = [key for key in self.posts if key < (before or last + 1) and key not in self.private]
        shown = sorted((key for key in ids if key not in self.private), reverse=True)
        return [self.posts[key] for key in shown[:50]]


def told(value: Any) -> Any:
    """An answer with ``value`` as JSON."""
    return say(200, json.dumps(value).encode(), Content_Type="application/json")


@contextmanager
def specimen() -> Iterator[DiscourseSource]:
    """A source that reads a small forum, with a post that its author has deleted."""
    with running() as site:
        forget_hosts()
        site.paths = Forum("/dien-dan")
        site.paths.post(*(post(n) for n in range(1, 40)), post(40, user_deleted=True))
        web = Web(pause=0, attempts=1, allow_loopback=True)
        yield DiscourseSource(f"{site.address}/dien-dan", "discourse.dien-dan", web=web)
