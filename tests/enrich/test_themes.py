"""Themes: the taxonomy is whole, the lexicon reaches its floors, idioms do not count."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bench.themes import cases, naive, score
from hypothesis import given, settings
from hypothesis import strategies as st

from civicbeat.enrich.checks import check
from civicbeat.enrich.phrases import fold
from civicbeat.enrich.themes import THEME_IDS, UNCLASSIFIED, Themes, classify, name, reasons, theme, themes
from civicbeat.enrich.themes.page import page

FLOORS = {"themes_authored": (0.95, 0.97), "themes_heldout": (0.88, 0.96)}


def test_keeps_the_contract():
    check(Themes())


@pytest.mark.parametrize("cases_file", FLOORS)
def test_reaches_its_floors(cases_file):
    gold, texts = zip(*cases(cases_file), strict=True)
    precision, recall, f1 = score(gold, classify(texts), THEME_IDS)
    assert (precision, recall) >= FLOORS[cases_file]
    assert recall >= FLOORS[cases_file][1]
    assert f1 > score(gold, naive(texts), THEME_IDS)[2] + 0.05


def test_there_are_enough_cases_and_every_theme_has_some():
    given = cases("themes_authored") + cases("themes_heldout")
    assert len(given) >= 300
    assert {each for gold, _ in given for each in gold} == {*THEME_IDS, UNCLASSIFIED}
    assert len({text for _, text in given}) == len(given)


def test_the_taxonomy_is_whole():
    assert [each.id for each in themes()] == [*THEME_IDS, UNCLASSIFIED]
    for each in themes():
        assert all((each.name_vi, each.name_en, each.definition_vi, each.definition_en))
        assert each.definition_vi.endswith(".")
        assert each.definition_en.endswith(".")
        assert fold(each.id) == each.id.replace("-", " ")


@pytest.mark.parametrize("each", themes(), ids=lambda each: each.id)
def test_every_phrase_of_a_theme_finds_it(each):
    phrases = [form.rstrip("*") for form in (*each.vi, *each.vi_exact, *each.en)]
    found = classify(phrases)
    assert [form for form, have in zip(phrases, found, strict=True) if each.id not in have] == []


@pytest.mark.parametrize("each", themes(), ids=lambda each: each.id)
def test_no_phrase_stands_twice(each):
    for forms in ((*each.vi, *each.vi_exact), each.en, each.weak, each.excluded):
        assert sorted(set(forms)) == sorted(forms)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ngập nước quá", ["flooding"]),
        ("ngap nuoc qua", ["flooding"]),
        ("ngáp nước", [UNCLASSIFIED]),
        ("ngập tràn hạnh phúc", [UNCLASSIFIED]),
        ("flooded with joy", [UNCLASSIFIED]),
        ("cháy hàng", [UNCLASSIFIED]),
        ("mất điện", ["power"]),
        ("mất điện thoại", [UNCLASSIFIED]),
        ("giá nước", ["water"]),
        ("giá nước ngoài", [UNCLASSIFIED]),
        ("on qua", [UNCLASSIFIED]),
        ("", [UNCLASSIFIED]),
    ],
)
def test_accents_idioms_and_compounds(text, expected):
    assert classify([text]) == [expected]


def test_one_weak_word_is_not_enough_two_are():
    assert classify(["học sinh"]) == [[UNCLASSIFIED]]
    assert classify(["học sinh sinh viên"]) == [["schools"]]
    assert classify(["học sinh học sinh"]) == [[UNCLASSIFIED]]


def test_reasons_are_the_words_of_the_text():
    assert reasons("Chỗ này NGẬP NƯỚC, kẹt xe") == [("flooding", "NGẬP NƯỚC"), ("traffic", "kẹt xe")]
    assert reasons("chào buổi sáng") == []


def test_names_for_people():
    assert name("flooding") == "Ngập nước, triều cường"
    assert name("flooding", "en") == "Flooding and tides"
    assert name("no-such-theme") == "no-such-theme"
    assert theme(UNCLASSIFIED).name_en == "Unclassified"
    assert theme("no-such-theme") is None


def test_the_page_tells_of_every_theme():
    text = page()
    for each in themes():
        assert f"`{each.id}`" in text
        assert each.definition_en in text


@settings(deadline=None)
@given(st.lists(st.text(), max_size=6))
def test_any_text_gets_known_themes_in_order(texts):
    batch = pa.RecordBatch.from_pydict({"text": pa.array(texts, pa.string())})
    [column] = Themes()(batch)
    assert len(column) == len(texts)
    for have in column.to_pylist():
        assert have == [UNCLASSIFIED] or have == sorted(have, key=THEME_IDS.index) != []


@settings(deadline=None)
@given(st.lists(st.sampled_from([text for _, text in cases("themes_authored")]), min_size=1, max_size=6))
def test_a_post_is_judged_alone(texts):
    assert classify(texts) == [classify([text])[0] for text in texts]


def test_real_comments(shared_data):
    texts = pq.read_table(shared_data / "posts/facebook_traffic_vi_2025.parquet", columns=["text"])["text"].to_pylist()
    found = classify(texts)
    share = sum(have != [UNCLASSIFIED] for have in found) / len(found)
    assert 0.04 < share < 0.2
