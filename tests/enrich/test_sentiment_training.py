"""The script that trains the packaged weights: same sentences, same weights; what it fits is what runs."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import scipy.sparse as sp
from training.sentiment.corpus import LABELS, Corpus, civic, joined, plain, without_accents
from training.sentiment.model import Fitted, _rarity, calibrate, fit, matrices, quantised, vectors

from civicbeat.enrich.sentiment.linear import Linear, softmax


@pytest.fixture(scope="module")
def sentences():
    each = joined([civic("vi"), without_accents(civic("vi")), civic("en")])
    return each.where(np.arange(len(each.texts)) % 5 == 0)


@pytest.fixture(scope="module")
def fitted(sentences):
    matrix, words = matrices(sentences.texts)
    return fit(sentences, matrix, words, _vectors(["good", "bad", "tốt", "tệ"]))


def _vectors(words):
    raw = np.random.default_rng(3).normal(size=(len(words), 300)).astype(np.float32)
    return vectors(words, raw, Counter(words))


def test_the_same_sentences_give_the_same_weights(sentences, fitted):
    matrix, words = matrices(sentences.texts)
    again = fit(sentences, matrix, words, _vectors(["good", "bad", "tốt", "tệ"]))
    for name, array in quantised(fitted).items():
        assert np.array_equal(array, quantised(again)[name])


def test_what_was_fitted_is_what_runs(sentences, fitted, tmp_path):
    np.savez_compressed(tmp_path / "weights.npz", **quantised(fitted))
    packaged = Linear.read(tmp_path / "weights.npz").probabilities(sentences.texts)
    matrix, _ = matrices(sentences.texts)
    exact = softmax(fitted.scores(matrix))
    assert np.abs(packaged - exact).max() < 0.05
    assert (packaged.argmax(axis=1) == sentences.classes).mean() > 0.95


def test_the_lack_of_neutral_reviews_stays_with_the_reviews(sentences):
    texts = [f"{'dở' if number % 2 else 'ngon'} món {number}" for number in range(400)]
    classes = np.array([0 if number % 2 else 2 for number in range(400)])

    def neutral_bias(name):
        marks = (np.full(400, name), np.full(400, "vietnamese"), np.ones(400))
        both = joined([sentences, Corpus(texts, classes, *marks)])
        return fit(both, *matrices(both.texts), None).bias[1]

    assert neutral_bias("ntc") > neutral_bias("civic") + 0.1


def test_rare_words_are_stretched_more_than_common_ones():
    found = _rarity(sp.csr_matrix(np.array([[1, 0], [1, 0], [1, 1], [0, 0]], dtype=np.float32)))
    assert found[1] / found[0] == pytest.approx(np.log(4) / np.log(4 / 3))
    assert 3 * found[0] ** 2 + found[1] ** 2 == pytest.approx(4)


def test_calibration_finds_the_factor_that_was_hidden():
    rng = np.random.default_rng(5)
    logits = rng.normal(scale=2, size=(20_000, 3))
    drawn = (softmax(logits).cumsum(axis=1) < rng.random((20_000, 1))).sum(axis=1)
    factor, offsets = calibrate(logits / 4, drawn, np.ones(20_000))
    assert factor == pytest.approx(4, rel=0.05)
    assert offsets == pytest.approx(np.zeros(3), abs=0.1)


def test_the_authored_sentences_are_many_varied_and_of_every_class():
    for language in ("vi", "en"):
        each = civic(language)
        assert len(set(each.texts)) == len(each.texts)
        assert min(np.bincount(each.classes)) >= 50
    assert len(civic("vi").texts) + len(civic("en").texts) >= 800


def test_accents_are_taken_off_and_nothing_else():
    assert plain("Đường ngập lụt quá!") == "Duong ngap lut qua!"
    assert len(LABELS) == 3
    assert Fitted(np.zeros((1, 3)), np.zeros(3)).factor == 1
