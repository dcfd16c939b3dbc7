"""Hashed word and character n-grams of a whole batch of posts, computed without a Python loop over characters.

All texts of a batch are laid end to end as code points. Every n-gram becomes a bucket of one table by a polynomial
hash modulo 2⁶⁴: characters by a short rolling sum, words by differences of a prefix sum. All arithmetic on the way is
on integers, so that a post has the same features whatever batch it comes in.

Source: K. Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009; R. M. Karp,
M. O. Rabin, "Efficient randomized pattern-matching algorithms", IBM J. Res. Dev. 31 (1987).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

BITS = 22
BUCKETS = 1 << BITS
NOTHING = BUCKETS
"""The bucket of n-grams that do not exist because a post ends before they do; its weight is zero."""

ORDERS = (3, 4, 5)
LONGEST = 4096
"""Characters of a post that are read; what follows is not looked at."""

_SEPARATOR = "\U0010ffff"
_LINK = re.compile(r"https?:[^\s\U0010ffff]+")
_MENTION = re.compile(r"@[^\s\U0010ffff]+")
_BASE = np.uint64(0x9E3779B97F4A7C15)
_UNBASE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 1 << 64))
_TABLED = 0x20000
_SPACE, _WORD, _SIGN = 0, 1, 2
_BLANK = np.uint32(ord(" "))

Numbers = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Group:
    """One family of n-grams of a batch.

    Attributes:
        buckets: int32, the bucket of every n-gram, posts in order; ``NOTHING`` where there is none.
        bounds: int64 of length posts + 1; post *i* owns ``buckets[bounds[i]:bounds[i + 1]]``.
        counts: int64 of length posts: how many n-grams are not ``NOTHING``.
    """

    buckets: npt.NDArray[np.int32]
    bounds: Numbers
    counts: Numbers


def features(texts: Sequence[str]) -> tuple[Group, ...]:
    """The groups of n-grams of each text: words, pairs of neighbouring words, then characters for each of ``ORDERS``.

    A word is a run of letters, marks and digits; any other visible sign (an emoji, a comma) is a word of its own. Case
    is folded, digits become 0, links and mentions become one word each, a sign repeated thrice or more stands twice.
    """
    codes, bounds = _laid_out(texts)
    kinds = _kinds()[np.minimum(codes, _TABLED)]
    return (*_words(codes, kinds, bounds), *_characters(codes, bounds))


def _laid_out(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint32], Numbers]:
    """Folded code points of all texts, each text between two blanks, and where each begins (its first blank)."""
    joined = "".join(f"{_SEPARATOR}{text[:LONGEST].replace(_SEPARATOR, ' ')}" for text in texts)
    joined = _MENTION.sub("@user", _LINK.sub("http", joined))
    raw = np.frombuffer(f"{joined}{_SEPARATOR}".encode("utf-32-le", "replace"), dtype=np.uint32)
    codes = np.where(raw < _TABLED, _folds()[np.minimum(raw, _TABLED - 1)], raw)
    edges = np.flatnonzero(raw == ord(_SEPARATOR))
    codes[edges] = _BLANK
    keep = np.ones(len(codes), dtype=bool)
    keep[1:] = (codes[1:] != codes[:-1]) | (codes[1:] != _BLANK)
    keep[2:] &= (codes[2:] != codes[1:-1]) | (codes[1:-1] != codes[:-2])
    keep[edges] = True
    place = np.cumsum(keep, dtype=np.int64) - 1
    return codes[keep], place[edges]


def _words(codes: npt.NDArray[np.uint32], kinds: npt.NDArray[np.uint8], bounds: Numbers) -> tuple[Group, Group]:
    in_word = kinds == _WORD
    first = np.empty(len(codes), dtype=bool)
    first[0] = in_word[0]
    first[1:] = in_word[1:] & ~in_word[:-1]
    starts = np.flatnonzero(first | (kinds == _SIGN))
    last = np.empty(len(codes), dtype=bool)
    last[-1] = in_word[-1]
    last[:-1] = in_word[:-1] & ~in_word[1:]
    ends = np.flatnonzero(last | (kinds == _SIGN)) + 1
    powers, inverse = _powers(len(codes))
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum(_scattered(codes) * powers, out=sums[1:])
    hashes = (sums[ends] - sums[starts]) * inverse[starts]
    of_post = np.searchsorted(starts, bounds)
    pairs = np.zeros(len(hashes), dtype=np.uint64)
    pairs[:-1] = hashes[:-1] * _BASE + (hashes[1:] ^ np.uint64(0x5851F42D4C957F2D))
    counts = np.diff(of_post)
    words = Group(_bucket(hashes), of_post, counts)
    pair_buckets = _bucket(pairs)
    pair_buckets[of_post[1:][counts > 0] - 1] = NOTHING
    return words, Group(pair_buckets, of_post, np.maximum(counts - 1, 0))


def _characters(codes: npt.NDArray[np.uint32], bounds: Numbers) -> tuple[Group, ...]:
    """A post's characters reach from its leading blank to the blank after it; shorter ones have no n-gram."""
    scattered = _scattered(codes)
    lengths = np.diff(bounds) + 1
    groups = []
    factor = _BASE
    order = 2
    rolling = scattered[:-1] + scattered[1:] * factor
    for wanted in ORDERS:
        while order < wanted:
            factor = np.uint64(int(factor) * int(_BASE) % 2**64)
            rolling = rolling[: len(scattered) - order]
            rolling = rolling + scattered[order:] * factor
            order += 1
        buckets = np.full(len(codes), NOTHING, dtype=np.int32)
        buckets[: len(rolling)] = _bucket(rolling ^ np.uint64(wanted * 0x2545F4914F6CDD1D & 0xFFFFFFFFFFFFFFFF))
        for back in range(1, order - 1):
            edge = bounds[1:] - back
            buckets[edge[edge >= bounds[:-1]]] = NOTHING
        groups.append(Group(buckets[: bounds[-1]], bounds, np.maximum(lengths - order + 1, 0)))
    return tuple(groups)


