"""Collocations: words that stand together far more often than chance, learned from the posts themselves.

A Vietnamese word has one syllable or several (*ngập nước*, *xe buýt*), and a blank stands between syllables: what
belongs together must be learned.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import chdtri, xlogy

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]

ROUNDS = 3
"""Each round joins what the one before joined: three give up to eight syllables."""
FEWEST = 5
"""Posts in which a pair must stand."""
STRENGTH = 0.5
"""Normalised pointwise mutual information, −1 to 1, from which on a pair is one word."""
CHANCE = 0.01
"""Of a round: probability that chance joins any pair at all."""


class _Numbers(dict[str, int]):
    """The number of each word, given when it is first met; 0 for what has no letter or digit."""

    def __init__(self) -> None:
        self.vocabulary = [""]

    def __missing__(self, word: str) -> int:
        said = any(letter.isalnum() for letter in word)
        self[word] = number = len(self.vocabulary) if said else 0
        if said:
            self.vocabulary.append(word)
        return number


@dataclass(frozen=True, slots=True)
class Tokens:
    """Posts as numbers of words: post ``i`` is ``words[offsets[i]:offsets[i + 1]]``; 0 is a break no phrase crosses."""

    offsets: Ints
    words: Ints

    @classmethod
    def of(cls, posts: Iterable[Sequence[str]]) -> tuple[Tokens, tuple[str, ...]]:
        """Lists of words as ``Tokens``, and the word of each number; what has no letter or digit is a break."""
        numbers = _Numbers()
        words: list[int] = []
        offsets = [0]
        for post in posts:
            words.extend(map(numbers.__getitem__, post))
            offsets.append(len(words))
        return cls(np.array(offsets, dtype=np.int64), np.array(words, dtype=np.int64)), tuple(numbers.vocabulary)

    @property
    def row(self) -> Ints:
        """Shape (words,): the post of each word."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))


@dataclass(frozen=True, slots=True)
class Collocations:
    """What was learned.

    Attributes:
        words: how many words there are, the break included; greater numbers are phrases.
        joined: for each round the pairs it joins: shape (pairs, 2), and their strength, shape (pairs,).
    """

    words: int
    joined: tuple[tuple[Ints, Floats], ...]

    def read(self, tokens: Tokens) -> Tokens:
        """Posts with their phrases as one token each."""
        base = self.words
        for pairs, strength in self.joined:
            tokens = _join(tokens, pairs, strength, base)
            base += len(pairs)
        return tokens

    def spelt(self, token: int) -> tuple[int, ...]:
        """The words of a token."""
        base = self.words
        for pairs, _ in self.joined:
            if base <= token < base + len(pairs):
                one, other = pairs[token - base].tolist()
                return self.spelt(one) + self.spelt(other)
            base += len(pairs)
        return (token,)


def collocations(tokens: Tokens, words: int, fewest: int = FEWEST, strength: float = STRENGTH) -> Collocations:
    """Learns which words are one phrase.

    Reads: ``tokens``, posts, each text once (copies would make a phrase of anything); ``words``, how many words there
    are, the break included; ``fewest``, posts in which a pair must stand; ``strength``, −1 to 1.
    Gives: ``Collocations``. In each round pairs of neighbours are joined that stand together significantly (likelihood
    ratio, Bonferroni over all pairs of the round) and strongly (normalised pointwise mutual information); where pairs
    overlap, the stronger is joined. The next round joins phrases to words and to each other.
    Source: G. Bouma, "Normalized (pointwise) mutual information in collocation extraction", *GSCL* 2009; T. Dunning,
    "Accurate methods for the statistics of surprise and coincidence", *Computational Linguistics* 19 (1993) 61; joined
    in rounds as T. Mikolov et al., "Distributed representations of words and phrases", *NeurIPS* 2013.
    """
    joined: list[tuple[Ints, Floats]] = []
    base = words
    for _ in range(ROUNDS):
        pairs, strengths = _strong(tokens, base, fewest, strength)
        if not len(pairs):
            break
        joined.append((pairs, strengths))
        tokens = _join(tokens, pairs, strengths, base)
        base += len(pairs)
    return Collocations(words, tuple(joined))


def neighbours(tokens: Tokens) -> Marks:
    """Which words have a neighbour to the right in the same post, with no break at either."""
    right = np.zeros(len(tokens.words), dtype=bool)
    if len(right):
        row = tokens.row
        right[:-1] = (row[1:] == row[:-1]) & (tokens.words[1:] > 0) & (tokens.words[:-1] > 0)
    return right


def _strong(tokens: Tokens, base: int, fewest: int, strength: float) -> tuple[Ints, Floats]:
    at = np.flatnonzero(neighbours(tokens))
    left, right = tokens.words[at], tokens.words[at + 1]
    keys, counts = np.unique(left * base + right, return_counts=True)
    posts = np.bincount(np.searchsorted(keys, _in_posts(left * base + right, tokens.row[at])), minlength=len(keys))
    total = max(len(at), 1)
    of_left, of_right = np.bincount(left, minlength=base), np.bincount(right, minlength=base)
    one, other = np.divmod(keys, base)
    a, b = of_left[one], of_right[other]
    together = counts / total
    npmi = np.log(together / (a / total * (b / total))) / -np.log(np.minimum(together, 1 - 1e-12))
    sure = _likelihood(counts, a, b, total) >= chdtri(1, CHANCE / max(len(keys), 1))
    kept = sure & (npmi >= strength) & (posts >= fewest)
    return np.stack([one[kept], other[kept]], axis=1), npmi[kept]


def _in_posts(keys: Ints, row: Ints) -> Ints:
    """Each key once a post."""
    order = np.lexsort((keys, row))
    keys, row = keys[order], row[order]
    new = np.ones(len(keys), dtype=bool)
    new[1:] = (keys[1:] != keys[:-1]) | (row[1:] != row[:-1])
    return keys[new]


def _likelihood(both: Ints, left: Ints, right: Ints, total: int) -> Floats:
    """Dunning's ratio of the two by two tables: chi-square with one degree of freedom if words fell by chance."""
    cells = np.stack([both, left - both, right - both, total - left - right + both]).astype(np.float64)
    sums = np.stack([left * right, left * (total - right), (total - left) * right, (total - left) * (total - right)])
    expected = np.maximum(sums / total, 1e-300)
    return np.asarray(2 * xlogy(cells, np.maximum(cells, 1e-300) / expected).sum(axis=0))


def _join(tokens: Tokens, pairs: Ints, strength: Floats, base: int) -> Tokens:
    """Joins the ``pairs``, sorted, wherever they stand; of two that overlap the stronger, of two alike the left."""
    words = tokens.words
    at = np.flatnonzero(neighbours(tokens))
    keys = pairs[:, 0] * base + pairs[:, 1]
    wanted = words[at] * base + words[at + 1]
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    hit = keys[place] == wanted
    at, place = at[hit], place[hit]
    force = np.zeros(len(words) + 2)
    force[at + 1] = strength[place]
    chosen = np.zeros(len(words) + 2, dtype=bool)
    while force.any():
        peak = (force > 0) & (force > np.roll(force, 1)) & (force >= np.roll(force, -1))
        chosen |= peak
        force[peak | np.roll(peak, 1) | np.roll(peak, -1)] = 0
    taken = chosen[at + 1]
    first = at[taken]
    joined = words.copy()
    joined[first] = base + place[taken]
    kept = np.ones(len(words), dtype=bool)
    kept[first + 1] = False
    left = np.append(0, np.cumsum(kept))
    return Tokens(left[tokens.offsets], joined[kept])
