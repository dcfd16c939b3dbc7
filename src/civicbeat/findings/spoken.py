"""Spoken: posts as the words that methods count, without addresses, names of accounts and what was masked."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_array

from civicbeat.analysis.accents import restored
from civicbeat.analysis.collocations import Collocations, Tokens
from civicbeat.enrich.phrases import Batch

_UNSAID = re.compile(r"(?i)https?://\S+|www\.\S+|⟨[^⟩]{1,3}⟩|[@#][\w.]+|^\s*rt \S{0,40}:")
_WORD = re.compile(r"\w+|[^\w\s]")
LONGEST_SYLLABLE = 7
"""Letters (*nghiêng*): a word alone that is no longer may be a part of one only, which says little."""


def spoken(posts: pa.Table) -> tuple[Tokens, tuple[str, ...]]:
    """The texts of posts as numbers of their words in lower case, and the word of each number.

    Vietnamese that was typed without accents is read as the other posts spell it, where they leave little doubt, so
    that *ngap nuoc* and *ngập nước* are one phrase. No other language is touched.
    """
    texts = posts.column("text").to_pylist()
    tokens, vocabulary = Tokens.of(_WORD.findall(_UNSAID.sub(" . ", text.lower())) for text in texts)
    vietnamese = pc.fill_null(pc.equal(posts.column("language"), "vi"), False).to_numpy()  # noqa: FBT003
    bare = _bare(vocabulary)
    accented = np.array([form != word for form, word in zip(bare, vocabulary, strict=True)], dtype=np.bool_)
    typed = np.bincount(tokens.row, accented[tokens.words], minlength=len(texts)) > 0
    numbers: dict[str, int] = {"": 0}
    alike = np.array([numbers.setdefault(form, len(numbers)) for form in bare], dtype=np.int64)
    return restored(tokens, alike, vietnamese & typed, vietnamese & ~typed), vocabulary


def _bare(vocabulary: Sequence[str]) -> Sequence[str]:
    """Each word without its accents; those of other scripts as they are."""
    folded = Batch(vocabulary).folded.decode("ascii").split("\n")
    return [form if form.isprintable() else word for form, word in zip(folded, vocabulary, strict=True)]


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
