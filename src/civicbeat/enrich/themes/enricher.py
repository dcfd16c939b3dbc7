"""Themes: which classes of the civic taxonomy a post speaks of, by its lexicon."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache

import pyarrow as pa

from civicbeat.enrich.phrases import Batch, Find, Finder, Phrase, outermost
from civicbeat.enrich.themes.taxonomy import THEME_IDS, UNCLASSIFIED, Theme, idioms, themes

_EVERY_THEME = -1
_LONGEST = 100
"""No phrase that cancels is longer, in characters: how far back one may begin and still touch a find."""
_GIVES = (pa.field("themes", pa.list_(pa.string()), nullable=False),)


class _Role(Enum):
    """What finding a phrase does: speaks for a theme alone, or with a second of its kind, or against it."""

    STRONG = 1
    WEAK = 2
    CANCELS = 3


@dataclass(frozen=True, slots=True)
class _Entry:
    """A phrase of the lexicon and the theme it speaks for or against."""

    phrase: Phrase
    theme: int
    role: _Role = _Role.STRONG


@dataclass(frozen=True, slots=True)
class Themes:
    """Gives every post the themes it speaks of, in the order of the taxonomy; ``unclassified`` where none.

    Reads ``text`` (NFC, as ``Repair`` leaves it). Gives ``themes``: ids, never empty. The longest phrase wins: a find
    within a longer one does not count, nor one that touches an idiom. Two different weak phrases make a theme, one
    does not.
    """

    name: str = "themes"
    version: str = "2026.1"
    licence: str = "Apache-2.0"

    @property
    def reads(self) -> tuple[str, ...]:
        return ("text",)

    @property
    def gives(self) -> tuple[pa.Field, ...]:
        return _GIVES

    def __call__(self, batch: pa.RecordBatch) -> tuple[pa.Array, ...]:
        return (pa.array(classify(batch.column("text").to_pylist()), type=_GIVES[0].type),)


def classify(texts: Sequence[str]) -> list[list[str]]:
    """The themes of each text."""
    found = [[UNCLASSIFIED]] * len(texts)
    entries, finder = _lexicon()
    for post, finds in finder.find(Batch(texts)):
        if numbers := _themes_of(_counting(finds, entries), entries):
            found[post] = [THEME_IDS[number] for number in sorted(numbers)]
    return found


def reasons(text: str) -> list[tuple[str, str]]:
    """Why: every (theme, words of the text) that counted, in the order of the text; for the console and for tests."""
    entries, finder = _lexicon()
    batch = Batch([text])
    for _, finds in finder.find(batch):
        kept = _counting(finds, entries)
        counted = _themes_of(kept, entries)
        return [
            (THEME_IDS[entries[find.phrase].theme], batch.cased[find.start : find.end])
            for find in kept
            if entries[find.phrase].theme in counted
        ]
    return []


def _counting(finds: Sequence[Find], entries: tuple[_Entry, ...]) -> list[Find]:
    """The finds that are neither within a longer one nor touched by a phrase that cancels their theme."""
    kept = outermost(finds)
    against = [find for find in kept if entries[find.phrase].role is _Role.CANCELS]
    starts = [find.start for find in against]
    counting = []
    for find in kept:
        near = against[bisect_left(starts, find.start - _LONGEST) : bisect_left(starts, find.end)]
        if entries[find.phrase].role is not _Role.CANCELS and not any(_cancels(each, find, entries) for each in near):
            counting.append(find)
    return counting


def _cancels(other: Find, find: Find, entries: tuple[_Entry, ...]) -> bool:
    touching = find.start < other.end and other.start < find.end
    return touching and entries[other.phrase].theme in (_EVERY_THEME, entries[find.phrase].theme)


def _themes_of(finds: Sequence[Find], entries: tuple[_Entry, ...]) -> set[int]:
    strong: set[int] = set()
    weak: dict[int, set[int]] = {}
    for find in finds:
        entry = entries[find.phrase]
        if entry.role is _Role.STRONG:
            strong.add(entry.theme)
        else:
            weak.setdefault(entry.theme, set()).add(find.phrase)
    return strong | {number for number, phrases in weak.items() if len(phrases) > 1}


@cache
def _lexicon() -> tuple[tuple[_Entry, ...], Finder]:
    """Built once per process, at the first batch."""
    entries = [entry for number, each in enumerate(themes()) for entry in _entries(number, each)]
    entries.extend(_Entry(_phrase(form), _EVERY_THEME, _Role.CANCELS) for form in idioms())
    return tuple(entries), Finder([entry.phrase for entry in entries])


def _entries(number: int, each: Theme) -> Iterator[_Entry]:
    for form in (*each.vi, *each.en):
        yield _Entry(_phrase(form), number)
    for form in each.vi_exact:
        yield _Entry(_phrase(form, exact=True), number)
    for form in each.weak:
        yield _Entry(_phrase(form), number, _Role.WEAK)
    for form in each.excluded:
        yield _Entry(_phrase(form), number, _Role.CANCELS)


def _phrase(form: str, *, exact: bool = False) -> Phrase:
    """A single syllable without its accents means too many things: only longer phrases may be typed plain."""
    prefix = form.endswith("*")
    spaced = " ".join(form.rstrip("*").lower().replace("-", " ").split())
    return Phrase(spaced, plain=not exact and " " in spaced, prefix=prefix)
