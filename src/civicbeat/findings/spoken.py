"""Spoken: posts as the words that methods count, without addresses, names of accounts and what was masked."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
from scipy.sparse import csr_array

from civicbeat.analysis.collocations import Collocations, Tokens

_UNSAID = re.compile(r"(?i)https?://\S+|www\.\S+|⟨[^⟩]{1,3}⟩|[@#][\w.]+|^\s*rt \S{0,40}:")
_WORD = re.compile(r"\w+|[^\w\s]")
LONGEST_SYLLABLE = 7
"""Letters (*nghiêng*): a word alone that is no longer may be a part of one only, which says little."""


def spoken(texts: Iterable[str]) -> tuple[Tokens, tuple[str, ...]]:
    """The texts as numbers of their words in lower case, and the word of each number."""
    return Tokens.of(_WORD.findall(_UNSAID.sub(" . ", text.lower())) for text in texts)


def counted(read: Tokens) -> csr_array:
    """Shape (posts, tokens): how often each post says each token; breaks are left out."""
    said = read.words > 0
    width = int(read.words.max(initial=0)) + 1
    counts = csr_array((np.ones(int(said.sum())), (read.row[said], read.words[said])), (len(read.offsets) - 1, width))
    counts.sum_duplicates()
    return counts


def spelt(learned: Collocations, width: int, vocabulary: tuple[str, ...]) -> list[str]:
    """What each of ``width`` tokens says."""
    return [" ".join(vocabulary[word] for word in learned.spelt(token)) for token in range(width)]


def telling(phrase: str) -> bool:
    """Whether a phrase says something to a reader when it stands alone."""
    return " " in phrase or len(phrase) > LONGEST_SYLLABLE
