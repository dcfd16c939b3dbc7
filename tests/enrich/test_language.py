"""Language: authored civic comments, the letters, the n-grams beside their source, hostile text, the contract."""

import os
import unicodedata
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py3langid.langid import LanguageIdentifier

from civicbeat.enrich.language import Language
from civicbeat.enrich.language.cleaning import words
from civicbeat.enrich.language.detector import detect
from civicbeat.enrich.language.ngrams import LANGUAGES, encoded, ngrams
from civicbeat.enrich.language.scripts import ALONE, ALPHABETS, SHARED, script

CASES = Path(__file__).parent / "cases"
SHARED_DATA = os.environ.get("CIVICBEAT_SHARED_DATA")


def cases(name):
    lines = (CASES / f"language_{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines]


def said(texts, declared=None):
    columns = [pa.array(texts, pa.string()), pa.array(declared or [None] * len(texts), pa.string())]
    codes, shares = Language()(pa.RecordBatch.from_arrays(columns, ["text", "declared_language"]))
    return list(zip(codes.to_pylist(), shares.to_pylist(), strict=True))


@pytest.mark.parametrize("name", ["authored", "heldout"])
def test_short_civic_comments(name):
    wanted, texts = zip(*cases(name), strict=True)
    wrong = [(code, text) for code, text, (found, _) in zip(wanted, texts, said(texts), strict=True) if found != code]
    assert len(wrong) <= 0.02 * len(texts), wrong


@pytest.mark.skipif(SHARED_DATA is None, reason="CIVICBEAT_SHARED_DATA names no folder of public data sets")
@pytest.mark.parametrize(("kind", "least"), [("sentences", 0.995), ("word-pairs", 0.93)])
def test_public_texts_of_twenty_languages(kind, least):
    table = pq.read_table(Path(SHARED_DATA) / "language" / "lingua_20.parquet", filters=[("kind", "=", kind)])
    wanted = ["id" if code == "ms" else code for code in table["lang"].to_pylist()]
    found = ["id" if code == "ms" else code for code, _ in said(table["text"].to_pylist())]
    assert np.mean([one == other for one, other in zip(wanted, found, strict=True)]) >= least


@pytest.mark.parametrize(
    "text",
    ["", " ", "😀😀", "https://news.example/bai-viet", "0 1 2 3", "@mot_ten", "ai.do@thu.example", "\0", "\ud800"],
)
def test_says_nothing_where_nothing_is_written(text):
    assert detect([text]) == [("und", 0.0)]


def test_the_source_is_believed_only_where_the_text_does_not_tell():
    texts = ["Ngập nước quá, xe chết máy hết rồi", "", "xamxi", "xamxi", "xamxi"]
    found = said(texts, ["en", "en", "vi-VN", "???", None])
    assert found[:3] == [("vi", pytest.approx(0.99)), ("und", 0.0), ("vi", 0.5)]
    assert found[3] == found[4] != ("vi", 0.5)


def test_doubt_is_said_as_undetermined():
    ((code, share),) = detect(["xqzw"])
    assert code != "und"
    assert share < 0.3
    assert said(["xqzw"]) == [("und", 0.0)]


def test_english_in_short_function_words_stays_english():
    assert {code for code, _ in detect(["oh my", "I am so sorry", "no way", "go to the man"])} == {"en"}


def test_shouting_is_the_same_language():
    texts = ["the pavement has been broken for weeks", "duong nay ngap hoai khong ai sua"]
    assert [code for code, _ in detect([text.upper() for text in texts])] == ["en", "vi"]


def test_a_few_latin_names_do_not_turn_a_text():
    assert [code for code, _ in detect(["请看 Samsung 和 Grab 的广告", "รถ Grab กับ Toyota ชนกัน"])] == ["zh", "th"]


def test_the_letters_of_an_alphabet_tell():
    texts = ["Њујорк и љубав", "Вчора її ще не було, є ґанок", "Ў горадзе няма вады"]
    assert [code for code, _ in detect(texts)] == ["sr", "uk", "be"]


# Cleaning and scripts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RT @ai_do: #NgapNuoc https://a.example/x?y=1 quá &amp; quá", "Ngap Nuoc quá quá"),
        ("看https://t.example/1 好", "看 好"),
        ("नमस्ते दुनिया में", "नमस्ते दुनिया में"),
        ("❤️ x\x00y\ud800 z 𝗡 \ufffe", "x y z"),
        ("viết cho a.b@c.example nhé", "viết cho nhé"),
    ],
)
def test_only_words_are_left(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize("text", ["@" * 1_000_000, "a@" * 500_000, "#aB" * 300_000, "&" * 1_000_000, "x." * 500_000])
def test_a_megabyte_costs_no_more_than_its_beginning(text):
    assert detect([text]) == detect([text[:2_000]])


def test_scripts_are_those_of_unicode():
    names = {"cyrillic": "CYRILLIC", "arabic": "ARABIC", "devanagari": "DEVANAGARI", "latin": "LATIN"}
    names |= {name: name.upper() for name in ALONE} | {
        "han": "CJK",
        "burmese": "MYANMAR",
        "kana": ("HIRAGANA", "KATAKANA"),
    }
    shared = ("FEMININE", "MASCULINE", "MICRO", "COPTIC")  # signs that stand in the block of another script
    for char in filter(str.isalpha, map(chr, range(0xFB00))):
        name = unicodedata.name(char, "CJK")
        if script(char) and unicodedata.category(char) != "Lm" and not name.startswith(shared):
            assert name.startswith(names[script(char)]), hex(ord(char))


def test_every_alphabet_has_its_language():
    assert set(ALPHABETS) == set(SHARED["cyrillic"])


# N-grams


def test_ngrams_score_as_the_package_does_one_by_one():
    texts = ["ngập nước quá", "the the the bus is late", "опять нет воды", "نیست", "ab", ""]
    package = LanguageIdentifier.from_model_file("data/model.npz.xz")
    package.set_languages(LANGUAGES)
    ours = ngrams().scores([encoded(text) for text in texts])
    for text, row in zip(texts, ours, strict=True):
        theirs = dict(package.rank(text))
        if min(theirs.values()) < -1e30:  # what the package gives where it found no n-gram
            assert not row.any()
        else:
            np.testing.assert_allclose(row, [theirs[language] for language in LANGUAGES], rtol=2e-3)


def test_a_score_does_not_depend_on_its_neighbours():
    texts = [encoded(text) for _, text in cases("authored")]
    codes = texts * 50
    whole = ngrams().scores(codes)
    np.testing.assert_array_equal(whole[: len(texts)], whole[-len(texts) :])
    np.testing.assert_array_equal(whole[[7]], ngrams().scores(codes[7:8]))


# Any text


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(), max_size=5))
def test_any_text_gets_a_code_and_a_share(texts):
    found = detect(texts)
    assert len(found) == len(texts)
    for code, share in found:
        assert len(code) == 2 or code == "und"
        assert 0 <= share <= 1
        assert (share == 0) == (code == "und")
    assert found == [detect([text])[0] for text in texts]


def test_the_reference_names_every_language():
    page = (Path(__file__).parents[2] / "docs" / "reference" / "language.md").read_text(encoding="utf-8")
    told = {word for row in page.splitlines() if row.startswith("|") for word in row.split()}
    assert {*LANGUAGES, *ALONE.values()} <= told
