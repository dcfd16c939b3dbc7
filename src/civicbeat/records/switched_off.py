"""SwitchedOff: a model that says nothing any more, since when, by whose decision and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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

    def refusal(self) -> ModelSwitchedOff:
        """The error for what rests on the model."""
        error = ModelSwitchedOff(
            f"{self.name_en} has been switched off since {written_moment(self.since, 'en')} by decision of {self.by}.",
            do="Ask for something that does not rest on it; the public register says why it is off.",
        )
        error.model, error.since, error.by = self.model, self.since, self.by
        return error


Off = Callable[[], Mapping[str, SwitchedOff]]
"""Gives the models that are off at this moment, by their names in the program."""


def none_off() -> Mapping[str, SwitchedOff]:
    """Every model speaks."""
    return {}
