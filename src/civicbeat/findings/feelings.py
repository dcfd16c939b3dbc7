"""Feelings: the shares of negative, neutral and positive posts, corrected for what the program gets wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

import numpy as np

from civicbeat.analysis.calibration import Calibration, Floats, pooled
from civicbeat.analysis.contract import Refusal, Sentence
from civicbeat.analysis.quantify import Quantities, changes, corrected, quantify
from civicbeat.enrich.sentiment.errors import errors
from civicbeat.findings.asking import ask
from civicbeat.findings.unread import refusal
from civicbeat.records.post import SENTIMENTS
from civicbeat.store.answer import Answer
from civicbeat.store.clauses import InField, somewhere
from civicbeat.store.parse import parse
from civicbeat.store.protect import MOST, SPREAD
from civicbeat.store.question import Group, Question
from civicbeat.store.resting import behind
from civicbeat.store.store import Store

FEELINGS = SENTIMENTS[:3]
"""The labels; what the program calls *unclear* is one of these too."""
NOISE = changes(SPREAD, MOST)


@dataclass(frozen=True, slots=True)
class Course:
    """Corrected shares over time.

    Attributes:
        starts: of the cells, in order.
        middle, low, high: shape (cells, 3), 0 to 1, NaN where too few people spoke.
    """

    starts: Sequence[datetime]
    middle: Floats
    low: Floats
    high: Floats


@cache
def usual(version: str) -> Calibration | None:
    """What is known of the errors of a model (a version of the sentiment enricher) wherever it reads; or nothing."""
    tables = errors(version)
    return pooled(tables) if tables else None


def feelings(store: Store, asked: Question, known: Calibration | None) -> Quantities | Refusal:
    """The shares in the posts that ``asked`` is about, whatever it is split by; filters by sentiment are left out.

    Refused where the model was silent for more than a tenth of the period.

    Raises:
        BadQuery: its query cannot be understood.
        QueryTooExpensive: it took too long.
    """
    about = _unsplit(asked)
    if known is None:
        return Refusal("few-labels", UNKNOWN)
    if _by_sentiment(about.query):
        return Refusal("chosen", CHOSEN)
    split_by = replace(about, by=(Group.SENTIMENT,))
    if (unread := refusal(store, behind(split_by), about.period)) is not None:
        return unread
    split, whole = ask(store, split_by, about)
    [total] = _numbers(whole.table.column("posts").to_pylist())
    return quantify(_cells(split), total, known, noise=NOISE, coverage=split.coverage.share)


def course(store: Store, asked: Question, time: Group, known: Calibration | None) -> Course | Refusal:
    """The shares in each cell of ``time`` (``HOUR`` to ``MONTH``); otherwise like ``feelings``."""
    about = _unsplit(asked)
    if known is None:
        return Refusal("few-labels", UNKNOWN)
    if _by_sentiment(about.query):
        return Refusal("chosen", CHOSEN)
    totals, split = ask(store, *(replace(about, by=by) for by in ((time,), (time, Group.SENTIMENT))))
    posts = totals.counts()
    counts = {start: np.zeros(len(SENTIMENTS)) for start in posts}
    columns = [split.table.column(name).to_pylist() for name in (time.value, Group.SENTIMENT.value, "posts")]
    for start, sentiment, count in zip(*columns, strict=True):
        if sentiment in SENTIMENTS:
            counts[start][SENTIMENTS.index(sentiment)] = np.nan if count is None else count
        elif sentiment is None and count is None:  # too few people spoke to name any
            counts[start][:] = np.nan
    found = corrected(np.array(list(counts.values())), np.array(_numbers(list(posts.values()))), known, NOISE)
    return Course(list(posts), found.middle, found.low, found.high)


def _unsplit(asked: Question) -> Question:
    kept = tuple(each for each in asked.filters if each.group is not Group.SENTIMENT)
    return replace(asked, filters=kept, by=())


def _by_sentiment(query: str) -> bool:
    """Whether a query chooses posts by what the program calls them."""
    chosen = Group.SENTIMENT.value
    return somewhere(parse(query), lambda clause: isinstance(clause, InField) and clause.field == chosen)


def _cells(split: Answer) -> Floats:
    counts = split.counts()
    unnamed = None if split.of_few else 0
    return np.array(_numbers([counts.get(sentiment, unnamed) for sentiment in SENTIMENTS]))


def _numbers(counts: Sequence[int | None]) -> list[float]:
    return [np.nan if count is None else float(count) for count in counts]


CHOSEN = Sentence(
    "Câu tìm này chọn bài theo sắc thái do máy đoán, nên không thể nêu tỷ lệ sắc thái trong đó.",
    "This query chooses posts by the sentiment that the program guessed, so no shares of sentiments can be told in it.",
)
UNKNOWN = Sentence(
    "Chưa biết mô hình đang dùng nhầm đến đâu, nên không nêu tỷ lệ nào. Hãy gán nhãn 200 bài của một chủ đề.",
    "Nobody knows yet how the model in use errs, so no share is given. Label 200 posts of a topic.",
)
