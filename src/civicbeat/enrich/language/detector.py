"""Which language a text is in: its script, the letters of Vietnamese, then what three witnesses say together.

The witnesses are the n-grams of py3langid, CLD2, and the letters and syllables of the languages; how common a language
is on the networks is the prior. They are added as log-odds. The weights were fitted by maximum likelihood on one half
of public sentences and word pairs: docs/decisions/0040-language-by-three-witnesses.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pycld2
from numpy.typing import NDArray

from civicbeat.enrich.language.cleaning import words
from civicbeat.enrich.language.ngrams import LANGUAGES, LONGEST, encoded, ngrams
from civicbeat.enrich.language.scripts import ALONE, ALPHABETS, LATIN, SHARED, script
from civicbeat.enrich.language.vietnamese import own_letters, syllables, without_names

UNDETERMINED = "und"

_LENGTH = 0.385
"""N-grams overlap, so that their sum is too sure of itself: it is divided by the bytes to this power."""
_CLD2 = 1.65
"""For the whole of a text that CLD2 calls reliable."""
_RARE = -3.62
"""For a language that is not common on the networks."""
_FOREIGN_LETTER, _FOREIGN_LETTERS = -0.73, 2
"""For each letter that the alphabet lacks, and how many count: a name may hold one."""
_SYLLABLE, _AT_HOME = 1.90, 2.00
"""For each word that may be a syllable of Vietnamese, and for any: this platform is at home in Vietnam."""

_COMMON = frozenset(
    ["ar", "de", "en", "es", "fa", "fr", "hi", "id", "it", "ms", "nl", "pl", "pt", "ru", "tl", "tr", "uk", "ur", "vi"]
)
"""Written much on public networks; set by hand: the languages that the weights were fitted on, and fa, pl and ur."""
_ALIKE = {"bs": "hr", "nn": "no"}
_COLUMN = {language: place for place, language in enumerate(LANGUAGES)}
_PRIOR = np.array([0.0 if language in _COMMON else _RARE for language in LANGUAGES])
_TELLING = frozenset[str]().union(*ALPHABETS.values()) - frozenset[str].intersection(*ALPHABETS.values())
_WRITES = {
    name: np.array([0.0 if language in languages else -np.inf for language in LANGUAGES])
    for name, languages in SHARED.items()
}


def detect(texts: Sequence[str]) -> list[tuple[str, float]]:
    """ISO 639-1 code, or ``und`` where nothing is written in words, and the confidence in 0…1, for each text."""
    plain = [words(text) for text in texts]
    scripts = [script(each) for each in plain]
    plain = [without_names(each) if name == LATIN else each for each, name in zip(plain, scripts, strict=True)]
    answers = [_by_letters(each, name) for each, name in zip(plain, scripts, strict=True)]
    open_ = [place for place, answer in enumerate(answers) if answer is None]
    told = _by_words([plain[place] for place in open_], [scripts[place] for place in open_])
    for place, answer in zip(open_, told, strict=True):
        answers[place] = answer
    return [answer for answer in answers if answer is not None]


def _by_letters(plain: str, name: str) -> tuple[str, float] | None:
    if name in ALONE:
        return ALONE[name], 1.0
    if name not in SHARED:
        return UNDETERMINED, 0.0
    if name == LATIN and own_letters(plain) * 12 >= len(plain):
        return "vi", 0.99
    return None


def _by_words(plain: Sequence[str], scripts: Sequence[str]) -> list[tuple[str, float]]:
    if not plain:
        return []
    quiet = [each.lower() for each in plain]
    read = [encoded(each) for each in quiet]
    lengths = np.array([len(code) for code in read], dtype=np.float64)
    votes = ngrams().scores(read) / (lengths**_LENGTH)[:, None] + _PRIOR
    votes += np.stack([_WRITES[name] for name in scripts])
    for place, (each, name) in enumerate(zip(quiet, scripts, strict=True)):
        _add_cld2(votes[place], each)
        if name == LATIN:
            votes[place, _COLUMN["vi"]] += _vietnamese(each[:LONGEST])
        elif name == "cyrillic":
            votes[place] += _foreign(frozenset(each) & _TELLING)
    return _shares(votes)


def _add_cld2(vote: NDArray[np.float64], plain: str) -> None:
    reliable, _, found = pycld2.detect(plain, bestEffort=True)
    if not reliable:
        return
    for _, code, share, _ in found:
        column = _COLUMN.get(_ALIKE.get(code, code))
        if column is not None:
            vote[column] += _CLD2 * share / 100


def _vietnamese(plain: str) -> float:
    count = syllables(plain)
    return _AT_HOME + _SYLLABLE * count if count else 0.0


@lru_cache(maxsize=10_000)
def _foreign(letters: frozenset[str]) -> NDArray[np.float64]:
    vote = np.zeros(len(LANGUAGES))
    for language, alphabet in ALPHABETS.items():
        vote[_COLUMN[language]] = _FOREIGN_LETTER * min(_FOREIGN_LETTERS, len(letters - alphabet))
    return vote


def _shares(votes: NDArray[np.float64]) -> list[tuple[str, float]]:
    best = votes.argmax(axis=1)
    odds = np.exp(votes - votes.max(axis=1, keepdims=True))
    shares = np.round(1.0 / odds.sum(axis=1), 3)
    return [(LANGUAGES[column], float(share)) for column, share in zip(best, shares, strict=True)]
