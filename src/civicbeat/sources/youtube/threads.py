"""Threads: what is new in one answer about a video's or a channel's comments, replies included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from civicbeat.records.errors import SourceError
from civicbeat.sources.api import listed
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.reading import count, items, moment, native_id, value, word
from civicbeat.sources.rounds import Answer
from civicbeat.sources.shape import unknown
from civicbeat.sources.web import AskedToWait
from civicbeat.sources.youtube.api import Youtube
from civicbeat.sources.youtube.mapping import KNOWN, raw_of

LATE = timedelta(hours=1)
"""A comment is still taken for new when it shows so long after it was written."""
ANSWERED = timedelta(days=2)
"""A thread is looked at for new replies so long after it began."""

_BEGAN = "snippet.topLevelComment.snippet.publishedAt"


@dataclass(slots=True)
class Threads:
    """Reads one answer.

    Attributes:
        youtube: whom to ask.
        place: the video or channel.
        now: when it is read.
        floor: threads that began before are left alone.
        known: thread → how many replies it had when all of them were asked for, and when it began.
        rejected: threads whose replies could not be read.
        snippets: all that was told of comments.
    """

    youtube: Youtube
    place: str
    now: datetime
    floor: datetime
    known: dict[str, list[Any]]
    rejected: list[Rejected] = field(default_factory=list)
    snippets: list[Any] = field(default_factory=list)

    def answer(self, page: str) -> Answer:
        """The answer that ``page`` asks for.

        Raises:
            SourceError: YouTube did not deliver.
        """
        told = self.youtube.threads(self.place, page)
        threads = listed(told, "items")
        raws = tuple(raw for number, thread in enumerate(threads, 1) for raw in self._raws(thread, number))
        kept = {thread: state for thread, state in self.known.items() if state[1] >= self.floor.isoformat()}
        seen = unknown(self.snippets, KNOWN)
        read = Page(raws, {"replies": kept}, rejected=tuple(self.rejected), cost=self.youtube.cost, unknown=seen)
        dates = [at for thread in threads if (at := moment(thread, _BEGAN))]
        return Answer(read, dates, word(told, "nextPageToken"))

    def _raws(self, thread: Mapping[str, Any], number: int) -> Iterator[Raw]:
        began = moment(thread, _BEGAN)
        if began is not None and began < self.floor:
            return
        where = f"thread {number} of {self.place}"
        replies, whole = self._replies(thread, where)
        said = [value(thread, "snippet.topLevelComment"), *replies]
        self.snippets += [value(comment, "snippet") for comment in said]
        video, since = native_id(thread, "snippet.videoId"), self.floor + ANSWERED - LATE
        for comment in said:
            if whole or _is_new(comment, since):
                yield raw_of(comment, video, self.now, where)

    def _replies(self, thread: Mapping[str, Any], where: str) -> tuple[list[Mapping[str, Any]], bool]:
        """The replies that came along, or all, where there are more; and whether none of those was read before."""
        inlined, total = items(thread, "replies.comments"), count(thread, "snippet.totalReplyCount") or 0
        native = native_id(thread, "id")
        before = self.known.get(native)
        if total <= len(inlined) or not native or (before is not None and before[0] == total):
            return inlined, False
        try:
            replies = list(self.youtube.replies(native))
        except AskedToWait:
            raise
        except SourceError:  # the thread itself is good; the next time all its replies are asked for
            self.known.pop(native, None)
            self.rejected.append(Rejected(where, "replies-unread", "The replies could not be read this time."))
            return inlined, False
        self.known[native] = [total, word(thread, _BEGAN)]
        return replies, before is None


def _is_new(comment: Any, since: datetime) -> bool:
    """Whether a comment was written or changed after ``since``; one without a date is, so that it is counted."""
    written = [at for name in ("publishedAt", "updatedAt") if (at := moment(comment, f"snippet.{name}"))]
    return not written or max(written) >= since
