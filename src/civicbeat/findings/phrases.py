"""Phrases: what more people say in the last day than in the days before, or in a rise than in the same hours before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from civicbeat.analysis.collocations import Tokens
from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.phrases import Phrase, Phrases, phrases
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
    tokens, vocabulary = spoken(read.posts)
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


def risen(store: Store, asked: Question, spans: Sequence[Period], most: int) -> Mapping[str, Sequence[int | None]]:
    """The phrases that people use more in the first of some spans than in the others, which lie before it.

    They are those that ``analysis.phrases`` calls risen, the surest first.

    Args:
        store: where the posts are.
        asked: query, filters and scope.
        spans: of one length; those in which nobody spoke are passed over.
        most: so many phrases at most.

    Gives the posts of each phrase in every span, as protected figures: ``None`` where fewer than k people use it. Where
    fewer than k did in all the spans before, they are taken for k, evenly spread, as ``analysis.phrases`` does.
    """
    whole = Period(min(span.start for span in spans), spans[0].end, spans[0].zone)
    read = store.material(replace(asked, period=whole, filters=(*asked.filters, PEOPLE), by=()))
    place = _places(read.posts, spans)
    posts, place = read.posts.filter(pa.array(place >= 0)), place[place >= 0]
    spoken_in, slot = np.unique(-place, return_inverse=True)  # the span of the rise is the last slot
    if not len(place) or spoken_in[-1] != 0:
        return {}
    tokens, vocabulary = spoken(posts)
    people, stories = (posts.column(name).to_numpy() for name in ("person", "story"))
    found = phrases(tokens, slot, people, stories, vocabulary=vocabulary, fewest=fewest(asked.scope.k, spans[0]))
    if isinstance(found, Refusal):
        return {}
    used = _Used(store, asked.scope, spans, place, people, found.learned.read(tokens), read.share)
    chosen = [phrase for phrase in found.phrases if telling(phrase.text)][:most]
    return {phrase.text: used.counts(found, phrase) for phrase in chosen}


def _places(posts: pa.Table, spans: Sequence[Period]) -> npt.NDArray[np.int64]:
    """Of each post the place of the span that it lies in, −1 where it lies in none."""
    moments = posts.column("published_at").to_numpy()
    place = np.full(len(moments), -1, dtype=np.int64)
    for number, span in enumerate(spans):
        start, end = (np.datetime64(at.replace(tzinfo=None), "ms") for at in (span.start, span.end))
        place[(start <= moments) & (moments < end)] = number
    return place


@dataclass(frozen=True, slots=True)
class _Used:
    """Who used what where: ``place`` is the span of each post, ``tokens`` its phrases; ``share`` of all were read."""

    store: Store
    scope: Scope
    spans: Sequence[Period]
    place: npt.NDArray[np.int64]
    people: npt.NDArray[np.uint64]
    tokens: Tokens
    share: float

    def counts(self, found: Phrases, phrase: Phrase) -> Sequence[int | None]:
        """The posts of a phrase in each span."""
        same = [token for token in np.unique(self.tokens.words).tolist() if found.learned.spelt(token) == phrase.words]
        rows = np.unique(self.tokens.row[np.isin(self.tokens.words, same)])
        now, *before = (rows[self.place[rows] == number] for number in range(len(self.spans)))
        return [self._told(phrase.text, 0, now), *self._before(phrase.text, before)]

    def _before(self, text: str, rows: Sequence[npt.NDArray[np.int64]]) -> Sequence[int | None]:
        ever = np.unique(self.people[np.concatenate(rows)])
        if 0 < len(ever) < self.scope.k:
            return [ceil(self.scope.k / len(rows))] * len(rows)
        return [self._told(text, number, those) for number, those in enumerate(rows, 1)]

    def _told(self, text: str, number: int, rows: npt.NDArray[np.int64]) -> int | None:
        """Nobody is nobody; of a sample as many stand for more."""
        if not len(rows):
            return 0
        span = self.spans[number]
        heard = len(np.unique(self.people[rows])) // touched(span)
        figures = self.store.told(self.scope, f"{text}\n{span.start.isoformat()}", heard, len(rows))
        return round(figures["posts"] / self.share) if figures else None
