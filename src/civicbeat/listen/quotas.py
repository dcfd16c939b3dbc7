"""Quotas: how much of a key's quota is used, by all sources together, and when it begins anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from civicbeat.listen.models import KeyUse
from civicbeat.records.period import day_start, local_day
from civicbeat.sources.contract import Page
from civicbeat.sources.policy import Quota
from civicbeat.sources.web import AskedToWait

FOR_NEWS = 0.8
"""Share of a quota that readings may use where older posts must be looked at again with the rest."""


def began(quota: Quota, now: datetime) -> date:
    """The first day of the period that ``now`` lies in, in the quota's zone."""
    today = local_day(now, quota.zone)
    return today if quota.per == "day" else today.replace(day=1)


def begins_anew(quota: Quota, now: datetime) -> datetime:
    """When the next period begins."""
    first = began(quota, now)
    after = first + timedelta(days=1) if quota.per == "day" else (first + timedelta(days=31)).replace(day=1)
    return day_start(after, quota.zone).astimezone(UTC)


def used(quota: Quota, now: datetime) -> int:
    """Units used in this period."""
    row = KeyUse.objects.filter(key=quota.key, since=began(quota, now)).first()
    return row.units if row else 0


def use(quota: Quota, units: int, now: datetime) -> None:
    """Counts ``units`` as used now."""
    with transaction.atomic():
        KeyUse.objects.get_or_create(key=quota.key, since=began(quota, now))
        row = KeyUse.objects.select_for_update().get(key=quota.key, since=began(quota, now))
        row.units += units
        row.save(update_fields=["units"])


def within(quota: Quota | None, pages: Iterator[Page], share: float = 1.0) -> Iterator[Page]:
    """``pages`` as long as that ``share`` of the quota lasts; what each cost is counted before it is given on.

    Raises:
        AskedToWait: it is used up; what was given before stays good.
    """
    while True:
        now = datetime.now(UTC)
        if quota is not None and used(quota, now) >= quota.units * share:
            raise AskedToWait(
                f"The quota of the key {quota.key} is used up.",
                until=begins_anew(quota, now),
                do="Reading goes on when it begins anew.",
            )
        page = next(pages, None)
        if page is None:
            return
        if quota is not None and page.cost:
            use(quota, page.cost, now)
        yield page
