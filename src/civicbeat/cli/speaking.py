"""Speaking: in which language the sentences of findings are told at the command line."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Protocol

import typer

VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Of the environment, the first that is set decides, as in other programs (POSIX, 8.2)."""


class Language(StrEnum):
    """The languages that findings carry."""

    VIETNAMESE = "vi"
    ENGLISH = "en"


Spoken = Annotated[
    Language | None, typer.Option("--language", help="Of the sentences; without it, that of your terminal.")
]


def chosen(given: Language | None, environment: Mapping[str, str] = os.environ) -> Language:
    """The language that was asked for, else that of the environment: English where it is not Vietnamese."""
    if given is not None:
        return given
    said = next((environment[name] for name in VARIABLES if environment.get(name)), "")
    return Language.VIETNAMESE if said.partition("_")[0].partition(".")[0].lower() == "vi" else Language.ENGLISH


class InBoth(Protocol):
    """What is said in both languages: a sentence of a finding, or of one that was kept."""

    @property
    def vi(self) -> str: ...
    @property
    def en(self) -> str: ...


def spoken(sentence: InBoth, language: Language) -> str:
    """A sentence in that language."""
    return sentence.vi if language is Language.VIETNAMESE else sentence.en
