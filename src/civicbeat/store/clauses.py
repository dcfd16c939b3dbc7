"""Clauses: a parsed query, as a tree of frozen values. What each means stands here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Every:
    """All posts."""


@dataclass(frozen=True, slots=True)
class Word:
    """The post holds the word: with just these accents if ``exact``, else with any."""

    word: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Prefix:
    """The post holds a word of this pattern: ``*`` stands for any letters, ``?`` for one."""

    pattern: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words stand next to each other in this order; with ``within``, all of them within that many words."""

    words: tuple[Word, ...]
    within: int | None = None

    @property
    def indexed(self) -> bool:
        """Whether the word index alone settles it.

        It knows the order of a text's words as they stand and of all of them without accents, but not of words of both
        kinds by turns, nor how far apart words stand.
        """
        return self.within is None and len({word.exact for word in self.words}) == 1


@dataclass(frozen=True, slots=True)
class InField:
    """A field has the value; ``*`` and ``?`` in a pattern stand for any letters and for one."""

    field: str
    value: str
    pattern: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """The clause does not hold."""

    clause: Clause


@dataclass(frozen=True, slots=True)
class And:
    """All clauses hold."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one clause holds."""

    clauses: tuple[Clause, ...]


Clause = Every | Word | Prefix | Phrase | InField | Not | And | Or


def somewhere(clause: Clause, holds: Callable[[Clause], bool]) -> bool:
    """Whether something holds of the clause or of one inside it."""
    match clause:
        case Not():
            return somewhere(clause.clause, holds)
        case And() | Or():
            return any(somewhere(one, holds) for one in clause.clauses)
        case _:
            return holds(clause)


def places_words(clause: Clause) -> bool:
    """Whether it matters where words stand, which is dearer to find out than which words there are."""
    return somewhere(clause, lambda one: isinstance(one, Phrase))


def story_number(text: str) -> int | None:
    """The story that digits name; ``None`` where they name none."""
    return int(text) if text.isascii() and text.isdigit() and int(text) < 2**64 else None
