"""Api: what YouTube's Data API is asked, and what its refusals mean (developers.google.com/youtube/v3/docs)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from civicbeat.records.errors import SourceError, SourceUnreachable
from civicbeat.records.period import day_start, local_day
from civicbeat.sources.api import Api, listed
from civicbeat.sources.reading import word
from civicbeat.sources.web import AskedToWait

ZONE = "America/Los_Angeles"
"""At whose midnight the quota begins anew."""
MOST = 100
MOST_BY_ID = 50
REST = timedelta(minutes=2)

_USED_UP = ("quotaExceeded", "dailyLimitExceeded")
_TOO_FAST = ("rateLimitExceeded", "userRateLimitExceeded")
_STALE = ("invalidPageToken", "processingFailure")


@dataclass(slots=True)
class Youtube:
    """The questions for one page; ``cost`` counts the units they use up, one each."""

    api: Api
    cost: int = 0

    def threads(self, place: str, page: str) -> dict[str, Any]:
        """Threads of ``place``, ``videoId=…`` or ``allThreadsRelatedToChannelId=…``, the newest first.

        A ``page`` that YouTube no longer knows is replaced by the first.
        """
        by, _, native = place.partition("=")
        asked = {"part": "snippet,replies", by: native, "order": "time", **_PLAIN, "maxResults": MOST}
        try:
            return self._get("commentThreads", {**asked, "pageToken": page})
        except SourceUnreachable as error:
            if not page or error.reason not in _STALE:
                raise
            return self._get("commentThreads", asked)

    def replies(self, thread: str) -> Iterator[Mapping[str, Any]]:
        """All replies to a comment."""
        page = ""
        while True:
            asked = {"part": "snippet", "parentId": thread, **_PLAIN, "maxResults": MOST, "pageToken": page}
            told = self._get("comments", asked)
            yield from listed(told, "items")
            before, page = page, word(told, "nextPageToken")
            if page in ("", before):
                return

    def comments(self, ids: Sequence[str]) -> list[Mapping[str, Any]]:
        """Those of the comments with ``ids``, at most ``MOST_BY_ID``, that still stand."""
        return listed(self._get("comments", {"part": "snippet", "id": ",".join(ids), **_PLAIN}), "items")

    def _get(self, path: str, query: Mapping[str, object]) -> dict[str, Any]:
        self.cost += 1
        try:
            return self.api.get(path, query)
        except SourceError as error:
            if error.reason in _USED_UP:
                raise AskedToWait(
                    "YouTube's quota of the key is used up.",
                    until=midnight(datetime.now(UTC)),
                    do="It begins anew at midnight in California.",
                ) from error
            if error.reason in _TOO_FAST:
                until = datetime.now(UTC) + REST
                raise AskedToWait("YouTube asks for a pause.", until=until, do="It is tried again then.") from error
            raise


def midnight(now: datetime) -> datetime:
    """When the quota begins anew after ``now``."""
    return day_start(local_day(now, ZONE) + timedelta(days=1), ZONE).astimezone(UTC)


_PLAIN = {"textFormat": "plainText"}
