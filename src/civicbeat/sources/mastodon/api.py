"""Api: the two questions a Mastodon server is asked, and what a documented answer looks like."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from civicbeat.records.errors import FormatChanged
from civicbeat.sources import keys
from civicbeat.sources.contract import Raw
from civicbeat.sources.mastodon.window import MOST
from civicbeat.sources.web import Web

LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class Api:
    """A server's public API (docs.joinmastodon.org/methods/timelines), asked through ``web``.

    ``key`` is the name of the key whose token is sent along; none where it is empty.
    """

    server: str
    tag: str
    web: Web
    key: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """What is sent with every question.

        Raises:
            SettingError: the key is missing.
        """
        return {"Authorization": f"Bearer {keys.key(self.key)}"} if self.key else {}

    def timeline(self, **between: str) -> list[Raw]:
        """At most 40 statuses, newest first; ``min_id`` and ``max_id`` bound them, both excluded.

        Raises:
            SourceError: the server did not deliver.
        """
        path, asked = f"tag/{quote(self.tag, safe='')}", {"limit": str(MOST), **between}
        if not self.tag:
            path, asked = "public", {"local": "true", **asked}
        found = self.json(f"/api/v1/timelines/{path}?{urlencode(asked)}")
        if not isinstance(found, list) or not all(is_status(status) for status in found):
            raise FormatChanged("The server answers with no timeline.", do="Check that it is a Mastodon server.")
        return list({status["id"]: status for status in found[:MOST]}.values())

    def status(self, native_id: str) -> Raw:
        """One status as it stands now.

        Raises:
            NotFound: it was deleted, or is no longer public.
            SourceError: the server did not deliver.
        """
        found = self.json(f"/api/v1/statuses/{quote(native_id, safe='')}")
        if not is_status(found) or found["id"] != native_id:
            raise FormatChanged("The server answers with another status.", do="Check that it is a Mastodon server.")
        return dict(found)

    def json(self, path: str) -> Any:
        """What stands at ``path``.

        Raises:
            SourceError: the server did not deliver, or no JSON.
        """
        try:
            return json.loads(self.web.get(self.server.rstrip("/") + path, headers=self.headers).body)
        except (ValueError, RecursionError) as error:
            raise FormatChanged("The server's answer is not JSON.", do="Check that it is a Mastodon server.") from error


def is_status(value: object) -> bool:
    """Whether an answer is a status: an object with an id."""
    native_id = value.get("id") if isinstance(value, dict) else None
    return isinstance(native_id, str) and 0 < len(native_id) <= LONGEST_ID and native_id.isascii()
