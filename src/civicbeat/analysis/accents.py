"""Accents: words typed without them, read as those that others typed with them in the same company."""

from __future__ import annotations

import numpy as np

from civicbeat.analysis.collocations import Ints, Marks, Tokens, neighbours

FEWEST = 5
"""Times that others must have spelt a word, or a pair of them, so."""
PAIRS, ALONE = 0.8, 0.95
"""Share that a spelling must have among all that look alike without accents: of pairs of words, of words alone."""


def restored(tokens: Tokens, bare: Ints, typed: Marks, plain: Marks) -> Tokens:
    """The posts, with the words of those that were typed without accents as others spell them.

    Reads: ``tokens``, posts; ``bare``, shape (words,), a number for each word of the vocabulary, the same for all that
    look alike without accents, 0 for the break; ``typed``, shape (posts,), posts typed with accents, from which is
    learned; ``plain``, shape (posts,), posts typed without them in a language that has them. The rest stays as it is.
    Gives: posts of the same shape. *ngap nuoc* becomes *ngập nước* where it is spelt so at least 5 times, and at least
    in .8 of all pairs that look alike; of the pairs to its left and right the more frequent decides a word. A word that
    stands in no such pair is read as .95 of those that look alike are spelt, or stays.
    """
    row, words, alike = tokens.row, tokens.words, bare[tokens.words]
    there = words > 0
    learned, wanted = np.flatnonzero(there & typed[row]), np.flatnonzero(there & plain[row])
    if not len(learned) or not len(wanted):
        return tokens
    spelt = words.copy()
    alone, _ = _spelt(words[learned], alike[learned], alike[wanted], ALONE)
    spelt[wanted] = np.where(alone > 0, alone, words[wanted])
    at = np.flatnonzero(neighbours(tokens))
    learned, wanted = at[typed[row[at]]], at[plain[row[at]]]
    base = len(bare)
    pairs, look = (side[:-1] * base + side[1:] for side in (words, alike))
    best, times = _spelt(pairs[learned], look[learned], look[wanted], PAIRS)
    heard = np.zeros(len(words), dtype=np.int64)
    for side, word in enumerate(np.divmod(best, base)):
        stronger = times > heard[wanted + side]
        spelt[(wanted + side)[stronger]] = word[stronger]
        heard[wanted + side] = np.maximum(heard[wanted + side], times)
    return Tokens(tokens.offsets, spelt)


def _spelt(forms: Ints, alike: Ints, wanted: Ints, share: float) -> tuple[Ints, Ints]:
    """Of each of ``wanted`` the spelling among ``forms``, which look as ``alike``, and its count; 0 where unsure."""
    if not len(forms):
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=np.int64)
    keys, first, times = np.unique(forms, return_index=True, return_counts=True)
    groups, group = np.unique(alike[first], return_inverse=True)
    order = np.lexsort((keys, -times, group))
    best = order[np.unique(group[order], return_index=True)[1]]
    sure = (times[best] >= FEWEST) & (times[best] >= share * np.bincount(group, times))
    place = np.minimum(np.searchsorted(groups, wanted), len(groups) - 1)
    found = (groups[place] == wanted) & sure[place]
    return np.where(found, keys[best][place], 0), np.where(found, times[best][place], 0)
