"""Explaining: what the console says about an error, in the reader's language.

The other rooms know no languages: their sentences are English. Those a reader meets are listed in ``sentences``; one
that is not listed is shown as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from django.utils.translation import get_language, gettext

from civicbeat.records.errors import BadQuery, CivicbeatError, ModelSwitchedOff
from civicbeat.web.sentences import SENTENCES

SHOWN_AFTER = 200


@dataclass(frozen=True, slots=True)
class Where:
    """The place in a query at which reading stopped: what stands there, around it, and its number counted from 1."""

    before: str
    at: str
    after: str
    number: int


def where(error: BadQuery, typed: str) -> Where:
    """The place of an error in the query as it was typed, without blanks at its ends."""
    at = min(error.position, len(typed))
    return Where(typed[:at], typed[at : at + 1] or "␣", typed[at + 1 : at + SHOWN_AFTER], at + 1)


def explained(error: CivicbeatError) -> str:
    """What happened and what to do, in the reader's language."""
    return f"{what_happened(error)} {sentence(error.do)}".strip()


def what_happened(error: CivicbeatError) -> str:
    """What happened alone, in the reader's language."""
    if isinstance(error, ModelSwitchedOff) and error.what_vi:
        return error.what if get_language() == "en" else error.what_vi
    return sentence(error.what)


def told(problem: str) -> str:
    """A problem that was written down earlier, sentence by sentence in the reader's language."""
    return " ".join(sentence(part) for part in re.split(r"(?<=[.?]) ", problem))


def sentence(said: str) -> str:
    """One sentence in the reader's language, with the words of the query where they stood."""
    for known, pattern in _patterns():
        if found := pattern.fullmatch(said):
            return gettext(known).format(*map(sentence, found.groups()))
    return said


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((known, re.compile(re.escape(known).replace(r"\{\}", "(.+)"), re.DOTALL)) for known in SENTENCES)
