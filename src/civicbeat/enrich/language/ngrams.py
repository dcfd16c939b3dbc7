"""Naive Bayes over byte n-grams for a whole batch at once, with the model that py3langid carries.

Source: Lui and Baldwin (2012), langid.py: an off-the-shelf language identification tool, ACL; the model was trained
anew and its counts damped by log(1 + n) in py3langid (Barbaresi, BSD-3-Clause). That package walks one text at a time,
byte by byte; here every text of a batch takes its next byte together.
"""

from __future__ import annotations

import io
import lzma
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from civicbeat.enrich.language.scripts import SHARED

LANGUAGES = tuple(sorted({language for languages in SHARED.values() for language in languages}))
"""The columns of ``scores``."""

LONGEST = 240
"""Bytes read of a text, in UTF-8: a few sentences, after which the answer hardly changes."""

_WALKED, _SUMMED = 4_096, 256
"""Texts at once: few enough that the work stays in the processor's caches."""


@dataclass(frozen=True, slots=True, eq=False)
class Ngrams:
    """The automaton that finds n-grams, and how likely each is in each language.

    Attributes:
        moves: (rows x 256,) the state after a byte.
        rows: (states,) where the row of a state begins in ``moves``.
        ends: (states,) the n-gram that ends in a state, or -1.
        weights: (n-grams, columns) log-probabilities.
        priors: (columns,) log-probabilities; both as trained.
        first: (languages,) where the columns of a language begin; a language of two scripts has two.
    """

    moves: NDArray[np.uint32]
    rows: NDArray[np.int32]
    ends: NDArray[np.int32]
    weights: NDArray[np.float32]
    priors: NDArray[np.float32]
    first: NDArray[np.intp]

    def scores(self, texts: Sequence[bytes]) -> NDArray[np.float32]:
        """Log-likelihood of each text in each of ``LANGUAGES``: (texts, languages), 0 where no n-gram is known.

        A row depends on its own text alone. ``texts`` are given as ``encoded`` makes them.
        """
        found = [np.zeros((0, len(LANGUAGES)), np.float32)]
        for start in range(0, len(texts), _WALKED):
            owners, ngrams = self._walk(texts[start : start + _WALKED])
            found.append(self._sum(owners, ngrams, min(_WALKED, len(texts) - start)))
        return np.concatenate(found)

    def _walk(self, texts: Sequence[bytes]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Every n-gram found, and the number of the text it stands in; both in order of text, then n-gram."""
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        longest_first = np.argsort(-lengths, kind="stable")
        start = (np.cumsum(lengths) - lengths)[longest_first]
        unfinished = np.searchsorted(-lengths[longest_first], -np.arange(lengths.max(initial=0)))
        read = np.frombuffer(b"".join(texts), np.uint8)
        state = np.zeros(len(texts), np.uint32)
        keys = [np.zeros(0, np.uint32)]
        span = len(self.weights)
        owner = (longest_first * span).astype(np.uint32)
        for place, count in enumerate(unfinished):
            state = self.moves[self.rows[state[:count]] + read[start[:count] + place]]
            ends = self.ends[state]
            hit = np.flatnonzero(ends >= 0)
            keys.append(owner[hit] + ends[hit].astype(np.uint32))
        owners, ngrams = np.divmod(np.sort(np.concatenate(keys)), np.uint32(span))
        return owners.astype(np.int64), ngrams.astype(np.int64)

    def _sum(self, owners: NDArray[np.int64], ngrams: NDArray[np.int64], count: int) -> NDArray[np.float32]:
        begins = np.flatnonzero(np.diff(owners * len(self.weights) + ngrams, prepend=-1))
        times = np.log1p(np.diff(begins, append=len(owners)).astype(np.float32))
        owners, ngrams = owners[begins], ngrams[begins]
        totals = np.zeros((count, len(LANGUAGES)), np.float32)
        bounds = np.searchsorted(owners, np.arange(0, count + _SUMMED, _SUMMED))
        for low, high in pairwise(bounds):
            if low == high:
                continue
            terms = self.weights[ngrams[low:high]]
            terms *= times[low:high, None]
            texts, at = np.unique(owners[low:high], return_index=True)
            sums = np.add.reduceat(terms, at, axis=0) + self.priors
            totals[texts] = np.maximum.reduceat(sums, self.first, axis=1)
        return totals


def encoded(text: str) -> bytes:
    """The bytes that the model reads of words: NFC, at most ``LONGEST``."""
    return unicodedata.normalize("NFC", text).encode("utf-8", "replace")[:LONGEST]


@lru_cache(maxsize=1)
def ngrams() -> Ngrams:
    """The packaged model, its columns cut down to ``LANGUAGES``; read once in a process, in about a second."""
    packed = resources.files("py3langid").joinpath("data/model.npz.xz").read_bytes()
    with np.load(io.BytesIO(lzma.decompress(packed)), allow_pickle=False) as model:
        labels = model["classes"].tolist()
        columns = sorted((label, place) for place, label in enumerate(labels) if label in LANGUAGES)
        places = [place for _, place in columns]
        first = [n for n, (label, _) in enumerate(columns) if n == 0 or columns[n - 1][0] != label]
        return Ngrams(
            model["nextmove"].astype(np.uint32).ravel(),
            model["nextmove_row"].astype(np.int32) << 8,
            model["out_feat"].astype(np.int32),
            np.ascontiguousarray(model["ptc"][:, places], dtype=np.float32),
            model["pc"][places],
            np.array(first, dtype=np.intp),
        )
