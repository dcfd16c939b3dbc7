"""Campaigns: accounts that shared the same stories at the same time, again and again; they are counted, never named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow.compute as pc

from civicbeat.analysis.campaigns import Campaign
from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.coordination import coordination
from civicbeat.findings.months import fewest, months, touched
from civicbeat.findings.rounding import rough
from civicbeat.findings.topics import HIDDEN, Found, refusal
from civicbeat.records.period import Period
from civicbeat.records.scope import Scope
from civicbeat.store.question import Question
from civicbeat.store.store import Store

DAYS = 10


def campaigns(store: Store, scope: Scope, now: datetime) -> Found:
    """Joint sharing in the last ``DAYS`` days; the posts of institutions are left out.

    Args:
        store: where the posts are.
        scope: under which they are read.
        now: where the days end.
    """
    period = Period.back_from(now, timedelta(days=DAYS))
    read = store.material(Question(scope=scope, period=period))
    if read.hidden:
        return refusal(HIDDEN)
    stories, accounts, moments = (read.posts.column(name).to_numpy() for name in ("story", "person", "published_at"))
    official = pc.not_equal(read.posts.column("institution"), "").to_numpy()
    times = moments.astype("datetime64[ms]").astype(np.float64) / 1000
    least = fewest(scope.k, period)
    found = coordination(stories, accounts, times, official, months(read.posts), fewest=least)
    if isinstance(found, Refusal):
        return refusal(found.sentence)
    listed = [_told(store, scope, period, each) for each in found.campaigns]
    innocent = [{"vi": sentence.vi, "en": sentence.en} for sentence in found.innocent]
    shares = {"share": found.estimate, "low": found.doubt.low, "high": found.doubt.high, "sampled": read.share}
    shares = {name: rough(share) for name, share in shares.items()}
    return {"campaigns": [each for each in listed if each], "fewest": least, "innocent": innocent, **shares}


def _told(store: Store, scope: Scope, period: Period, campaign: Campaign) -> Found:
    """Its figures, changed as all are; nothing where too few people are behind it."""
    stories = [str(story) for story in campaign.objects]
    figures = store.told(scope, " ".join(stories), campaign.accounts // touched(period), campaign.posts)
    if not figures or not stories:
        return {}
    return {
        "stories": stories,
        "accounts": figures["people"],
        "posts": figures["posts"],
        "first": _hour(campaign.first),
        "last": _hour(campaign.last),
        "days": campaign.days,
        "lift": rough(campaign.lift),
        "low": rough(campaign.low),
        "high": rough(campaign.high),
    }


def _hour(seconds: float) -> str:
    """The hour of a post, so that it tells of no single one."""
    return datetime.fromtimestamp(seconds // 3_600 * 3_600, UTC).isoformat()
