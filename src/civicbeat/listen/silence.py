"""Silence: notices sources that are read without a fault and yet give less than they ever do at these hours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import structlog

from civicbeat.analysis.silence import DAY, Silence, silence
from civicbeat.listen.models import FollowedSource, SourceDay

DAYS_BACK = 29
SILENCE_EVERY = timedelta(minutes=15)

log = structlog.get_logger()


def look_for_silence(now: datetime) -> int:
    """Marks the sources that are quiet since when, takes the mark from the others, and gives how many are quiet.

    A source that fails or is paused is not quiet but not heard; its gap tells that.
    """
    first = (now - timedelta(days=DAYS_BACK)).date()
    days: dict[int, list[SourceDay]] = {}
    for day in SourceDay.objects.filter(day__gte=first):
        days.setdefault(day.source_id, []).append(day)
    quiet = 0
    for followed in FollowedSource.objects.all():
        found = None if followed.failures or followed.paused else silence(by_hour(days.get(followed.pk, ()), now))
        quiet += found is not None
        _mark(followed, found, now)
    return quiet


def by_hour(days: Iterable[SourceDay], now: datetime) -> npt.NDArray[np.float64]:
    """What came in each of the hours before the present one, the oldest first; NaN on days that have no entry."""
    hours = np.full((DAYS_BACK + 1, DAY), np.nan)
    first = (now - timedelta(days=DAYS_BACK)).date()
    for day in days:
        hours[(day.day - first).days] = [*day.by_hour, *[0] * DAY][:DAY]
    return hours.reshape(-1)[: DAYS_BACK * DAY + now.hour]


def _mark(followed: FollowedSource, found: Silence | None, now: datetime) -> None:
    since = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    begun = since - timedelta(hours=found.hours) if found else None
    if (begun is None) == (followed.quiet_since is None):
        return
    FollowedSource.objects.filter(pk=followed.pk).update(quiet_since=begun)
    if found:
        log.warning("a source is quieter than ever at these hours", source=followed.name, hours=found.hours)
