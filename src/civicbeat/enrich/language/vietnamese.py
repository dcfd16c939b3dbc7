"""Vietnamese by its own signs: letters no other language writes, and syllables that stay its own without accents."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from civicbeat.enrich.syllables import SYLLABLES

_OWN_LETTERS = re.compile(r"[ơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_BARE = frozenset(
    "".join(char for char in unicodedata.normalize("NFD", each.replace("đ", "d")) if not unicodedata.combining(char))
    for each in SYLLABLES
)
_TEENCODE = frozenset(
    ["ko", "k", "dc", "đc", "hok", "hong", "bik", "j", "z", "vs", "ntn", "trc", "nc", "mik", "oy", "r", "v"]
)
_MARKERS = frozenset(Path(__file__).with_name("markers.txt").read_text(encoding="ascii").split())


def own_letters(text: str) -> int:
    """How many letters of ``text`` are written in Vietnamese alone."""
    return len(_OWN_LETTERS.findall(text))


def unaccented(text: str) -> float:
    """How far ``text`` reads as Vietnamese typed without accents: 0…1; reads lower-case or mixed-case ASCII words.

    Source: the closed inventory of Vietnamese syllables; a word in it is weak evidence, a
    frequent word of civic talk strong.
    """
    tokens = text.lower().split()
    if not tokens:
        return 0.0
    syllables = sum(token in _BARE or token in _TEENCODE for token in tokens) / len(tokens)
    marked = sum(token in _MARKERS or token in _TEENCODE for token in tokens) / len(tokens)
    return syllables * min(1.0, 2.5 * marked)
