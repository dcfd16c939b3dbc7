"""Sources that do what a test needs. They live in a module of their own because worker processes must import them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

from civicbeat.records.errors import SourceUnreachable
from civicbeat.records.period import Period
from civicbeat.records.post import Post
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.options import Option
from civicbeat.sources.policy import Policy, Quota
from civicbeat.sources.web import AskedToWait

START = datetime(2026, 3, 1, tzinfo=UTC)
POLICY = Policy(terms="A test's own.", terms_read=date(2026, 1, 1), may_store="Everything.", deletion="None.")
COUNTED = replace(POLICY, quota=Quota("TEST", 5))
ASKED = replace(POLICY, recheck_within=timedelta(days=2))
WORDS = ("đường", "ngập", "nước", "sáng", "chiều", "cầu", "chợ", "xe", "mưa", "trường", "điện", "rác")


@dataclass(frozen=True)
class Numbers:
    """Posts 0, 1, 2 … ``count``-1 by 40 people, ``page`` a page; some behave as ``faults`` says."""

    count: int
    page: int = 100
    name: str = "test.numbers"
    kind: str = "numbers"
    policy: Policy = POLICY
    breaks_at: int | None = None
    no_text_every: int = 0
    kills_worker: int | None = None
    cost: int = 0
    waits_until: datetime | None = None
    every: ClassVar[timedelta] = timedelta(minutes=10)
    options: ClassVar[tuple[Option, ...]] = ()

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        if self.waits_until is not None:
            raise AskedToWait("Not now.", until=self.waits_until, do="It is tried again then.")
        for first in range(cursor.get("next", 0), self.count, self.page):
            if self.breaks_at is not None and first >= self.breaks_at:
                raise SourceUnreachable("The line went dead.", do="Try again later.")
            last = min(first + self.page, self.count)
            yield Page(
                raws=tuple({"n": n} for n in range(first, last)),
                cursor={"next": last},
                covers=Period(moment(first), moment(last)),
                done=last / self.count,
                cost=self.cost,
                unknown={"mood": last - first},
            )

    def to_post(self, raw: Raw) -> Post | Rejected:
        n = raw["n"]
        if raw.get("deleted"):
            return Post(self.name, "test", str(n), "", moment(n), datetime.now(UTC), deleted=True)
        if n == self.kills_worker:
            os._exit(9)
        if self.no_text_every and n % self.no_text_every == 0:
            return Rejected(f"number {n}", "no-text")
        return Post(
            source=self.name,
            platform="test",
            native_id=str(n),
            text=raw.get("text")
            or f"{WORDS[n % 12]} {WORDS[n // 12 % 12]} {WORDS[n // 144 % 12]} số {n}, gọi 0903 123 456 nhé @nguoi.la",
            published_at=moment(n),
            collected_at=raw.get("read_at") or moment(self.count) + timedelta(days=1),
            author=f"Người số {n % 40}",
        )


@dataclass(frozen=True)
class Asked(Numbers):
    """Numbers that can be asked for again: those in ``gone`` are gone, those in ``edited`` say something else."""

    gone: tuple[int, ...] = ()
    edited: tuple[int, ...] = ()
    unjudged: tuple[int, ...] = ()

    def recheck(self, native_ids: Sequence[str]) -> Iterator[Page]:
        asked = [int(one) for one in native_ids if int(one) not in self.unjudged]
        raws = tuple(
            {
                "n": n,
                "deleted": n in self.gone,
                "text": "nói khác rồi" * (n in self.edited),
                "read_at": datetime.now(UTC),
            }
            for n in asked
        )
        yield Page(raws, {}, cost=self.cost)


WORD = "xylophonquartz"
HANDLE = "nguoi_dung_mau"
NATIVE = "t3_zq9xw"
URL = f"https://forum.test/p/{NATIVE}"


class Somebody(Asked):
    """A source of which the post 7 is by a person who will ask about it."""

    def to_post(self, raw: Raw) -> Post | Rejected:
        found = super().to_post(raw)
        if isinstance(found, Post) and raw["n"] == 7:
            found.native_id, found.text, found.author, found.url = NATIVE, f"Tôi nói {WORD} ở đây", HANDLE, URL
        return found


class Silent(Numbers):
    """A stream that says nothing, and knows whether it was closed."""

    closed: ClassVar[bool] = False

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        try:
            while True:
                time.sleep(0.01)
                yield Page((), {})
        finally:
            Silent.closed = True


def moment(n: int) -> datetime:
    """When the post ``n`` was published."""
    return START + timedelta(minutes=n)
