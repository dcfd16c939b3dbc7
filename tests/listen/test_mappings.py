"""Saved mappings: found by name or by the columns of a file."""

from datetime import UTC, datetime

import pytest

from civicbeat.listen import mappings
from civicbeat.records.errors import BadMapping
from civicbeat.sources.files import Mapping

pytestmark = pytest.mark.django_db

CALLS = Mapping(
    {"text": "Phản ánh", "published": "Ngày gửi"},
    date_form="day-first",
    zone="Asia/Ho_Chi_Minh",
    kind="report",
    published=datetime(2025, 3, 1, tzinfo=UTC),
    sheet="Tháng 3",
)


def test_what_is_saved_is_found_by_name_and_by_columns_in_any_order():
    mappings.keep("Tổng đài", ["Phản ánh", "Ngày gửi", "Mã"], CALLS)
    found = mappings.named("Tổng đài")
    assert (found.columns, found.date_form, found.kind) == (CALLS.columns, "day-first", "report")
    assert [one.name for one in mappings.fitting(["Mã", "Ngày gửi", "Phản ánh"])] == ["Tổng đài"]
    assert mappings.fitting(["Mã", "Ngày gửi"]) == []


def test_the_day_and_the_sheet_of_one_file_are_not_saved():
    saved = mappings.keep("Tổng đài", ["Phản ánh"], CALLS)
    assert (mappings.mapping_of(saved).published, mappings.mapping_of(saved).sheet) == (None, "")


def test_a_name_is_replaced_for_the_same_columns_and_refused_for_others():
    mappings.keep("Tổng đài", ["Phản ánh"], CALLS)
    mappings.keep("Tổng đài", ["Phản ánh"], Mapping({"text": "Phản ánh"}, kind="comment"))
    assert mappings.named("Tổng đài").kind == "comment"
    with pytest.raises(BadMapping, match="other columns"):
        mappings.keep("Tổng đài", ["Khác"], CALLS)


def test_a_name_that_is_not_there_is_explained():
    with pytest.raises(BadMapping) as caught:
        mappings.named("Tổng đài")
    assert "in the console" in caught.value.do
    mappings.keep("Hộp thư", ["a"], CALLS)
    with pytest.raises(BadMapping) as caught:
        mappings.named("Tổng đài")
    assert "Hộp thư" in caught.value.do


def test_the_newest_comes_first():
    for name in ("một", "hai"):
        mappings.keep(name, ["a"], CALLS)
    assert [one.name for one in mappings.fitting(["a"])] == ["hai", "một"]
