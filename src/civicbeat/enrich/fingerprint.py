"""Fingerprint: one number that copies of a text share though they were decorated or lightly edited.

A text is reduced to the set of its words (no case, accents, punctuation, emoji, addresses, mentions, hashtags or masked
things). The signature hashes the few words of that set whose own hashes are smallest: a bottom-k min-hash sketch. An
edit
changes it only if it touches one of those, so two texts that share the part J of their words agree with probability
of about Jᵏ.

Source: A. Z. Broder, "On the resemblance and containment of documents", 1997 (min-wise hashing); A. Chowdhury et al.,
"Collection statistics for fast duplicate document detection", ACM TOIS 20 (2002) (one signature out of chosen words).
"""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from civicbeat.records.post import ENRICHED

FEWEST_WORDS = 5
"""Below this many different words a text says too little to call another its copy."""

SKETCH = 5
"""Words in a sketch: fewer forgive more edits, more keep different texts apart (docs/decisions/0022-fingerprint.md)."""
_DECORATION = r"(?i)https?://[^\s]+|www\.[^\s]+|⟨[^⟩]{1,3}⟩|[@#][\pL\pN\pM_.]+|^\s*rt [^:\s]{0,40}:"
_LAST_LETTER = 0x323B0
_WITHOUT_BLANKS = ("CJK UNIFIED", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")

Codes = npt.NDArray[np.uint32]
Hashes = npt.NDArray[np.uint64]


def _tables() -> tuple[Codes, npt.NDArray[np.bool_]]:
    """By code point: the lower-case letter without accents (0: none), and whether its script has no blanks."""
    fold = np.zeros(sys.maxunicode + 1, dtype=np.uint32)
    unspaced = np.zeros(sys.maxunicode + 1, dtype=bool)
    for code in range(_LAST_LETTER):
        char = chr(code)
        if unicodedata.category(char)[0] in "LN":
            fold[code] = ord("d" if char in "đĐ" else unicodedata.normalize("NFD", char.lower())[0])
            unspaced[code] = code > 0xE00 and unicodedata.name(char, "").startswith(_WITHOUT_BLANKS)
    return fold, unspaced


_FOLD, _UNSPACED = _tables()


@dataclass(frozen=True)
class Fingerprint:
    """Gives ``story`` (uint64): equal for copies; 0 when the text has fewer than ``FEWEST_WORDS`` different words.

    Reads ``text``, masked. Equal numbers of different texts are copies in all likelihood, not proof; a 64-bit chance
    collision of two
    among ten million stories has a probability of 3 in a million.
    """

    name: ClassVar[str] = "fingerprint"
    version: ClassVar[str] = "2026.1"
    licence: ClassVar[str] = "Apache-2.0"
    reads: ClassVar[tuple[str, ...]] = ("text",)
    gives: ClassVar[tuple[pa.Field, ...]] = (ENRICHED.field("story"),)

    def __call__(self, batch: pa.RecordBatch) -> tuple[pa.Array, ...]:
        bare = pc.replace_substring_regex(batch.column("text"), _DECORATION, " ")
        return (pa.array(_signatures(bare), pa.uint64()),)


def _signatures(texts: pa.StringArray) -> Hashes:
    rows, words = _words(texts)
    order = np.lexsort((words, rows))
    rows, words = rows[order], words[order]
    new = np.ones(len(rows), dtype=bool)
    new[1:] = (rows[1:] != rows[:-1]) | (words[1:] != words[:-1])
    rows, words = rows[new], words[new]
    given = np.zeros(len(texts), dtype=np.uint64)
    counts = np.bincount(rows, minlength=len(texts))
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    telling = counts >= FEWEST_WORDS
    for place in range(SKETCH):
        given[telling] = _mixed(given[telling] + words[starts[telling] + place])
    given[telling & (given == 0)] = 1
    return given


def _words(texts: pa.StringArray) -> tuple[npt.NDArray[np.intp], Hashes]:
    """The row and the hash of every word of every text; a pair of neighbours where a script has no blanks."""
    raw = np.frombuffer("\n".join(texts.to_pylist()).encode("utf-32-le"), dtype=np.uint32)
    codes = _FOLD[raw]
    inside, unspaced = codes != 0, _UNSPACED[raw]
    joined = np.zeros(len(codes), dtype=bool)
    joined[1:] = inside[:-1] & ~unspaced[:-1] & ~unspaced[1:]
    starts = np.flatnonzero(inside & ~joined)
    letters = np.flatnonzero(inside)
    word_of_letter = np.cumsum(~joined[letters]) - 1
    places = (letters - starts[word_of_letter]).astype(np.uint64) if len(starts) else letters.astype(np.uint64)
    spread = _mixed(codes[letters] + (places << np.uint64(32)))
    hashes = np.add.reduceat(spread, np.flatnonzero(~joined[letters])) if len(starts) else spread
    hashes = _mixed(hashes)
    paired = np.flatnonzero((np.diff(starts) == 1) & unspaced[starts[:-1]] & unspaced[starts[1:]])
    hashes[paired] = _mixed(hashes[paired] + (hashes[paired + 1] << np.uint64(1)))
    ends = np.cumsum(pc.utf8_length(texts).to_numpy(zero_copy_only=False).astype(np.intp) + 1)
    return np.searchsorted(ends, starts, side="right"), hashes


def _mixed(values: Hashes) -> Hashes:
    """SplitMix64's finaliser: spreads every bit over all (Steele, Lea, Flood, OOPSLA 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
