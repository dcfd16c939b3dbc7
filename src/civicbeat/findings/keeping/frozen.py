"""Frozen: what the kinds of findings have in common when they are kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from civicbeat.analysis.contract import Finding, Refusal, Sentence
from civicbeat.findings.keeping.content import Content, KeptTable, KeptWords, Kind, Said
from civicbeat.findings.wanted import write_filters
from civicbeat.records.errors import NotAllowed
from civicbeat.records.period import Period
from civicbeat.store.question import Question
from civicbeat.store.resting import behind


@dataclass(frozen=True, slots=True)
class Body:
    """What was found, before it is known whose it is.

    Attributes:
        said: what was found with its doubt, the finding itself first.
        tables: its figures; the first is drawn.
        period: that the finding is about, where it is not that of the question.
        models: that had a hand in it, beside those by which the posts were chosen.
    """

    kind: Kind
    said: tuple[Said, ...]
    tables: tuple[KeptTable, ...] = ()
    notes: tuple[Sentence, ...] = ()
    period: Period | None = None
    models: Collection[str] = ()


def content(asked: Question, body: Body, address: str) -> Content:
    """The finding as it is kept: ``body`` with what was asked, and the ``address`` of the page that told it.

    Raises:
        BadQuery: the query cannot be understood.
    """
    period = body.period or asked.period
    return Content(
        kind=body.kind,
        query=asked.query,
        filters=tuple(write_filters(asked.filters)),
        start=period.local_start,
        end=period.local_end,
        address=address,
        said=body.said,
        notes=tuple(KeptWords.of(note) for note in (*body.notes, TALK)),
        tables=tuple(table for table in body.tables if table.rows),
        models=tuple(sorted(behind(asked) | set(body.models))),
        k=asked.scope.k,
    )


def said(*findings: Finding | Refusal) -> tuple[Said, ...]:
    """What was found, without what was refused.

    Raises:
        NotAllowed: all of it was.
    """
    found = tuple(Said.of(each) for each in findings if not isinstance(each, Refusal))
    if not found:
        raise nothing()
    return found


def nothing() -> NotAllowed:
    """The error of keeping what was not found."""
    return NotAllowed("There is no finding here that could be kept.", do="Its page says why.")


TALK = Sentence(
    "Lời nói trên mạng không phải là ý kiến của toàn dân: nhiều người không bao giờ viết.",
    "Online talk is not the opinion of the population: many people never post.",
)
"""Said beside every finding."""
