"""Phrases: what more people say in the last day than in the days before."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.phrases import phrases
from civicbeat.findings.asking import PEOPLE
from civicbeat.findings.months import fewest, touched
from civicbeat.findings.rounding import rough
from civicbeat.findings.spoken import spoken, telling
from civicbeat.findings.topics import HIDDEN, Found, refusal
from civicbeat.records.period import Period
from civicbeat.records.scope import Scope
from civicbeat.store.question import Question
from civicbeat.store.store import Store

DAY = timedelta(days=1)
DAYS_BEFORE = 14


def rising(store: Store, scope: Scope, now: datetime) -> Found:
    """Phrases of people's posts of the last 24 hours, against each of the ``DAYS_BEFORE`` days before.

    Args:
        store: where the posts are.
        scope: under which they are read.
        now: where the last day ends.
    """
    period = Period.back_from(now, DAY * (DAYS_BEFORE + 1))
    read = store.material(Question(scope=scope, period=period, filters=(PEOPLE,)))
    if read.hidden:
        return refusal(HIDDEN)
    moments, people, stories = (read.posts.column(name).to_numpy() for name in ("published_at", "person", "story"))
    since = np.datetime64(period.start.replace(tzinfo=None), "ms")
    slots = ((moments - since) // np.timedelta64(DAY)).astype(np.int64)
    tokens, vocabulary = spoken(read.posts.column("text").to_pylist())
    last = Period.back_from(now, DAY)
    found = phrases(tokens, slots, people, stories, vocabulary=vocabulary, fewest=fewest(scope.k, last))
    if isinstance(found, Refusal):
        return refusal(found.sentence)
    listed = []
    for phrase in found.phrases:
        heard = phrase.people // touched(last)
        figures = store.told(scope, phrase.text, heard, heard)
        if figures and telling(phrase.text):
            ratios = {"ratio": rough(phrase.ratio), "low": rough(phrase.low), "high": rough(phrase.high)}
            listed.append({"text": phrase.text, "people": figures["people"], "usual": rough(phrase.usual), **ratios})
    return {"phrases": listed, "looked": found.looked, "sampled": rough(read.share)}
