"""The packaged sentiment model: what it promises about shape, sums, doubt and repeatability."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicbeat.enrich.contract import Enricher
from civicbeat.enrich.sentiment import CLEAR, Sentiment
from civicbeat.enrich.sentiment.enricher import PACKAGED
from civicbeat.enrich.sentiment.errors import errors
from civicbeat.records.post import ENRICHED, SENTIMENTS

HOSTILE = (
    "",
    " ",
    "\n\t",
    "\x00",
    "\u200b",
    "\U0010ffff",
    "😡" * 5000,
    "a" * 1_000_000,
    "@",
    "https://",
    "<script>",
    "' OR 1=1",
)


def batch(texts):
    columns = {"text": pa.array(texts, pa.string()), "language": pa.array(["vi"] * len(texts), pa.string())}
    return pa.RecordBatch.from_pydict(columns)


def found(texts):
    return dict(zip((field.name for field in Sentiment().gives), Sentiment()(batch(texts)), strict=True))


def probabilities(columns):
    return np.stack([columns[f"p_{name}"].to_numpy() for name in SENTIMENTS[:3]], axis=1)


def test_it_keeps_the_contract():
    sentiment = Sentiment()
    assert isinstance(sentiment, Enricher)
    assert all(field == ENRICHED.field(field.name) for field in sentiment.gives)
    assert pickle.loads(pickle.dumps(sentiment)) == sentiment
    assert sentiment.reads == ("text",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đường ngập hoài, chán quá, quá thất vọng", "negative"),
        ("duong ngap hoai, chan qua, qua that vong", "negative"),
        ("Cảm ơn các anh công an, tuyệt vời quá", "positive"),
        ("cam on cac anh cong an, tuyet voi qua", "positive"),
        ("Thông báo lịch tiếp công dân tháng 6 của UBND phường", "neutral"),
        ("This is terrible, I hate it, worst service ever", "negative"),
        ("I love it, thank you so much, wonderful 😍", "positive"),
        ("Che schifo, vergogna", "negative"),
        ("Muchas gracias, me encanta", "positive"),
    ],
)
def test_plain_cases_are_told(text, expected):
    assert found([text])["sentiment"].to_pylist() == [expected]


def test_it_declines_when_nothing_is_said():
    columns = found(["", "   ", "\u200b"])
    assert columns["sentiment"].to_pylist() == ["unclear"] * 3
    assert np.allclose(probabilities(columns), 1 / 3)


def test_unclear_is_exactly_what_lies_below_the_bound():
    texts = [
        f"{a} {b}" for a in ("tệ", "tốt", "họp", "street", "không", "ngập") for b in ("quá", "mai", "ok", "?", "bad")
    ]
    columns = found(texts)
    unclear = np.array([name == "unclear" for name in columns["sentiment"].to_pylist()])
    assert unclear.any() != unclear.all() or not unclear.any()
    assert (probabilities(columns).max(axis=1)[unclear] <= np.float32(CLEAR)).all()
    assert (probabilities(columns).max(axis=1)[~unclear] >= np.float32(CLEAR)).all()


def test_hostile_texts_are_survived_and_sum_to_one():
    columns = found(list(HOSTILE))
    assert set(columns["sentiment"].to_pylist()) <= set(SENTIMENTS)
    assert np.allclose(probabilities(columns).sum(axis=1), 1, atol=1e-6)


def test_an_empty_batch_gives_empty_columns_of_the_right_type():
    for field, column in zip(Sentiment().gives, Sentiment()(batch([])), strict=True):
        assert (len(column), column.type) == (0, field.type)


@settings(deadline=None)
@given(st.lists(st.text(max_size=60), max_size=12), st.integers(0, 12))
def test_a_post_has_the_same_figures_in_any_batch(texts, cut):
    whole = Sentiment()(batch(texts))
    parts = [Sentiment()(batch(texts[:cut])), Sentiment()(batch(texts[cut:]))]
    for number, column in enumerate(whole):
        assert column.equals(pa.concat_arrays([part[number] for part in parts]))


@settings(deadline=None)
@given(st.text(max_size=80))
def test_probabilities_sum_to_one(text):
    assert probabilities(found([text])).sum() == pytest.approx(1, abs=1e-6)


def test_the_package_stays_small():
    assert PACKAGED.stat().st_size <= 5_000_000


def test_the_errors_that_ship_are_of_the_model_that_ships():
    tables = errors(Sentiment().version)
    assert len(tables) > 5
    assert {table.shape for table in tables} == {(3, len(SENTIMENTS))}
    assert all((table >= 0).all() for table in tables)
    whole = sum(tables)
    assert (whole.argmax(axis=1) == [0, 1, 2]).all()


def test_of_another_model_no_errors_are_known():
    assert errors(Sentiment(Path("own")).version) == ()
