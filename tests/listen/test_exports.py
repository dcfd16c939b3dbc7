"""Exports open in other programs, and no cell starts a formula there."""

import csv
import io
import zipfile
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicbeat.listen import exports
from civicbeat.records.errors import InputError

HOSTILE = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", 'ngập nước, "sâu"\nquá', "<script>"]


def batch(texts):
    moments = [datetime(2026, 3, 1, 17, 30, tzinfo=UTC)] * len(texts)
    return pa.RecordBatch.from_pydict(
        {
            "published_at": pa.array(moments, pa.timestamp("ms", "UTC")),
            "text": texts,
            "likes": [3] * len(texts),
            "themes": [["flooding", "traffic"]] * len(texts),
        }
    )


def written(form, texts):
    file = io.BytesIO()
    rows = exports.write([batch(texts), batch(texts)], form, file)
    assert rows == 2 * len(texts)
    return file.getvalue()


def read_csv(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_csv_has_one_header_and_local_times():
    header, *rows = read_csv(written("csv", ["một"]))
    assert header == ["published_at", "text", "likes", "themes"]
    assert rows == [["2026-03-02 00:30:00+07:00", "một", "3", "flooding traffic"]] * 2


@pytest.mark.parametrize("text", HOSTILE)
def test_no_csv_cell_starts_a_formula(text):
    for row in read_csv(written("csv", [text]))[1:]:
        assert not row[1].startswith(("=", "+", "-", "@", "\t", "\r"))
        assert text in row[1]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00")), min_size=1, max_size=5))
def test_any_text_comes_back_from_csv(texts):
    back = [row[1] for row in read_csv(written("csv", texts))[1:]]
    assert [text.removeprefix("'") for text in back] == [text.removeprefix("'") for text in texts * 2]


def test_parquet_keeps_everything():
    table = pq.read_table(io.BytesIO(written("parquet", HOSTILE)))
    assert table.column("text").to_pylist() == HOSTILE * 2


def test_xlsx_holds_text_not_formulas():
    data = written("xlsx", HOSTILE)
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "=1+1" in sheet


def test_an_unknown_form_is_refused():
    with pytest.raises(InputError, match="doc"):
        exports.write([], "doc", io.BytesIO())


@pytest.mark.parametrize("form", exports.FORMS)
def test_nothing_can_be_exported_too(form):
    assert exports.write([], form, io.BytesIO()) == 0
