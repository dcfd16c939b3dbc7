"""Sentiment: macro-F1 for each set and language beside a TF-IDF linear model and VADER; speed, calibration, doubt."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC
from training.sentiment.corpus import LABELS, Corpus, civic, joined, plain, reviews, tweets

from bench.table import Table, seconds
from civicbeat.enrich.sentiment import CLEAR, Sentiment

_SPEED_POSTS = 40_000
_BATCH = 8_192


def run(options: argparse.Namespace) -> list[Table]:
    if options.data is None:
        return [Table("Sentiment", ("not measured",), (("give the folder of data sets with --data",),))]
    sets = _sets(options.data)
    baseline = _baseline(options.data)
    shares = {name: _shares(each.texts) for name, each in sets.items()}
    return [_quality(sets, shares, baseline), _doubt(sets, shares), _speed(options.data)]


def _sets(data: Path) -> dict[str, Corpus]:
    """What is measured on. None of it was trained on; VSFC serves evaluation only."""
    validation = tweets(data, "val")
    found = {"XLM-T val": validation}
    found |= {
        f"XLM-T {name}": validation.where(validation.languages == name) for name in np.unique(validation.languages)
    }
    held = reviews(data, held_back=True)
    found |= {"NTC-SCV held back": held, "NTC-SCV without accents": _plain(held)}
    feedback = pl.read_parquet(data / "sentiment/vsfc_val.parquet")
    classes = np.array([LABELS.index(label) for label in feedback["label"]])
    marks = np.full(len(classes), "vsfc")
    vsfc = Corpus(
        feedback["text"].to_list(), classes, marks, np.full(len(classes), "vietnamese"), np.ones(len(classes))
    )
    return found | {"VSFC val": vsfc, "VSFC without accents": _plain(vsfc)}


def _plain(corpus: Corpus) -> Corpus:
    return Corpus([plain(text) for text in corpus.texts], corpus.classes, corpus.sets, corpus.languages, corpus.weights)


def _shares(texts: Sequence[str]) -> np.ndarray:
    columns = {"text": pa.array(texts, pa.string()), "language": pa.array(["und"] * len(texts), pa.string())}
    return np.stack([column.to_numpy() for column in Sentiment()(pa.RecordBatch.from_pydict(columns))[1:]], axis=1)


def _baseline(data: Path):
    """Words and characters through TF-IDF into a linear SVM, on the same labelled texts."""
    rows = joined([tweets(data, "train"), reviews(data, held_back=False), civic("en"), civic("vi")])
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=2, sublinear_tf=True)
    return make_pipeline(make_union(words, characters), LinearSVC(C=0.3, random_state=0)).fit(rows.texts, rows.classes)


def _quality(sets: dict[str, Corpus], shares: dict[str, np.ndarray], baseline) -> Table:
    rows = []
    for name, each in sets.items():
        scores = baseline.decision_function(each.texts)
        vader = _vader(each) if name == "XLM-T english" else "–"
        rows.append((name, len(each.texts), _macro(each, shares[name]), _macro(each, scores), vader))
    note = "NTC-SCV has two classes: the more probable of negative and positive. VSFC is never trained on."
    return Table("Sentiment: macro-F1", ("set", "posts", "civicbeat", "TF-IDF linear", "VADER"), tuple(rows), note)


def _macro(corpus: Corpus, scores: np.ndarray) -> float:
    present = np.unique(corpus.classes)
    best = present[scores[:, present].argmax(axis=1)]
    return float(f1_score(corpus.classes, best, average="macro"))


def _vader(corpus: Corpus) -> float | str:
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: PLC0415  # not always installed
    except ImportError:
        return "not installed"
    analyser = SentimentIntensityAnalyzer()
    compound = np.array([analyser.polarity_scores(text)["compound"] for text in corpus.texts])
    best = np.where(compound >= 0.05, 2, np.where(compound <= -0.05, 0, 1))
    return float(f1_score(corpus.classes, best, average="macro"))


def _doubt(sets: dict[str, Corpus], shares: dict[str, np.ndarray]) -> Table:
    rows = []
    for name, each in sets.items():
        top, best = shares[name].max(axis=1), shares[name].argmax(axis=1)
        clear = top >= CLEAR
        right = best == each.classes
        rows.append((name, _ece(top, right), float(1 - clear.mean()), float(right[clear].mean()), float(right.mean())))
    columns = ("set", "calibration error", "unclear share", "accuracy where clear", "accuracy of all")
    return Table("Sentiment: calibration and doubt", columns, tuple(rows), "Expected calibration error over 15 bins.")


def _ece(top: np.ndarray, right: np.ndarray, bins: int = 15) -> float:
    """Source: C. Guo et al., "On Calibration of Modern Neural Networks", ICML 2017."""
    place = np.minimum((top * bins).astype(int), bins - 1)
    gaps = [abs(top[place == b].mean() - right[place == b].mean()) * (place == b).mean() for b in np.unique(place)]
    return float(sum(gaps))


def _speed(data: Path) -> Table:
    texts = pl.read_parquet(data / "posts/tweets_ira_sample.parquet", columns=["text"])["text"].to_list()[:_SPEED_POSTS]
    batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
    median, slow = seconds(lambda: [_shares(batch) for batch in batches])
    return Table(
        "Sentiment: posts a second, one core",
        ("median", "slowest of five"),
        ((len(texts) / median, len(texts) / slow),),
    )
