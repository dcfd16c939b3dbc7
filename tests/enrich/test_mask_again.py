"""What an older mask left is masked by today's, what is masked stays, and found passages are known again."""

from hashlib import sha256

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.enrich.mask_cases import held_out, tuned

from civicbeat.enrich.mask.again import VERSION, masked_again
from civicbeat.enrich.mask.all import PATTERNS
from civicbeat.enrich.mask.passages import LONGEST, TOKENS, Passage, holds, noted, without
from civicbeat.enrich.mask.reading import Reading
from civicbeat.enrich.mask.text import masked
from civicbeat.records.errors import InputError

KEY = b"k" * 32
OUTPUT = ("2026.1", "2ab16c294605531e")
"""The version of the mask, and the digest of what it makes of every authored case."""


def again(texts, urls=None, institutions=None):
    columns = (texts, urls or [""] * len(texts), institutions or [""] * len(texts))
    return tuple(column.to_pylist() for column in masked_again(*(pa.array(one, pa.string()) for one in columns)))


def outputs():
    return [masked(Reading(case.text))[0] for case in (*tuned(), *held_out())]


def test_whoever_changes_what_the_mask_makes_of_a_text_raises_its_version():
    """Stored posts are read again by a new version alone: write both down here when the mask has learnt something."""
    assert (VERSION, sha256("\0".join(outputs()).encode()).hexdigest()[:16]) == OUTPUT


def test_what_is_masked_already_stays():
    texts = outputs()
    assert again(texts)[0] == texts


def test_what_an_older_mask_left_is_masked():
    texts, urls = again(
        ["gọi 0903 123 456 nhé", "hotline 0903 123 456"], ["https://forum.vn/u/lan", "https://so.vn/tin"], ["", "Sở"]
    )
    assert texts == ["gọi ⟨☎⟩ nhé", "hotline 0903 123 456"]
    assert urls == ["", "https://so.vn/tin"]


@pytest.mark.parametrize(
    ("text", "words", "left"),
    [
        ("Chị Trần Thị Mẫu bán hàng", "Trần Thị Mẫu", "Chị ⟨👤⟩ bán hàng"),
        ("chị TRAN THI MAU và trần-thị-mẫu", "Trần Thị Mẫu", "chị ⟨👤⟩ và ⟨👤⟩"),
        ("số 12.34.56.7 đó", "1234567", "số ⟨👤⟩ đó"),
        ("số 912345678 khác", "1234567", "số 912345678 khác"),
        ("Anh Lý, không phải anh Lýn", "Lý", "Anh ⟨👤⟩, không phải anh Lýn"),
        ("sđt0912345x", "0912345", "sđt⟨👤⟩x"),
        ("我叫王小明很高兴", "王小明", "我叫⟨👤⟩很高兴"),
        ("không có gì", "Trần Thị Mẫu", "không có gì"),
    ],
)
def test_a_passage_is_found_however_it_is_written(text, words, left):
    assert without(text, 7, [noted(KEY, 7, words, "name")], KEY) == left


def test_a_passage_of_one_post_tells_nothing_of_another_and_nothing_without_the_key():
    found = noted(KEY, 7, "Trần Thị Mẫu", "name")
    assert without("Trần Thị Mẫu", 8, [found], KEY) == "Trần Thị Mẫu"
    assert without("Trần Thị Mẫu", 7, [found], b"x" * 32) == "Trần Thị Mẫu"
    assert noted(KEY, 8, "Trần Thị Mẫu", "name").digest != found.digest


def test_passages_that_overlap_are_masked_once():
    found = [noted(KEY, 7, words, "other") for words in ("một hai ba", "ba bốn")]
    assert without("một hai ba bốn năm", 7, found, KEY) == "⟨✱⟩ năm"


@pytest.mark.parametrize("words", ["", " . ", "a", "x" * (LONGEST + 1)])
def test_what_is_no_passage_is_refused(words):
    with pytest.raises(InputError, match="letters and digits"):
        noted(KEY, 1, words, "name")


def test_a_kind_that_is_not_known_is_refused():
    with pytest.raises(InputError, match="no such kind"):
        noted(KEY, 1, "Lan", "opinion")


def test_a_kind_of_a_newer_version_is_masked_all_the_same():
    found = noted(KEY, 1, "Lan", "name")
    assert without("chị Lan", 1, [Passage("aura", found.length, found.digest)], KEY) == "chị ⟨✱⟩"


def test_no_token_holds_a_letter_or_a_digit():
    assert {pattern.kind for pattern in PATTERNS} < set(TOKENS)
    assert not [token for token in TOKENS.values() if any(map(str.isalnum, token))]


def test_a_reason_that_repeats_the_words_is_seen():
    assert holds("đó là số 0912 345 678", "0912345678")
    assert not holds("đó là số điện thoại", "0912345678")
    assert not holds("gì đó", "…")


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=60))
def test_of_a_passage_nothing_is_left_wherever_it_stands(before, words, after):
    try:
        found = noted(KEY, 1, words, "name")
    except InputError:
        return
    text = f"{before} {words} {after}"
    left = without(text, 1, [found], KEY)
    assert TOKENS["name"] in left
    assert without(left, 1, [found], KEY).count(TOKENS["name"]) >= left.count(TOKENS["name"])
