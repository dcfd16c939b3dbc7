"""Words: found whatever their accents and capitals, and only between borders of words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicbeat.sources.bluesky.words import Words, fold


@pytest.mark.parametrize(
    "text",
    [
        "Hẻm NGẬP NƯỚC rồi",
        "ngap nuoc",
        "ngập-nước!",
        "Ngập  \n nước",
        "nga\u0323\u0302p nươ\u0301c",
        "(ngập nước)",
        "hôm nay #NgậpNước",
        "ngậpnước, không: ngập nước",
    ],
)
def test_a_phrase_is_found(text):
    assert Words(["ngập nước"]).said_in(text)


@pytest.mark.parametrize("text", ["", "ngậpnước", "ngập, nước", "xngap nuoc", "ngap nuocx", "ngap nuoc1", "ngập", "🌧"])
def test_other_words_are_not(text):
    assert not Words(["ngập nước"]).said_in(text)


def test_one_of_many_is_enough_and_a_part_of_another_counts_for_itself():
    words = Words(["kẹt xe", "xe buýt", "đường"])
    assert words.said_in("Xe buýt trễ")
    assert words.said_in("duong dong")
    assert words.said_in("kẹt xe buýt")
    assert not words.said_in("xe máy")


def test_scripts_without_blanks_are_found_inside():
    assert Words(["洪水"]).said_in("今天洪水来了")
    assert Words(["น้ำท่วม"]).said_in("วันนี้น้ำท่วมหนัก")
    assert Words(["наводнение"]).said_in("НАВОДНЕНИЕ!")
    assert not Words(["навод"]).said_in("наводнение")


@given(st.text(), st.sampled_from(["ngập nước", "Đường Láng", "洪水"]), st.text())
def test_nothing_breaks_it_and_what_stands_apart_is_found(before, word, after):
    assert Words([word]).said_in(f"{before}\n{word}\n{after}")
    assert fold(fold(before)) == fold(before)
