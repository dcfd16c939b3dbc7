"""Any ONNX text classifier in place of the packaged model: a tiny one is written here, byte by byte."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pytest

from civicbeat.enrich.sentiment import Sentiment
from civicbeat.records.errors import EnrichError, SettingError

tokenizers = pytest.importorskip("tokenizers")

WORDS = ["[UNK]", "[PAD]", "bad", "good"]
SCORES = np.array([[0, 1, 0], [0, 0, 0], [4, 0, 0], [0, 0, 4]], dtype=np.float32)


def varint(number):
    out = b""
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])


def field(number, value):
    """One field of a protocol buffer message."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def node(kind, inputs, output, *attributes):
    parts = [field(1, name) for name in inputs] + [field(2, output), field(4, kind)]
    return b"".join(parts + [field(5, attribute) for attribute in attributes])


def value(name, element, *sizes):
    shape = b"".join(field(1, field(2, size) if isinstance(size, str) else field(1, size)) for size in sizes)
    return field(1, name) + field(2, field(1, field(1, element) + field(2, shape)))


def tiny_model():
    """logits = sum over tokens of a table's rows: Gather, then ReduceSum over the tokens."""
    table = (
        b"".join(field(1, size) for size in SCORES.shape) + field(2, 1) + field(8, "table") + field(9, SCORES.tobytes())
    )
    axes = field(1, 1) + field(2, 7) + field(8, "axes") + field(9, np.array([1]).astype("<i8").tobytes())
    keep = field(1, "keepdims") + field(3, 0) + field(20, 2)
    graph = b"".join(
        [
            field(1, node("Gather", ["table", "input_ids"], "rows")),
            field(1, node("ReduceSum", ["rows", "axes"], "logits", keep)),
            field(2, "tiny"),
            field(5, table),
            field(5, axes),
            field(11, value("input_ids", 7, "posts", "tokens")),
            field(12, value("logits", 1, "posts", 3)),
        ]
    )
    return field(1, 8) + field(7, graph) + field(8, field(1, "") + field(2, 13))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "model.onnx").write_bytes(tiny_model())
    model = tokenizers.models.WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]")
    tokenizer = tokenizers.Tokenizer(model)
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    labels(tmp_path, ["Negative", "Neutral", "Positive"])
    return tmp_path


def labels(folder, names):
    (folder / "config.json").write_text(json.dumps({"id2label": dict(enumerate(names)), "pad_token_id": 1}))


def run(folder, texts):
    columns = {"text": pa.array(texts, pa.string()), "language": pa.array(["en"] * len(texts), pa.string())}
    return [column.to_pylist() for column in Sentiment(folder)(pa.RecordBatch.from_pydict(columns))]


def test_it_takes_the_place_of_the_packaged_model(folder):
    sentiment, negative, _, positive = run(folder, ["bad", "good", "other", "good bad"] * 20)
    assert sentiment[:3] == ["negative", "positive", "neutral"]
    assert negative[0] == pytest.approx(np.exp(4) / (np.exp(4) + 2))
    assert positive[1] == pytest.approx(negative[0])
    assert sentiment[:4] == sentiment[76:]


def test_labels_may_stand_in_any_order(folder):
    labels(folder, ["positive", "neutral", "negative"])
    assert run(folder, ["bad", "good"])[0] == ["positive", "negative"]


def test_an_empty_batch_is_fine(folder):
    assert run(folder, []) == [[], [], [], []]


def test_its_version_and_licence_say_that_it_is_another_model(folder):
    assert Sentiment(folder).version != Sentiment().version
    assert Sentiment(folder).licence.startswith("LicenseRef")


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "config.json"])
def test_a_missing_or_broken_file_is_named(folder, name):
    (folder / name).write_bytes(b"\x00nonsense")
    with pytest.raises(SettingError):
        run(folder, ["good"])
    (folder / name).unlink()
    with pytest.raises(SettingError, match=name):
        run(folder, ["good"])


def test_labels_that_are_no_sentiments_are_refused(folder):
    labels(folder, ["joy", "anger", "fear"])
    with pytest.raises(SettingError, match=r"config\.json"):
        run(folder, ["good"])


def test_an_output_of_the_wrong_shape_is_refused(folder):
    labels(folder, ["negative", "positive"])
    with pytest.raises(EnrichError, match="shape"):
        run(folder, ["good"])
