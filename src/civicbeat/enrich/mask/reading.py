"""Reading: a text beside the plain form in which patterns look for personal data."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

Span = tuple[int, int]
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"⟨⟩]{1,2000}")


_CASED_OR_DIGITS = (
    (0, 0x2E80),
    (0xA620, 0xAC00),
    (0xFF10, 0xFF5B),
    (0x10400, 0x11D5A),
    (0x1D400, 0x1D800),
    (0x1F100, 0x1F10B),
)
"""Blocks with letters that have cases or accents, and with digits; the rest is plain already."""


def _plain_table() -> dict[int, str]:
    """Code point → one lower-case character without accents; every kind of digit → ASCII."""
    codes = chain.from_iterable(range(first, last) for first, last in _CASED_OR_DIGITS)
    return {code: plain for code in codes if (plain := _plain_character(chr(code))) != chr(code)}


def _plain_character(char: str) -> str:
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    small = char.lower()[:1]
    base = "d" if small == "đ" else unicodedata.normalize("NFD", small)[0]
    return base if base.isalpha() == small.isalpha() else small


_PLAIN = _plain_table()


@dataclass(frozen=True)
class Reading:
    """What a pattern is given.

    Attributes:
        text: the text as it stands, NFC.
        official: whether an institution speaks.
        kept: plain lower-case handles of institutional accounts whose mention stays.
    """

    text: str
    official: bool = False
    kept: frozenset[str] = frozenset()

    @cached_property
    def plain(self) -> str:
        """The text in lower case, without accents, all digits ASCII; every character stands where it stood."""
        return self.text.translate(_PLAIN)

    @cached_property
    def links(self) -> tuple[Span, ...]:
        """Where web addresses stand."""
        return tuple(match.span() for match in _LINK.finditer(self.text))

    def in_link(self, position: int) -> bool:
        """Whether ``position`` lies within a web address."""
        before = bisect_right(self.links, (position, len(self.text)))
        return before > 0 and position < self.links[before - 1][1]


@dataclass(frozen=True)
class Pattern:
    """One kind of personal data.

    Attributes:
        kind: its name in counts and tables.
        token: what takes its place: a symbol in angle brackets, which is no word in any language and no word in the
        index.
        hints: RE2 expressions; a text in which none finds anything cannot hold this kind. Several small ones are far
            faster than one large one, whose automaton would not fit its memory.
        find: the half-open spans of a reading to be masked, in any order, possibly overlapping.
    """

    kind: str
    token: str
    hints: tuple[str, ...]
    find: Callable[[Reading], Iterator[Span]] = field(repr=False)
