from __future__ import annotations

import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicbeat.enrich.repair import CUT, FEW, LONGEST, Repair, repaired
from civicbeat.enrich.syllables import RESPELLED, SYLLABLES


def through(*texts: str) -> list[str]:
    (column,) = Repair()(pa.record_batch([pa.array(texts, pa.string())], names=["text"]))
    return column.to_pylist()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        # Unicode
        ("Ngập nước".encode().decode("latin-1"), "Ngập nước"),
        (unicodedata.normalize("NFD", "Đường Nguyễn Huệ"), "Đường Nguyễn Huệ"),
        ("0\u200b9\u200b0\u20601\u00ad2", "09012"),
        ("trước\0 sau\x07", "trước sau"),
        ("\ufeff\u202exin chào\u202c", "xin chào"),
        ("０９０１ ＡＢＣ", "0901 ABC"),
        ("𝗡𝗴𝗮\u0323\u0302𝗽 𝐧𝐮𝐨𝐜", "Ngập nuoc"),
        ("a\u00a0 \tb\u3000c", "a b c"),
        ("một\r\nhai\rba\u2028bốn \n năm\n\n\n\nsáu  ", "một\nhai\nba\nbốn\nnăm\n\nsáu"),
        ("👨‍👩‍👧‍👦 🤷🏻‍♀️ 🏳️‍🌈 🇻🇳 ☎️ 1️⃣", "👨‍👩‍👧‍👦 🤷🏻‍♀️ 🏳️‍🌈 🇻🇳 ☎️ 1️⃣"),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿 a󠁧󠁢b", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 ab"),
        ("می‌خواهم a‌b", "می‌خواهم ab"),
        # tones
        ("hoà bình", "hòa bình"),
        ("Khánh Hoà, Thanh Hoá", "Khánh Hòa, Thanh Hóa"),
        ("thuỷ, thuý, luỹ, khoẻ", "thủy, thúy, lũy, khỏe"),
        ("HOÀ", "HÒA"),
        ("qúy qủa qùa", "quý quả quà"),
        ("quý quả già giữa gì", "quý quả già giữa gì"),
        ("gìa gíang", "già giáng"),
        ("hòang tòan khỏang ngòai", "hoàng toàn khoảng ngoài"),
        ("hoàng toàn xoáy khuỷu thuyền huế", "hoàng toàn xoáy khuỷu thuyền huế"),
        ("muá miá", "múa mía"),
        ("boà sóa xyz oà", "bòa sóa xyz òa"),
        ("café olé Noà-Kàn", "café olé Nòa-Kàn"),
        # stretched words
        ("ngậppppp quááááá", "ngập quá"),
        ("trờiiiii ơiiiii", "trời ơi"),
        ("quáaaaa lắmmmm", "quá lắm"),
        ("ĐẸPPPP", "ĐẸP"),
        ("sooooo gooood yesss", "so good yes"),
        ("xoong coong boong", "xoong coong boong"),
        ("kkkkkkkkkk hahahahahaha !!!!!!!! =))))))", "kkk hahaha !!! =)))"),
        ("XVIII III AAA www", "XVIII III AAA www"),
        (
            "1000000 https://aaaa.example/xxxx @ooooo #eeeee oooo@b.vn",
            "1000000 https://aaaa.example/xxxx @ooooo #eeeee oooo@b.vn",
        ),
        ("🤣🤣🤣🤣🤣", "🤣🤣🤣🤣🤣"),
        # what needs nothing
        ("Kẹt xe ở Cát Lái từ 6h, ai biết vì sao không?", "Kẹt xe ở Cát Lái từ 6h, ai biết vì sao không?"),
        ("", ""),
    ],
)
def test_a_text_as_it_was_meant(written: str, meant: str) -> None:
    assert through(written) == [meant]


def test_a_long_text_is_cut_at_a_blank_and_marked() -> None:
    (text,) = through("số 0901234567 " * 100_000)
    assert len(text) <= LONGEST
    assert text.endswith((" 0901234567" + CUT, " số" + CUT))
    assert len(through("x" * 1_000_000)[0]) <= LONGEST
    assert through("ab " * 5_000)[0] == ("ab " * 5_000).strip()


WILD = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(
            [
                "hoà",
                "qủa",
                "Ã¡",
                "áº",
                "\u200d",
                "👨",
                "👩",
                "\u0301",
                "a\u0323",
                "\U000e0067",
                "🏴",
                "ooo",
                "hahaha",
                "\r",
                "\u3000",
            ]
        ),
        st.sampled_from(sorted(RESPELLED)),
    ),
    max_size=14,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(WILD)
def test_repairing_twice_changes_nothing_more(text: str) -> None:
    once = repaired(text)
    assert repaired(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\0" not in once


@settings(max_examples=80, deadline=None)
@given(st.lists(WILD, max_size=6))
def test_the_hint_never_hides_a_text_that_needs_repair(texts: list[str]) -> None:
    many = [*texts, *[""] * FEW]
    assert through(*many) == [repaired(text) for text in many]


@settings(deadline=None)
@given(st.text(st.sampled_from("abcxyz ăâđêôơư .,!?\n"), max_size=40))
def test_letters_are_never_invented(text: str) -> None:
    assert set(repaired(text)) <= set(text)


def test_every_misplaced_tone_has_one_right_form() -> None:
    assert not RESPELLED.keys() & SYLLABLES
    assert set(RESPELLED.values()) <= SYLLABLES
    bare = {word: _skeleton(word) for word in RESPELLED}
    assert all(skeleton == _skeleton(RESPELLED[word]) for word, skeleton in bare.items())
    assert through(*RESPELLED) == list(RESPELLED.values())


@pytest.mark.parametrize(
    "word", ["nghiêng", "khuya", "quốc", "giặt", "xoong", "thuở", "quỳnh", "khuỷu", "ý", "ừ", "người", "gì"]
)
def test_syllables_know_vietnamese(word: str) -> None:
    assert word in SYLLABLES


def _skeleton(word: str) -> tuple[str, ...]:
    """Its letters and its tone, wherever that stands."""
    return tuple(sorted(unicodedata.normalize("NFD", word)))
