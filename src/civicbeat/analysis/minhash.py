"""Min-hash: pairs of posts that share most of their words, found without comparing all with all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]

BANDS, ROWS = 16, 4
"""Two posts that share .8 of their words are looked at with a probability of .9998; .5, of .64; .2, of .03."""
SEED = 1997
_PAIRS_AT_ONCE = 1 << 18
_WORD_BITS = np.uint64(44)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)


@dataclass(frozen=True)
class Sets:
    """The different words of each post: ``words[offsets[i]:offsets[i + 1]]``, rising, of post ``i``."""

    offsets: Ints
    words: Hashes

    @classmethod
    def of(cls, offsets: Ints, words: npt.NDArray[np.generic]) -> Sets:
        """Sets of the words of posts.

        Reads: ``offsets``, shape (posts + 1,), rising from 0; ``words``, shape (offsets[-1],), their hashes or numbers.
        """
        mixed = mix(words.astype(np.uint64))
        row = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
        order = np.argsort(mixed, kind="stable")
        order = order[np.argsort(row[order], kind="stable")]
        row, mixed = row[order], mixed[order]
        new = np.ones(len(row), dtype=bool)
        new[1:] = (row[1:] != row[:-1]) | (mixed[1:] != mixed[:-1])
        counts = np.bincount(row[new], minlength=len(offsets) - 1)
        return cls(np.append(0, np.cumsum(counts)), mixed[new])

    @cached_property
    def sizes(self) -> Ints:
        """Shape (posts,): how many different words each post has."""
        return np.asarray(np.diff(self.offsets))

    @cached_property
    def same(self) -> Ints:
        """Shape (posts,): a number for each different set."""
        # shifted before it is mixed: the word 0 would add nothing, and a post with it would be one without it
        total = np.append(np.uint64(0), np.cumsum(mix(self.words + _SPREAD)))
        sums = total[self.offsets[1:]] - total[self.offsets[:-1]]
        return np.asarray(np.unique(sums, return_inverse=True)[1])

    def take(self, rows: Ints) -> Sets:
        """The sets of some posts."""
        sizes = self.sizes[rows]
        ends = np.cumsum(sizes)
        places = np.arange(int(sizes.sum())) + np.repeat(self.offsets[rows] - (ends - sizes), sizes)
        return Sets(np.append(0, ends), self.words[places])


def mix(values: Hashes) -> Hashes:
    """SplitMix64's finaliser: spreads every bit over all (G. Steele, D. Lea, C. Flood, OOPSLA 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def likely(sets: Sets) -> tuple[Ints, Ints]:
    """Pairs of posts that probably share most of their words.

    Reads: ``sets``, none of them empty.
    Gives: two arrays of the same length, ``one < other``, each pair once. Posts that agree in all minima of a band are
    linked to the first of them and to the one before, not all with all: a text with a thousand copies gives two
    thousand pairs in a band, not half a million.
    Source: A. Z. Broder, "On the resemblance and containment of documents", 1997; bands, J. Leskovec, A. Rajaraman and
    J. D. Ullman, *Mining of Massive Datasets* (2014), § 3.4; hashing, M. Dietzfelbinger et al., *Journal of Algorithms*
    25 (1997) 19 (multiply-shift).
    """
    draw = np.random.default_rng(SEED)
    factors = draw.integers(1, 2**63, BANDS * ROWS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    posts = len(sets.sizes)
    found = []
    for band in range(BANDS):
        key = np.zeros(posts, dtype=np.uint64)
        for factor in factors[band * ROWS : (band + 1) * ROWS]:
            least = np.minimum.reduceat((sets.words * factor) >> _HALF, sets.offsets[:-1])
            key = mix(key * _SPREAD + least)
        found.append(_linked(key))
    keys = np.sort(np.concatenate(found))
    keys = keys[np.append(np.ones(min(1, len(keys)), dtype=bool), keys[1:] != keys[:-1])]
    return keys // posts, keys % posts


def _linked(key: Hashes) -> Ints:
    """Pairs of posts with the same key, each with the first and with the one before, as ``one * posts + other``."""
    order = np.argsort(key, kind="stable")
    new = np.ones(len(key), dtype=bool)
    new[1:] = key[order][1:] != key[order][:-1]
    first = order[np.flatnonzero(new)][np.cumsum(new) - 1]
    later = np.flatnonzero(~new)
    one = np.concatenate([first[later], order[later - 1]])
    return one * len(key) + np.tile(order[later], 2)


def resemblance(sets: Sets, one: Ints, other: Ints) -> Floats:
    """Shape (pairs,): the words that two posts share, of the words that either has; exact, 0 to 1."""
    parts = [slice(start, start + _PAIRS_AT_ONCE) for start in range(0, len(one), _PAIRS_AT_ONCE)]
    return np.concatenate([np.zeros(0), *(_resemblance(sets, one[part], other[part]) for part in parts)])


def _resemblance(sets: Sets, one: Ints, other: Ints) -> Floats:
    both = sets.take(np.stack([one, other], axis=1).ravel())
    total = both.sizes.reshape(-1, 2).sum(axis=1)
    pair = np.repeat(np.arange(len(one), dtype=np.uint64), total)
    # A pair and a word in one number, so that one plain sort brings words of both side by side.
    keys = np.sort((pair << _WORD_BITS) | (both.words >> (np.uint64(64) - _WORD_BITS)))
    twice = keys[1:][keys[1:] == keys[:-1]] >> _WORD_BITS
    shared = np.bincount(twice.astype(np.int64), minlength=len(one))
    return np.asarray(shared / (total - shared))
