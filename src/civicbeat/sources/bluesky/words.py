"""Words: whether a text says one of some words or phrases, whatever its accents and capitals."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick

_MARKS = re.compile("[\u0300-\u036f]+")
_JOINERS = re.compile("[-_\u2010-\u2014]+")
_UNSPACED = "\u0e00"
"""From here on stand scripts that write no blanks between words (Thai, Khmer, Chinese); folded Vietnamese is ASCII."""


class Words:
    """An automaton over words and phrases; a phrase is also found as one hashtag (``#ngapnuoc``)."""

    def __init__(self, words: Iterable[str]) -> None:
        forms = dict.fromkeys(filter(None, map(fold, words)))
        tags = ("#" + form.replace(" ", "") for form in forms if " " in form)
        self._automaton = AhoCorasick([*forms, *tags])

    def said_in(self, text: str) -> bool:
        """Whether one of them stands in ``text`` between borders of words."""
        folded = fold(text)
        finds = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        return any(
            not _joins(folded[start - 1 : start]) and not _joins(folded[end : end + 1]) for _, start, end in finds
        )


def fold(text: str) -> str:
    """``text`` in small letters, without accents or doubled blanks; hyphens are blanks: *Ngập-Nước*: ``ngap nuoc``."""
    small = text.lower()
    if not small.isascii():
        small = _MARKS.sub("", unicodedata.normalize("NFD", small.casefold())).replace("đ", "d")
    return " ".join(_JOINERS.sub(" ", small).split())


def _joins(char: str) -> bool:
    """Whether ``char`` (or nothing) beside a find makes it a part of a longer word."""
    return char.isalnum() and char < _UNSPACED
