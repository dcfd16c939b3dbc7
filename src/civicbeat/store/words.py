"""Words: what a word is and when two are the same, in Python as in the engine's index.

A word is a run of letters, marks, digits and underscores, in lower case. Its *folded* form has no accents and d for đ.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import regex

SPLIT = r"[^\p{L}\p{M}\p{N}_]+"
SEAM = "ꙮ"
"""Stands in the index between the words of a text and the same words without accents, so that no phrase reaches from
one into the other: a letter of which one manuscript is known."""

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}_]+")
_DJ = str.maketrans("đð", "dd")


@dataclass(frozen=True, slots=True)
class Token:
    """A word where it stands in a text: ``start <= i < end`` in code points."""

    word: str
    folded: str
    start: int
    end: int


def fold(word: str) -> str:
    """``word`` in lower case without accents: *Ngập* → ``ngap``, *đường* → ``duong``."""
    apart = unicodedata.normalize("NFD", word.lower())
    bare = "".join(char for char in apart if unicodedata.category(char) != "Mn")
    return unicodedata.normalize("NFC", bare).translate(_DJ)


def has_accents(word: str) -> bool:
    """Whether ``word`` was typed with accents, so that it is meant exactly."""
    return fold(word) != word.lower()


def split(text: str) -> list[str]:
    """The words of ``text``, NFC and in lower case, in order."""
    return [word for word in _WORD.findall(unicodedata.normalize("NFC", text).lower()) if word != SEAM]


def tokens(text: str) -> Iterator[Token]:
    """The words of ``text`` as it is stored, each with where it stands."""
    for found in _WORD.finditer(text):
        word = found.group().lower()
        yield Token(word, fold(word), found.start(), found.end())
