"""Content: the form of a kept finding: what was found with its doubt, its figures as tables, and where it came from.

Nothing in it is a text that one person wrote: names are of themes, places, sources and sentiments, or phrases that at
least k people use. Every figure is one that the store or a method told when the finding was kept.
"""

from __future__ import annotations

from datetime import datetime
from math import isfinite
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema, model_validator

from civicbeat.analysis.contract import Finding, Sentence
from civicbeat.records.errors import SchemaMismatch
from civicbeat.records.period import Grain

Kind = Literal["forecast", "rise", "change", "shares", "impact", "story", "campaign"]
Column = Literal[
    "posts", "usual", "times", "before", "now", "change", "share", "observed", "expected", "accounts", "low", "high"
]
"""What a column holds. ``low`` and ``high`` are the ends of the interval of the one before them."""


Cut = Annotated[Grain, WithJsonSchema({"type": "string", "enum": list(Grain)})]
"""Described where it is used: it is a word, and no thing of its own."""


class Part(BaseModel):
    """A part of it; it cannot be changed, and knows no more than this version does."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class KeptWords(Part):
    """What a person reads, in both languages."""

    vi: str = Field(description="Vietnamese.")
    en: str = Field(description="English.")

    @classmethod
    def of(cls, sentence: Sentence) -> Self:
        """From a sentence."""
        return cls(vi=sentence.vi, en=sentence.en)


class Said(Part):
    """One thing that was found, with its doubt."""

    sentence: KeptWords = Field(description="What it means.")
    estimate: float | None = Field(description="The main figure.")
    low: float | None = Field(description="The lower end of its interval; null where there is none.")
    high: float | None = Field(description="The upper end; null where there is none.")
    level: float = Field(description="How often such intervals hold the truth, for example 0.95.")
    sample: int = Field(description="How many posts, cells or units the estimate rests on.")
    coverage: float | None = Field(description="Share of the expected time that was heard; null where nobody knows.")
    method: str = Field(description="Name and version of what found it.")

    @classmethod
    def of(cls, finding: Finding) -> Self:
        """From a method's finding."""
        doubt = finding.doubt
        return cls(
            sentence=KeptWords.of(finding.sentence),
            estimate=figure(finding.estimate),
            low=figure(doubt.low),
            high=figure(doubt.high),
            level=doubt.level,
            sample=doubt.sample,
            coverage=figure(doubt.coverage),
            method=finding.method,
        )


class KeptRow(Part):
    """A row of figures: of a cell of time, or of something that has a name."""

    at: AwareDatetime | None = Field(default=None, description="When the cell starts; null in rows that have a name.")
    name: KeptWords | None = Field(default=None, description="Of what the figures are; null in rows of time.")
    figures: tuple[float | None, ...] = Field(description="In the order of the columns; null: hidden or not known.")

    @model_validator(mode="after")
    def _is_of_something(self) -> Self:
        if (self.at is None) == (self.name is None):
            raise ValueError("a row is of a moment or has a name")
        return self


class KeptTable(Part):
    """Figures; of the drawn table the page makes its chart."""

    columns: tuple[Column, ...] = Field(description="What each figure of a row is.")
    rows: tuple[KeptRow, ...] = Field(description="In order.")
    grain: Cut | None = Field(default=None, description="How long a cell is; null where rows have names.")

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if any(len(row.figures) != len(self.columns) for row in self.rows):
            raise ValueError("a row has as many figures as there are columns")
        return self


class Content(Part):
    """A kept finding."""

    kind: Kind = Field(description="What it is.")
    query: str = Field(description="What it is about, with the topic's; names of places and themes as their ids.")
    filters: tuple[str, ...] = Field(description="With the topic's.")
    start: AwareDatetime = Field(description="The first moment of its period.")
    end: AwareDatetime = Field(description="The first moment after it.")
    address: str = Field(description="The page it came from, for the agency that keeps it.")
    said: tuple[Said, ...] = Field(min_length=1, description="What was found; the first is the finding itself.")
    notes: tuple[KeptWords, ...] = Field(default=(), description="What is to be known beside it.")
    tables: tuple[KeptTable, ...] = Field(default=(), description="Its figures; the first is drawn.")
    models: tuple[str, ...] = Field(default=(), description="Models that had a hand in it.")
    k: int = Field(ge=10, description="No figure is about fewer people.")


def figure(value: float | None) -> float | None:
    """A number; none where it is missing, hidden or without an end."""
    return float(value) if value is not None and isfinite(value) else None


def read(stored: Any) -> Content:
    """What is kept, as it was.

    Raises:
        SchemaMismatch: it is not of this form: another version kept it.
    """
    try:
        return Content.model_validate(stored)
    except ValidationError as error:
        raise SchemaMismatch("This kept finding cannot be read.", do="Remove it, and keep it anew.") from error


def written(content: Content) -> dict[str, Any]:
    """As the records store keeps it; ``read`` gives the same again."""
    plain: dict[str, Any] = content.model_dump(mode="json")
    return plain


def cell(at: datetime, *figures: float | None) -> KeptRow:
    """A row of a cell of time."""
    return KeptRow(at=at, figures=tuple(figure(each) for each in figures))


def named(name: Sentence, *figures: float | None) -> KeptRow:
    """A row of something that has a name."""
    return KeptRow(name=KeptWords.of(name), figures=tuple(figure(each) for each in figures))
