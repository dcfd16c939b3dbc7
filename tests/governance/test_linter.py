"""The linter: people are refused, topics are not, however a query is written."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicbeat.enrich.phrases import fold
from civicbeat.enrich.places import gazetteer
from civicbeat.governance.topics.linter import Kind, lint
from civicbeat.records.errors import BadQuery

PEOPLE = (
    *("Nguyễn Văn An", "Trần Thị Bích Ngọc", "Lê Hoàng Minh Khôi", "Phạm Quốc Bảo", "Đặng Thuỳ Dung"),
    "Võ Thị Hạnh",
)
TOPICS = (
    *(
        "ngập",
        "kẹt xe",
        "cao tốc",
        "hồ con rùa",
        "đỗ xe",
        "kim loại nặng",
        "dương tính covid",
        "võ thuật",
        "metro số 1",
    ),
    *("quận 1", "xe buýt 19", "phạm vi công trình", "thái bình dương", "la văn cầu", "hoàng sa trường sa", "tô màu"),
    *(
        "lý do mất điện",
        "an sinh",
        "chi phí",
        "mai trời mưa",
        "tăng giá điện",
        "văn phòng phẩm",
        "thi tốt nghiệp",
        "an ninh khu phố",
    ),
)


SURE = ("Nguyễn", "Trần", "Lê", "Phạm", "Võ")
"""Family names that without accents are no words."""
WRITTEN = (
    *('"{}"', "{}", "({})", '(("{}"))', '+"{}"', '"{}"~2', 'zzz OR "{}"', '"{}" OR ngập', "ông {}", 'lang:vi AND "{}"'),
    *('"{}" AND -ngập', '"{}" AND (ngập OR và)', 'NOT ngập AND "{}"', 'url:facebook.com/x OR "{}"', "{}*"),
)


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("written", WRITTEN)
def test_a_name_is_refused_however_it_is_wrapped(name, written):
    bare = fold(name) if name.split()[0] in SURE else fold(name).title()
    for form in (name, name.lower(), bare):
        assert lint(written.format(form)) is not None, written.format(form)


def test_words_without_accents_are_topics():
    for words in ("dong tien dien", "phan anh hoai", "dang thi cong", "khong dong y"):
        assert lint(words) is None


def test_an_unusual_given_name_is_known_by_what_stands_before_it():
    assert lint("Phan Văn Mẫu") is Kind.NAME


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("0912345678", Kind.NUMBER),
        ('"0912 345 678"', Kind.NUMBER),
        ("an@example.com", Kind.NUMBER),
        ("079123456789", Kind.NUMBER),
        ("51A-123.45", Kind.NUMBER),
        ("@nguoi_dung", Kind.HANDLE),
        ("u/nguoi_dung", Kind.HANDLE),
        ("facebook.com/an.nguyen", Kind.HANDLE),
        ("John Smith", Kind.NAME),
        ("Minh Tran", Kind.NAME),
    ],
)
def test_each_kind_of_person_is_told(query, kind):
    assert lint(query) == kind


@pytest.mark.parametrize("query", TOPICS)
def test_words_that_begin_like_names_are_topics(query):
    assert lint(query) is None
    assert lint(query.title()) is None


@pytest.mark.parametrize("name", PEOPLE)
def test_beside_a_word_the_word_is_the_topic(name):
    for query in (f'"{name}" ngập', f'ngập "{name}"', f"đường {name}", f"trường {name}", f"chủ tịch {name}"):
        assert lint(query) is None, query


def test_streets_are_places_and_not_people():
    streets = [row["name"] for row in gazetteer.rows("streets.tsv")]
    assert len(streets) > 50
    assert [name for name in streets if lint(f'"{name}"') or lint(name.lower())] == []


def test_an_empty_query_is_about_nobody():
    assert lint("") is None
    assert lint("   ") is None


@given(st.text(max_size=60))
def test_whatever_is_typed_is_judged_or_cannot_be_understood(query):
    with contextlib.suppress(BadQuery):
        assert lint(query) in (None, *Kind)


WRAPPINGS = st.sampled_from(["({})", "+({})", "lang:vi ({})", "({}) -mưa", "(zz OR ({}))"])


@given(st.sampled_from(PEOPLE), st.lists(WRAPPINGS, max_size=4))
def test_no_wrapping_hides_a_person(name, wrappings):
    query = f'"{name}"'
    for wrapping in wrappings:
        query = wrapping.format(query)
    assert lint(query) is Kind.NAME
