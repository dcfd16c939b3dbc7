"""The vectorised n-grams against a slow reading of the same definition."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from civicbeat.enrich.sentiment.features import BITS, LONGEST, NOTHING, ORDERS, features

BASE = 0x9E3779B97F4A7C15
FULL = (1 << 64) - 1
TEXTS = st.lists(
    st.text(alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("aA1 @:/đệ😡!"))), max_size=6
)


def fold(char):
    kind = unicodedata.category(char)
    if ord(char) >= 0x20000:
        return char
    if kind[0] in "ZC" or 0xFE00 <= ord(char) <= 0xFE0F:
        return " "
    if kind == "Nd":
        return "0"
    return char.lower() if len(char.lower()) == 1 else char


def laid_out(text):
    text = text[:LONGEST].replace("\U0010ffff", " ")
    text = re.sub(r"@[^\s]+", "@user", re.sub(r"https?:[^\s]+", "http", text))
    kept = []
    folded = f" {''.join(map(fold, text))} "
    for place, char in enumerate(folded):
        last = place == len(folded) - 1
        blank = char == " " and folded[place - 1] == " " and place
        thrice = place > 1 and folded[place - 2] == folded[place - 1] == char
        if last or not (blank or thrice):
            kept.append(char)
    return "".join(kept)


def is_word(char):
    return ord(char) < 0x20000 and char != " " and unicodedata.category(char)[0] in "LMN"


def words(text):
    found, run = [], ""
    for char in text:
        if is_word(char):
            run += char
            continue
        found += [run] if run else []
        found += [char] if char != " " else []
        run = ""
    return found


def polynomial(text):
    return (
        sum((ord(char) + 0x1000) * 0xBF58476D1CE4E5B9 * pow(BASE, place, 1 << 64) for place, char in enumerate(text))
        & FULL
    )


def bucket(value):
    mixed = ((value ^ (value >> 32)) * 0xD6E8FEB86659FD93) & FULL
    return mixed >> (64 - BITS)


def slow(text):
    laid = laid_out(text)
    hashes = [polynomial(word) for word in words(laid)]
    pairs = [(a * BASE + (b ^ 0x5851F42D4C957F2D)) & FULL for a, b in pairwise(hashes)]
    grams = [
        [bucket(polynomial(laid[i : i + n]) ^ (n * 0x2545F4914F6CDD1D & FULL)) for i in range(len(laid) - n + 1)]
        for n in ORDERS
    ]
    return [list(map(bucket, hashes)), list(map(bucket, pairs)), *grams]


@settings(deadline=None)
@given(TEXTS)
def test_the_fast_features_are_the_slow_ones(texts):
    fast = features(texts)
    for number, text in enumerate(texts):
        for group, expected in zip(fast, slow(text), strict=True):
            mine = group.buckets[group.bounds[number] : group.bounds[number + 1]]
            assert mine[mine != NOTHING].tolist() == expected
            assert group.counts[number] == len(expected)


def test_a_long_text_is_read_to_its_limit_only():
    (long, *_), (cut, *_) = features(["ab " * LONGEST]), features([("ab " * LONGEST)[:LONGEST]])
    assert np.array_equal(long.buckets, cut.buckets)
    assert long.counts[0] == len(long.buckets) > LONGEST // 4
