from __future__ import annotations

import random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicbeat.enrich.fingerprint import FEWEST_WORDS, Fingerprint

TEXT = (
    "Sáng nay đường Nguyễn Văn Thử ngập tới nửa bánh xe, cống nghẹt cả tuần mà chưa ai thông, mong phường xử lý sớm "
    "giúp bà con hẻm nhỏ phía sau chợ đi làm và đưa con đi học."
)
PLAIN = (
    "sang nay duong nguyen van thu ngap toi nua banh xe cong nghet ca tuan ma chua ai thong mong phuong xu ly som "
    "giup ba con hem nho phia sau cho di lam va dua con di hoc"
)


def stories(*texts: str) -> list[int]:
    (column,) = Fingerprint()(pa.record_batch([pa.array(texts, pa.string())], names=["text"]))
    return column.to_pylist()


@pytest.mark.parametrize(
    "copy",
    [
        TEXT.upper(),
        PLAIN,
        f"RT @ai_do: {TEXT}",
        f"rt ai_do: {TEXT} 😡😡😡",
        f"{TEXT} #ngap #tphcm https://t.example/Ab1",
        f"⟨@⟩ {TEXT} gọi ⟨☎⟩",
        f"“{TEXT}”\n\n— HTTPS://NEWS.EXAMPLE/A?B=1",
        f"{TEXT} {TEXT}",
    ],
)
def test_a_decorated_copy_is_the_same_story(copy: str) -> None:
    one, other = stories(TEXT, copy.replace("gọi", ""))
    assert one == other != 0


def test_most_light_edits_of_a_long_text_stay_in_the_story() -> None:
    """With 40 words and a sketch of five, one changed word leaves the sketch alone in about seven cases of eight."""
    words, rng = TEXT.split(), random.Random(1)
    edits = [
        " ".join([*words[:place], rng.choice(["xxx", "yyy", "zzz"]), *words[place + 1 :]])
        for place in range(len(words))
    ]
    same = [story == stories(TEXT)[0] for story in stories(*edits)]
    assert sum(same) / len(same) >= 0.7


def test_other_texts_are_other_stories() -> None:
    rng = random.Random(2)
    words = [f"tu{number}" for number in range(400)]
    texts = [" ".join(rng.choices(words, k=20)) for _ in range(2_000)]
    assert len(set(stories(*texts))) > 1_950


@pytest.mark.parametrize(
    "text", ["", "😡😡😡", "ngập quá", "một hai ba bốn", "a a a a a a a", "#a #b #c #d #e #f", "@a @b @c @d @e"]
)
def test_a_text_too_short_to_say_has_no_story(text: str) -> None:
    assert stories(text) == [0]


def test_few_words_are_enough() -> None:
    assert FEWEST_WORDS == 5
    assert stories("một hai ba bốn năm")[0] != 0


def test_scripts_without_blanks_are_told_apart() -> None:
    one, copy, other = stories(
        "东京都今天下雨了地铁停运", "东京都今天下雨了地铁停运！！", "东京都明天晴朗适合去公园散步"
    )
    assert one == copy != other
    assert 0 not in (one, other)


def test_a_story_never_changes_from_version_to_version_unnoticed() -> None:
    """Raise ``Fingerprint.version`` and this number together: stored stories keep their old values."""
    assert (Fingerprint.version, stories("Ngập nước ở Thủ Đức hôm nay")[0]) == ("2026.1", 736952118125094756)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=8), st.randoms())
def test_a_story_depends_on_its_own_text_and_not_on_word_order(texts: list[str], rng: random.Random) -> None:
    together = stories(*texts)
    assert together == [stories(text)[0] for text in texts]
    words = TEXT.split()
    rng.shuffle(words)
    assert stories(" ".join(words)) == stories(TEXT)
