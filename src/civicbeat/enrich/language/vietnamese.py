"""Vietnamese by its own signs: letters no other language writes, and syllables that stay its own without accents."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from civicbeat.enrich.syllables import SYLLABLES

_OWN_LETTERS = re.compile(r"[ơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


def own_letters(text: str) -> int:
    """How many letters of ``text`` are written in Vietnamese alone."""
    return len(_OWN_LETTERS.findall(text))


def without_names(text: str) -> str:
    """``text`` without its capitalised syllables, where two words are left: *Thảo Điền* is a name in English too."""
    if text.isascii():
        return text
    rest = [word for word in text.split() if word.islower() or word.isupper() or word.lower() not in SYLLABLES]
    return " ".join(rest) if len(rest) >= 2 else text


def syllables(text: str) -> int:
    """How many words of a lower-case text may be Vietnamese, typed with accents, in haste without, or as teencode.

    Source: the closed inventory of Vietnamese syllables. Each is weak evidence, as *hang* and *song* are among them;
    the commonest words of English are left out.
    """
    return sum(word in _SYLLABLES for word in text.split())


def _without_accents(syllable: str) -> str:
    letters = unicodedata.normalize("NFD", syllable.replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


_TEENCODE = Path(__file__).with_name("teencode.txt").read_text(encoding="utf-8").split()
_ALSO_ENGLISH = frozenset(
    ["a", "am", "an", "can", "do", "go", "he", "hi", "him", "i", "in", "it", "may", "me", "my", "no", "oh", "on", "or"]
).union(["so", "than", "that", "the", "then", "them", "this", "thing", "to", "too", "u", "up", "she", "sing", "men"])
_SYLLABLES = SYLLABLES.union(map(_without_accents, SYLLABLES), _TEENCODE) - _ALSO_ENGLISH
