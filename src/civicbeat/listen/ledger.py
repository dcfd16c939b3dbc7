"""Ledger: what each source gave on each day, added up as its pages are stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from civicbeat.listen.models import FollowedSource, SourceDay
from civicbeat.listen.tally import Tally

HOURS = 24
MOST_NAMES = 60
"""Reasons and unknown fields that a day tells apart; those beyond are counted together."""


class Ledger:
    """Adds what one run's growing tally has gained to its source and to the day on which it was gained (UTC)."""

    def __init__(self, followed: FollowedSource) -> None:
        self._followed = followed
        self._noted = Tally()

    def note(self, tally: Tally, **more: Any) -> None:
        """Notes the run's ``tally`` so far, and ``more`` fields of the source, together.

        Several runs may note at the same time: each adds to what stands, none overwrites another.
        """
        now = datetime.now(UTC)
        gained = _gained(tally, self._noted)
        with transaction.atomic():
            # not the key: a day that another run adds refers to it, and the two would wait for each other
            standing = FollowedSource.objects.select_for_update(no_key=True).get(pk=self._followed.pk)
            more |= {"posts": standing.posts + gained["new"], "rejected": standing.rejected + gained["rejected"]}
            if gained["new"]:
                more["last_post_at"] = now
            for name, value in more.items():
                setattr(self._followed, name, value)
            self._followed.save(update_fields=list(more))
            _add(self._followed, now, gained, tally.reasons - self._noted.reasons, tally.unknown - self._noted.unknown)
        self._noted = _copied(tally)


def note_run(followed: FollowedSource, *, failed: bool = False, rechecked: int = 0) -> None:
    """Notes that a reading ended, well or not, or that ``rechecked`` posts were looked at again."""
    with transaction.atomic():
        day = _day(followed, datetime.now(UTC))
        day.readings += not rechecked
        day.failures += failed
        day.rechecked += rechecked
        day.save(update_fields=["readings", "failures", "rechecked"])


def _day(followed: FollowedSource, now: datetime) -> SourceDay:
    SourceDay.objects.get_or_create(source=followed, day=now.date())
    return SourceDay.objects.select_for_update().get(source=followed, day=now.date())


def _add(
    followed: FollowedSource, now: datetime, gained: Mapping[str, int], reasons: Counter[str], unknown: Counter[str]
) -> None:
    if not any(gained.values()) and not unknown:
        return
    day = _day(followed, now)
    for name in ("new", "edited", "deleted"):
        setattr(day, name, getattr(day, name) + gained[name])
    hours = [*day.by_hour, *[0] * HOURS][:HOURS]
    hours[now.hour] += gained["new"]
    day.by_hour = hours
    day.reasons, day.unknown = _together(day.reasons, reasons), _together(day.unknown, unknown)
    day.save()


def _gained(tally: Tally, before: Tally) -> dict[str, int]:
    return {name: getattr(tally, name) - getattr(before, name) for name in ("new", "edited", "deleted", "rejected")}


def _together(standing: Mapping[str, int], gained: Counter[str]) -> dict[str, int]:
    counts = Counter(standing) + gained
    kept = dict(counts.most_common(MOST_NAMES))
    rest = counts.total() - sum(kept.values())
    return kept | ({"…": kept.get("…", 0) + rest} if rest else {})


def _copied(tally: Tally) -> Tally:
    counts = {name: getattr(tally, name) for name in ("new", "edited", "deleted")}
    return Tally(**counts, reasons=Counter(tally.reasons), unknown=Counter(tally.unknown))
