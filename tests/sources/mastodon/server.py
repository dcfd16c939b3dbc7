"""A Mastodon server on loopback: invented statuses in the documented format, paged and bounded as the API documents."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.sources.feeds.server import say

START = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=6)


def status(
    number: int, text: str = "Hẻm ngập", *, account: dict[str, Any] | None = None, **parts: Any
) -> dict[str, Any]:
    """The ``number``-th status, a minute after the one before."""
    author = {"acct": "minh", "username": "minh", "note": "<p>Sống ở quận 8</p>", "fields": [], "bot": False}
    return {
        "id": str(1_000 + number),
        "created_at": (START + timedelta(minutes=number)).isoformat().replace("+00:00", ".000Z"),
        "edited_at": None,
        "in_reply_to_id": None,
        "spoiler_text": "",
        "visibility": "public",
        "language": "vi",
        "uri": f"https://thanh-pho.example/users/minh/statuses/{1_000 + number}",
        "url": f"https://thanh-pho.example/@minh/{1_000 + number}",
        "replies_count": 1,
        "reblogs_count": 2,
        "favourites_count": 3,
        "content": f"<p>{text} {number}</p>",
        "reblog": None,
        "account": {**author, "indexable": True, "noindex": False, **(account or {})},
        "media_attachments": [],
        "tags": [],
        **parts,
    }


class Mastodon(dict[str, Any]):
    """What a server answers: stands in for a site's paths; a path that is set by hand wins over the timeline."""

    def __init__(self) -> None:
        super().__init__()
        self.statuses: dict[str, dict[str, Any]] = {}

    def post(self, *statuses: dict[str, Any]) -> None:
        """Publishes or replaces."""
        self.statuses |= {one["id"]: one for one in statuses}

    def get(self, path: str, default: Any = None) -> Any:
        """The answer of ``path``."""
        parts = urlsplit(path)
        if parts.path in self:
            return self[parts.path]
        if parts.path in ("/api/v1/timelines/public", "/api/v1/timelines/tag/ng%E1%BA%ADp"):
            return say(200, json.dumps(self._timeline(parts.query)).encode())
        found = self.statuses.get(parts.path.removeprefix("/api/v1/statuses/"))
        return say(200, json.dumps(found).encode()) if found else default

    def _timeline(self, query: str) -> list[dict[str, Any]]:
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        low, high = int(asked.get("min_id", 0)), int(asked.get("max_id", 10**18))
        ids = sorted((int(key) for key in self.statuses if low < int(key) < high), reverse=True)
        limit = min(int(asked["limit"]), 40)
        return [self.statuses[str(key)] for key in (ids[-limit:] if "min_id" in asked else ids[:limit])]
