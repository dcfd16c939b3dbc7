"""Words typed without accents are read as others spell them, where that is hardly in doubt, and else stay."""

import numpy as np
import pytest

from civicbeat.analysis.accents import restored
from civicbeat.analysis.collocations import Tokens
from civicbeat.enrich.phrases import fold


def read(plain, typed, rest=()):
    """The ``plain`` posts and the ``rest`` as they are read beside the ``typed`` ones."""
    posts = [post.split() for post in (*plain, *typed, *rest)]
    tokens, words = Tokens.of(posts)
    numbers = {"": 0}
    bare = np.array([numbers.setdefault(fold(word) if word else "", len(numbers)) for word in words])
    place = np.arange(len(posts))
    found = restored(tokens, bare, (place >= len(plain)) & (place < len(plain) + len(typed)), place < len(plain))
    said = np.split(found.words, found.offsets[1:-1])
    told = [" ".join(words[number] or "|" for number in post) for post in said]
    return told[: len(plain)], told[len(plain) :]


def test_a_pair_is_read_as_others_spell_it():
    [said], others = read(["hem ngap nuoc roi"], ["hẻm ngập nước rồi"] * 5)
    assert said == "hẻm ngập nước rồi"
    assert others == ["hẻm ngập nước rồi"] * 5


def test_what_was_spelt_so_too_seldom_or_is_in_doubt_stays():
    assert read(["ngap nuoc"], ["ngập nước"] * 4)[0] == ["ngap nuoc"]
    assert read(["ban do"], ["bản đồ"] * 6 + ["bán đỏ"] * 3)[0] == ["ban do"]


def test_company_settles_a_word_that_alone_is_in_doubt():
    typed = ["cột cờ"] * 20 + ["cơ sở"] * 20
    assert read(["cot co", "co so", "co"], typed)[0] == ["cột cờ", "cơ sở", "co"]


def test_of_two_pairs_the_more_frequent_decides():
    typed = ["nước lên"] * 20 + ["tràn nước lèn"] * 0 + ["ngã nước"] * 6 + ["nga nuốc"] * 1
    assert read(["nga nuoc len"], typed)[0] == ["ngã nước lên"]


def test_what_is_typed_with_accents_and_other_languages_stay():
    _, rest = read(["x"], ["căn hộ"] * 9, rest=["can ho can do it", "bàn đó"])
    assert rest[9:] == ["can ho can do it", "bàn đó"]


@pytest.mark.parametrize(("plain", "typed"), [([], ["ngập nước"]), (["ngap nuoc"], []), (["ngap"], ["ngập"] * 5)])
def test_where_there_is_little_to_learn_from_nothing_breaks(plain, typed):
    assert len(read(plain, typed)[0]) == len(plain)


def test_breaks_are_crossed_by_no_pair():
    assert read(["ngap , nuoc"], ["ngập nước"] * 6 + ["ngáp nuộc"] * 6)[0] == ["ngap | nuoc"]
