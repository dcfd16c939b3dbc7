"""SwitchedOff: a model that says nothing any more, since when, by whose decision and why; and when one was silent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from civicbeat.records.errors import ModelSwitchedOff
from civicbeat.records.writing import written_moment


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """A model that was switched off for the whole institution.

    Attributes:
        model: its name in the program.
        name_vi, name_en: what people call it.
        since: when that was decided.
        by: who decided it, as the public reads it.
        reason: why.
    """

    model: str
    name_vi: str
    name_en: str
    since: datetime
    by: str
    reason: str

    def sentence(self, language: str) -> str:
        """Which model is off, since when and by whose decision, in Vietnamese or English."""
        since = written_moment(self.since, language)
        if language == "en":
            return f"The model “{self.name_en}” has been switched off since {since} by decision of {self.by}."
        return f"Mô hình “{self.name_vi}” đã bị tắt từ {since} theo quyết định của {self.by}."

    def refusal(self) -> ModelSwitchedOff:
        """The error for what rests on the model."""
        error = ModelSwitchedOff(
            self.sentence("en"),
            do="Ask for something that does not rest on it; the public register says why it is off.",
        )
        error.model, error.since, error.by, error.what_vi = self.model, self.since, self.by, self.sentence("vi")
        return error


Off = Callable[[], Mapping[str, SwitchedOff]]
"""Gives the models that are off at this moment, by their names in the program."""


Spans = Mapping[str, Sequence[tuple[datetime, datetime | None]]]
"""By model, the spans in which posts came that it did not read, the oldest first; the last may go on (``None``)."""
Silent = Callable[[], Spans]
"""Gives these spans."""


def never_silent() -> Spans:
    """Every post was read by every model."""
    return {}


def none_off() -> Mapping[str, SwitchedOff]:
    """Every model speaks."""
    return {}