def _bucket(hashes: Hashes) -> npt.NDArray[np.int32]:
    """The upper bits after one round of mixing."""
    mixed = (hashes ^ (hashes >> np.uint64(32))) * np.uint64(0xD6E8FEB86659FD93)
    return (mixed >> np.uint64(64 - BITS)).astype(np.int32)


def _scattered(codes: npt.NDArray[np.uint32]) -> Hashes:
    return (codes.astype(np.uint64) + np.uint64(0x1000)) * np.uint64(0xBF58476D1CE4E5B9)


@cache
def _folds() -> npt.NDArray[np.uint32]:
    """Code point → what stands for it: lower case, digits as 0, anything invisible as a blank."""
    return np.array([_fold(code) for code in range(_TABLED)], dtype=np.uint32)


def _fold(code: int) -> int:
    kind = unicodedata.category(chr(code))
    if kind[0] in "ZC" or 0xFE00 <= code <= 0xFE0F:
        return ord(" ")
    if kind == "Nd":
        return ord("0")
    small = chr(code).lower()
    return ord(small) if len(small) == 1 else code


@cache
def _kinds() -> npt.NDArray[np.uint8]:
    """Folded code point → blank, part of a word, or sign; the last entry stands for all that lie beyond the table."""
    kinds = [_kind(code) for code in range(_TABLED)]
    return np.array([*kinds, _SIGN], dtype=np.uint8)


def _kind(code: int) -> int:
    if _fold(code) == ord(" "):
        return _SPACE
    return _WORD if unicodedata.category(chr(code))[0] in "LMN" else _SIGN


_grown: list[Hashes] = []


def _powers(length: int) -> tuple[Hashes, Hashes]:
    """Powers of the hash's base and of its inverse, 0 … length − 1; computed once a process and grown as needed."""
    if not _grown or len(_grown[0]) < length:
        _grown[:] = [_accumulated(_BASE, length), _accumulated(_UNBASE, length)]
    return _grown[0][:length], _grown[1][:length]


def _accumulated(base: np.uint64, length: int) -> Hashes:
    factors = np.full(length, base, dtype=np.uint64)
    factors[0] = 1
    return np.multiply.accumulate(factors)
