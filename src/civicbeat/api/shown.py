"""Shown: the form of findings in JSON. What is hidden or missing is null, never 0."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Self

import numpy as np
import numpy.typing as npt
from ninja import Schema
from pydantic import ConfigDict, Field

from civicbeat.analysis.contract import Doubt, Finding, Refusal, Sentence
from civicbeat.api.asking import Asked
from civicbeat.findings.wanted import write_filters


class Shown(Schema):
    """A part of an answer; it cannot be changed."""

    model_config = ConfigDict(frozen=True)


class Words(Shown):
    """What a person reads, in both languages."""

    vi: str = Field(description="Vietnamese.")
    en: str = Field(description="English.")

    @classmethod
    def of(cls, sentence: Sentence) -> Self:
        """From a sentence."""
        return cls(vi=sentence.vi, en=sentence.en)


class Interval(Shown):
    """The ends of the interval of an estimate; such intervals hold the truth as often as `level` says."""

    low: float | None = Field(description="The lower end; null where there is none.")
    high: float | None = Field(description="The upper end; null where there is none.")
    level: float = Field(description="For example 0.95.")

    @classmethod
    def of(cls, doubt: Doubt) -> Self:
        """Of a finding's doubt."""
        return cls(low=number(doubt.low), high=number(doubt.high), level=doubt.level)


class Method(Shown):
    """What found it."""

    name: str = Field(description="Of the method.")
    version: str = Field(description="Changes with every change of what it finds.")

    @classmethod
    def of(cls, method: str) -> Self:
        """From a finding's method."""
        name, _, version = method.rpartition(" ")
        return cls(name=name, version=version)


class Found(Shown):
    """A finding with its doubt."""

    estimate: float | None = Field(description="The main figure.")
    interval: Interval = Field(description="How sure it is.")
    sample: int = Field(description="How many posts, cells or units the estimate rests on.")
    coverage: float | None = Field(
        description="Share of the expected time that was heard, 0 to 1; null where nobody knows."
    )
    method: Method = Field(description="Name and version of what found it.")
    sentence: Words = Field(description="What it means.")


class Refused(Shown):
    """Why there is no finding."""

    refused: str = Field(description="A short stable word for the reason.")
    sentence: Words = Field(description="What is the matter, and what would help.")

    @classmethod
    def of(cls, refusal: Refusal) -> Self:
        """From a method's refusal."""
        return cls(refused=refusal.reason, sentence=Words.of(refusal.sentence))


class AboutWhat(Shown):
    """What the answer is about, as it was understood."""

    query: str = Field(description="With the topic's, and names of places and themes as their ids.")
    filters: list[str] = Field(description="With the topic's.")
    topic: int | None = Field(description="Its number, if one was given.")
    start: datetime = Field(description="The first moment of the period, city time.")
    end: datetime = Field(description="The first moment after the period.")


class Answered(Shown):
    """An answer."""

    about: AboutWhat = Field(description="What was asked, as it was understood.")


def about(asked: Asked) -> AboutWhat:
    """What was asked, with names of places and themes as their ids."""
    question = asked.question
    return AboutWhat(
        query=question.query,
        filters=write_filters(question.filters),
        topic=asked.topic.pk if asked.topic else None,
        start=question.period.local_start,
        end=question.period.local_end,
    )


def found(finding: Finding | Refusal) -> Found | Refused:
    """A finding in the common form, or why there is none."""
    if isinstance(finding, Refusal):
        return Refused.of(finding)
    doubt = finding.doubt
    return Found(
        estimate=number(finding.estimate),
        interval=Interval.of(doubt),
        sample=doubt.sample,
        coverage=doubt.coverage,
        method=Method.of(finding.method),
        sentence=Words.of(finding.sentence),
    )


def number(value: float | None) -> float | None:
    """A figure; null where it is missing, hidden or without an end."""
    return float(value) if value is not None and np.isfinite(value) else None


def numbers(values: npt.NDArray[np.float64] | Sequence[float]) -> list[float | None]:
    """Figures, in order."""
    return [number(value) for value in values]
