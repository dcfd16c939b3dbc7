"""Fitting: linear classes over hashed n-grams and word vectors, folded into one table of weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize
from sklearn.svm import LinearSVC

from civicbeat.enrich.sentiment.features import BUCKETS, NOTHING, features
from training.sentiment.corpus import Corpus

C = 0.03
DIMENSIONS = 128
_RARE = 1e-3
_LEVELS = 127
_APART = 3.0


@dataclass(frozen=True, slots=True)
class Vectors:
    """A vector for each of some word buckets."""

    buckets: np.ndarray
    values: np.ndarray


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights (buckets × 3), biases, and what turns scores into calibrated logits: a factor and three offsets."""

    table: np.ndarray
    bias: np.ndarray
    factor: float = 1.0
    offsets: np.ndarray | None = None

    def scores(self, matrix: sp.csr_matrix) -> np.ndarray:
        """Three scores a row, before calibration."""
        return matrix @ self.table + self.bias


def matrices(texts: Sequence[str]) -> tuple[sp.csr_matrix, sp.csr_matrix]:
    """All n-grams, and the single words alone; a group's n-grams share a weight of 1/√count each."""
    parts = []
    for group in features(texts):
        values = np.repeat(1 / np.sqrt(np.maximum(group.counts, 1)), np.diff(group.bounds)).astype(np.float32)
        real = group.buckets != NOTHING
        part = sp.csr_matrix(
            (values * real, np.where(real, group.buckets, 0), group.bounds), shape=(len(texts), BUCKETS)
        )
        part.sum_duplicates()
        part.eliminate_zeros()
        parts.append(part)
    return sum(parts[1:], parts[0]).tocsr(), parts[0]


def vectors(words: list[str], raw: np.ndarray, counts: Counter[str]) -> Vectors:
    """Word embeddings, centred, reduced to their main directions, frequent words held down.

    Source: S. Arora, Y. Liang, T. Ma, "A Simple but Tough-to-Beat Baseline for Sentence Embeddings", ICLR 2017.
    """
    centred = raw - raw.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    reduced = centred @ directions[:, ::-1][:, :DIMENSIONS]
    share = np.array([counts[word] for word in words]) / max(sum(counts.values()), 1)
    groups = features(words)[0]
    buckets = groups.buckets[groups.bounds[:-1]]
    return Vectors(buckets, (reduced * (_RARE / (_RARE + share))[:, None]).astype(np.float32))


def fit(corpus: Corpus, matrix: sp.csr_matrix, words: sp.csr_matrix, known: Vectors | None) -> Fitted:
    """One-against-rest linear classes on n-grams seen twice and, where given, on the sum of the words' vectors.

    Reviews have no neutral class, so they get a bias of their own, which is left out of what is fitted: it keeps their
    lack from making every other text less neutral.
    """
    kept = np.flatnonzero(np.bincount(matrix.indices, minlength=BUCKETS) >= 2)
    rarity = _rarity(matrix[:, kept])
    blocks = [matrix[:, kept] @ sp.diags(rarity)]
    if known is not None:
        blocks.append(sp.csr_matrix(words[:, known.buckets] @ known.values))
    blocks.append(sp.csr_matrix((corpus.sets == "ntc")[:, None] * np.float32(_APART)))
    machine = LinearSVC(C=C, random_state=0)
    machine.fit(sp.hstack(blocks).tocsr(), corpus.classes, sample_weight=corpus.weights)
    table = np.zeros((BUCKETS, 3), dtype=np.float32)
    table[kept] = machine.coef_[:, : len(kept)].T * rarity[:, None]
    if known is not None:
        np.add.at(table, known.buckets, known.values @ machine.coef_[:, len(kept) : -1].T)
    return Fitted(table - table.mean(axis=1, keepdims=True), machine.intercept_ - machine.intercept_.mean())


def _rarity(matrix: sp.csr_matrix) -> np.ndarray:
    """How much each n-gram is stretched: the log of texts per text that holds it, 1 in the mean square over all uses.

    A stretched column is regularised less, so rare n-grams speak up; its stretch is folded into its weight.
    """
    holding = np.bincount(matrix.indices, minlength=matrix.shape[1])
    logs = np.log(matrix.shape[0] / holding)
    return (logs / np.sqrt((logs**2 * holding).sum() / holding.sum())).astype(np.float32)


def calibrate(scores: np.ndarray, classes: np.ndarray, weights: np.ndarray) -> tuple[float, np.ndarray]:
    """A factor and offsets that make the softmax of the scores probabilities, fitted on scores of unseen rows."""

    def loss(found: np.ndarray) -> float:
        logits = scores * found[0] + found[1:]
        logits = logits - logits.max(axis=1, keepdims=True)
        chosen = logits[np.arange(len(classes)), classes] - np.log(np.exp(logits).sum(axis=1))
        return float(-(weights * chosen).sum() / weights.sum())

    best = minimize(loss, np.array([2.0, 0.0, 0.0, 0.0]), method="Nelder-Mead", options={"maxiter": 2000}).x
    return float(best[0]), best[1:] - best[1:].mean()


def quantised(fitted: Fitted) -> dict[str, np.ndarray]:
    """What is written to ``weights.npz``: the roots of two classes' weights; the third follows, as rows sum to 0."""
    offsets = np.zeros(3) if fitted.offsets is None else fitted.offsets
    table = fitted.table[:, [0, 2]] * fitted.factor
    step = float(np.abs(table).max()) / _LEVELS**2
    roots = np.round(np.sqrt(np.abs(table) / step)) * np.sign(table)
    bias = fitted.bias * fitted.factor + offsets
    return {"table": roots.astype(np.int8), "scale": np.full(5, step), "bias": bias}
