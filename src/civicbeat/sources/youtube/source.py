"""YouTube: what people write under chosen videos, and under all videos of chosen channels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

from civicbeat.records.errors import SettingError, SourceError
from civicbeat.records.post import Post
from civicbeat.sources.api import Api
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.cursors import patient
from civicbeat.sources.naming import must_be_name
from civicbeat.sources.options import Option
from civicbeat.sources.policy import Policy, Quota
from civicbeat.sources.reading import native_id, value
from civicbeat.sources.rechecks import gone, in_batches
from civicbeat.sources.rounds import State, back, in_turn, silent
from civicbeat.sources.shape import unknown
from civicbeat.sources.web import Web
from civicbeat.sources.youtube.api import MOST_BY_ID, ZONE, Youtube
from civicbeat.sources.youtube.mapping import KNOWN, post_of, raw_of
from civicbeat.sources.youtube.threads import ANSWERED, Threads

FIRST = timedelta(days=7)
"""How far back the first reading goes."""
SILENT = {
    "commentsDisabled": ("comments-off", "No comments are allowed there."),
    "videoNotFound": ("video-gone", "The video is gone or no longer public."),
    "channelNotFound": ("channel-gone", "The channel is gone or no longer public."),
}
"""YouTube's word → why a video or channel has nothing to be read: slug and sentence."""

POLICY = Policy(
    terms="https://developers.google.com/youtube/terms/developer-policies",
    terms_read=date(2026, 11, 25),
    may_store="Public comments for 30 days, longer only while each is asked for anew within 30 days.",
    deletion="Each comment is asked for again within 14 days; one that YouTube no longer has is deleted here.",
    keep_for=timedelta(days=30),
    requests_per_minute=120,
    needs_key=True,
    keep_from_reading=True,
    recheck_within=timedelta(days=14),
)


@dataclass(frozen=True)
class YoutubeSource:
    """Reads comments and their replies.

    Attributes:
        name: registered name, for example ``youtube.city``.
        channels: ids of channels, all of whose videos' comments are read.
        videos: ids of videos.
        key: name of the key of the Data API.
        base: address of the API.
        web: how addresses are asked.

    Raises:
        SettingError: the name or an id is not one, or there is nothing to read.
    """

    name: str
    channels: Sequence[str] = ()
    videos: Sequence[str] = ()
    key: str = "YOUTUBE"
    base: str = "https://www.googleapis.com/youtube/v3"
    web: Web = field(default_factory=lambda: Web(pause=60 / POLICY.requests_per_minute, robots=False))
    kind: str = field(default="youtube", init=False)
    options: ClassVar[tuple[Option, ...]] = (
        Option(
            "channels",
            "Channels",
            "words",
            tells_apart=True,
            example="UCaBcDeFgHiJkLmNoPqRsTuV",
            why="Ids, not names; they begin with UC.",
        ),
        Option(
            "videos",
            "Videos",
            "words",
            tells_apart=True,
            example="aBcDeFgHiJk",
            why="What follows v= in a video's address.",
        ),
        Option("key", "Name of the key", example="YOUTUBE"),
    )
    every: ClassVar[timedelta] = timedelta(minutes=30)

    def __post_init__(self) -> None:
        must_be_name(self.name, "youtube.city")
        if not self.channels and not self.videos:
            raise SettingError("There is nothing to read.", do="Give at least one channel or video.")
        if not all(re.fullmatch(r"UC[\w-]{22}", one, re.ASCII) for one in self.channels):
            raise SettingError("This is not a channel's id.", do="Give the 24 characters that begin with UC.")
        if not all(re.fullmatch(r"[\w-]{11}", one, re.ASCII) for one in self.videos):
            raise SettingError("This is not a video's id.", do="Give the 11 characters that follow v= in its address.")

    @property
    def policy(self) -> Policy:
        return replace(POLICY, quota=Quota(self.key, units=10_000, per="day", zone=ZONE))

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """What was written since ``cursor`` (at first: in a week), list by list.

        Raises:
            SettingError: the key is missing.
            AskedToWait: the quota is used up; it is kept in the cursor until when.
            SourceError: a list could not be read; the others were.
        """
        yield from patient(cursor, self._lists)

    def to_post(self, raw: Raw) -> Post | Rejected:
        return post_of(raw, self.name)

    def recheck(self, native_ids: Sequence[str]) -> Iterator[Page]:
        """How comments stand now, 50 at a time; one that the answer lacks is gone.

        Raises:
            SourceError: YouTube did not deliver.
        """
        yield from in_batches(native_ids, MOST_BY_ID, self._again)

    def _lists(self, cursor: Mapping[str, Any], at: datetime) -> Iterator[Page]:
        now = at.replace(microsecond=0)
        channels = (f"allThreadsRelatedToChannelId={one}" for one in self.channels)
        names = (*channels, *(f"videoId={one}" for one in self.videos))
        yield from in_turn(cursor, names, now - FIRST, lambda name, state: self._list(name, state, now))

    def _list(self, name: str, state: State, now: datetime) -> Iterator[Page]:
        known = dict(state.get("replies") or {})
        try:
            yield from back(
                state,
                now,
                lambda page, floor: Threads(self._youtube(), name, now, floor, known).answer(page),
                overlap=ANSWERED,
            )
        except SourceError as error:
            if error.reason not in SILENT:
                raise
            yield Page((), silent(state, now), rejected=(Rejected(name, *SILENT[error.reason]),), cost=1)

    def _again(self, native_ids: Sequence[str]) -> Page:
        now, youtube = datetime.now(UTC), self._youtube()
        videos = {comment: video for video, _, comment in (native.partition("/") for native in native_ids)}
        found = {native_id(one, "id"): one for one in youtube.comments(list(videos))}
        raws = [
            raw_of(found[one], video, now, "a comment that was read before")
            if one in found
            else gone(f"{video}/{one}", now)
            for one, video in videos.items()
        ]
        seen = unknown((value(one, "snippet") for one in found.values()), KNOWN)
        return Page(tuple(raws), {}, cost=youtube.cost, unknown=seen)

    def _youtube(self) -> Youtube:
        return Youtube(Api(self.base, self.web, self.key, header="X-goog-api-key", scheme=""))
