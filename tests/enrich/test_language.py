"""Language: short civic comments, hostile text, the contract."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicbeat.enrich.language import Language
from civicbeat.enrich.language.detector import detect


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ngập nước quá, xe chết máy hết rồi", "vi"),
        ("ket xe qua troi", "vi"),
        ("ko di dc", "vi"),
        ("duong nay ngap hoai", "vi"),
        ("The pavement on this street has been broken for weeks", "en"),
        ("Почему на этой улице опять нет воды", "ru"),
        ("市役所の窓口はいつも混んでいます", "ja"),
        ("여기 길이 너무 막혀요", "ko"),
        ("ถนนนี้น้ำท่วมทุกปี", "th"),
        ("这条路又堵车了", "zh"),
    ],
)
def test_names_the_language_of_short_comments(text, expected):
    code, share = detect(text)
    assert code == expected
    assert 0 < share <= 1


@pytest.mark.parametrize(
    "text", ["", " ", "😀😀", "https://news.example/bai-viet", "0 1 2 3", "@mot_ten", "\0", "\ud800"]
)
def test_says_nothing_where_nothing_is_written(text):
    assert detect(text) == ("und", 0.0)


def test_the_source_is_believed_only_where_the_text_does_not_tell():
    texts = pa.array(["Ngập nước quá, xe chết máy hết rồi", ""])
    codes, _ = Language()(pa.RecordBatch.from_arrays([texts, pa.array(["en", "en"])], ["text", "declared_language"]))
    assert codes.to_pylist() == ["vi", "und"]


def test_a_long_run_of_at_signs_costs_no_more_than_words():
    assert detect("@" * 1_000_000) == ("und", 0.0)


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_any_text_gets_a_code_and_a_share(text):
    code, share = detect(text)
    assert code == "und" or (len(code) == 2 and code.isascii())
    assert 0 <= share <= 1
    assert (share == 0) == (code == "und")
