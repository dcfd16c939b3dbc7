"""Rows: whatever is broken in a file costs that row and no other."""

import bz2
import csv
import gzip
import io
import json
import lzma
import zipfile
from itertools import islice

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicbeat.records.errors import UnreadableFile
from civicbeat.sources.contract import Rejected
from civicbeat.sources.files import opening, rows
from civicbeat.sources.files.opening import Opened
from civicbeat.sources.files.shape import shape_of

CSV = "id,text,date\n1,Ngập nước ở chợ,2025-03-01\n2,Rác đầy hẻm,2025-03-02\n3,Đèn đường hỏng,2025-03-03\n"


def read(data, skip=0, wanted=None):
    file = io.BytesIO(data if isinstance(data, bytes) else data.encode())
    shape = shape_of(file)
    with Opened(file) as opened:
        return list(rows.rows(opened, shape, wanted, skip))


def good(found):
    return [row for _, row in found if isinstance(row, dict)]


def reasons(found):
    return [row.reason for _, row in found if isinstance(row, Rejected)]


def parquet(table):
    out = io.BytesIO()
    pq.write_table(table, out, row_group_size=100)
    return out.getvalue()


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def zstandard(data):
    out = pa.BufferOutputStream()
    with pa.CompressedOutputStream(out, "zstd") as stream:
        stream.write(data)
    return out.getvalue().to_pybytes()


PACKED = {
    "gz": gzip.compress,
    "bz2": lambda data: bz2.compress(data, 1),
    "xz": lzma.compress,
    "zst": zstandard,
    "zip": lambda data: zipped({"__MACOSX/._x": b"", "posts.csv": data}),
}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter):
    assert [row["id"] for row in good(read(CSV.replace(",", delimiter)))] == ["1", "2", "3"]


@pytest.mark.parametrize("packing", PACKED)
def test_packed_files(packing):
    assert read(PACKED[packing](CSV.encode())) == read(CSV)


@pytest.mark.parametrize("packing", ["gz", "bz2", "xz", "zst"])
def test_a_packed_file_cut_in_the_middle_keeps_what_can_be_read(packing):
    lines = "".join(f"{n},Ngập nước ở số {n * 7919 % 10007} {n * 104729 % 9973},2025-03-01\n" for n in range(25_000))
    data = PACKED[packing](("id,text,date\n" + lines).encode())
    found = read(data[: len(data) * 2 // 3])
    assert len(good(found)) > 500
    assert "file-cut" in reasons(found)


@pytest.mark.parametrize("packing", ["gz", "bz2", "xz", "zst", "zip"])
def test_a_packed_file_damaged_in_the_middle_keeps_what_came_before(packing):
    lines = "".join(f"{n},Ngập nước ở số {n * 7919 % 10007} {n * 104729 % 9973},2025-03-01\n" for n in range(25_000))
    data = bytearray(PACKED[packing](("id,text,date\n" + lines).encode()))
    middle = len(data) // 2
    data[middle : middle + 2_000] = bytes(range(250)) * 8
    found = read(bytes(data))
    assert good(found)[0]["id"] == "0"
    assert reasons(found)


def test_a_csv_cut_in_the_middle_of_a_row():
    found = read(CSV[:-14])
    assert len(good(found)) == 2
    assert reasons(found) == ["wrong-columns"]


def test_rows_of_the_wrong_width_are_set_aside_with_their_line():
    found = read(CSV + "4,zu,viel,Spalten\n5\n6,gut,2025-03-04\n")
    assert len(good(found)) == 4
    assert [(line, row.where) for line, row in found if isinstance(row, Rejected)] == [(5, "row 5"), (6, "row 6")]


def test_fields_over_several_lines():
    found = read('id,text,date\n1,"Dòng một\nDòng ""hai""\r\nDòng ba",2025-03-01\n2,x,2025-03-02\n')
    assert [row["text"] for row in good(found)] == ['Dòng một\nDòng "hai"\r\nDòng ba', "x"]
    assert [line for line, _ in found] == [2, 5]


def test_a_quote_that_never_closes_costs_its_line_only():
    found = read(
        'id,text,date\n1,"Không đóng ngoặc,2025-03-01\n' + "".join(f"{n},ok,2025-03-02\n" for n in range(2, 50))
    )
    assert [row["id"] for row in good(found)] == [str(n) for n in range(2, 50)]
    assert reasons(found) == ["open-quote"]


def test_a_quote_closed_by_a_later_row_costs_its_line_only():
    found = read('id,text,date\n1,"Không đóng,2025-03-01\n2,ok,2025-03-02\n3,"đủ, rồi",2025-03-03\n4,ok,2025-03-04\n')
    assert [row["id"] for row in good(found)] == ["2", "3", "4"]
    assert reasons(found) == ["open-quote"]


def test_a_gigantic_line_is_passed_without_being_held(monkeypatch):
    monkeypatch.setattr(rows, "LARGEST_ROW", 100_000)
    found = read("id,text\n1,a\n2," + "x" * 1_000_000 + "\n3,c\n")
    assert [row["id"] for row in good(found)] == ["1", "3"]
    assert set(reasons(found)) == {"row-too-long"}


def test_a_text_of_a_megabyte_is_read():
    assert len(good(read("id,text\n1," + "x" * 2**20 + "\n2,b\n"))[0]["text"]) == 2**20


def test_nul_bytes_are_no_end():
    assert [row["id"] for row in good(read("id,text\n1,a\0b\n2,c\n"))] == ["1", "2"]


def test_old_line_ends():
    assert len(good(read("id,text\r1,a\r2,b\r"))) == 2


def test_without_a_first_line_of_names():
    found = read("1,https://x.example/1,Nước ngập\n2,https://x.example/2,Rác đầy\n")
    assert [row["column 3"] for row in good(found)] == ["Nước ngập", "Rác đầy"]


def test_json_lines():
    lines = [
        '{"id": 1, "text": "a", "user": {"name": "x"}}',
        "not json",
        '{"id": 2',
        "[1]",
        "",
        '{"id": 3, "text": "b"}',
    ]
    found = read("\n".join(lines))
    assert [row["id"] for row in good(found)] == [1, 3]
    assert good(found)[0]["user.name"] == "x"
    assert reasons(found) == ["not-json"] * 3


def test_json_array_of_any_layout():
    items = [{"id": n, "text": "Ngập " * 50} for n in range(2_000)]
    for indent in (None, 2):
        assert [row["id"] for row in good(read(json.dumps(items, indent=indent)))] == list(range(2_000))


def test_a_json_array_that_is_cut():
    whole = json.dumps([{"id": n, "text": "x" * 100} for n in range(2_000)])
    found = read(whole[:100_000])
    assert len(good(found)) > 700
    assert reasons(found) == ["file-cut"]


def test_an_object_around_the_list():
    assert len(good(read(json.dumps({"meta": {"n": 2}, "data": [{"text": "a"}, {"text": "b"}]}, indent=1)))) == 2
    assert len(good(read(json.dumps({"data": [{"text": "a"}, {"text": "b"}]})))) == 2


def test_parquet_from_any_row_on():
    table = pa.table({"id": list(range(350)), "text": [f"số {n}" for n in range(350)]})
    found = read(parquet(table), skip=123, wanted=frozenset(["id"]))
    assert found == [(n + 1, {"id": n}) for n in range(123, 350)]
    assert read(gzip.compress(parquet(table)), skip=349) == [(350, {"id": 349, "text": "số 349"})]


def test_parquet_with_a_damaged_group_keeps_the_others():
    table = pa.table({"text": [f"Đường số {n} ngập {n * 7919 % 9973}" for n in range(300)]})
    data = bytearray(parquet(table))
    group = pq.ParquetFile(io.BytesIO(data)).metadata.row_group(1).column(0)
    start = group.dictionary_page_offset or group.data_page_offset
    data[start : start + group.total_compressed_size] = b"\xff" * group.total_compressed_size
    found = read(bytes(data))
    assert len(good(found)) == 200
    assert reasons(found) == ["file-damaged"] * 100


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"   \n ", "blanks"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n", "picture"),
        (bytes(range(256)) * 40, "not text"),
        (parquet(pa.table({"a": [1]}))[:-6], "Parquet"),
        (b"PAR1 and nothing else", "Parquet"),
        (b"PK\x03\x04 no zip", "packed"),
        (zipped({"a.csv": "x", "b.csv": "y"}), "2 files"),
        (zipped({"[Content_Types].xml": "x", "xl/sheet1.xml": "y"}), "Office"),
        (b"\x1f\x8b\x08\0 no gzip", "damaged"),
        (b'{"data": [{"text": "a"},\n', "complete"),
    ],
)
def test_unreadable_files_say_one_clear_sentence(data, says):
    with pytest.raises(UnreadableFile, match=says) as caught:
        read(data)
    assert caught.value.do


def test_a_file_made_to_fill_a_machine_is_stopped(monkeypatch):
    monkeypatch.setattr(opening, "FREELY_UNPACKED", 2**16)
    bomb = gzip.compress(b"id,text\n" + b"1,a\n" * 700_000)
    with pytest.raises(UnreadableFile, match="times its size"):
        read(bomb)


def test_a_borrowed_stream_stays_open_and_is_read_again():
    file = io.BytesIO(CSV.encode())
    shape = shape_of(file)
    for _ in range(2):
        with Opened(file) as opened:
            assert len(list(rows.rows(opened, shape))) == 3
    assert not file.closed


def test_a_large_file_is_never_held_whole(tmp_path):
    file = tmp_path / "large.csv"
    with file.open("w") as out:
        out.write("id,text\n")
        out.writelines(f"{n},{'nước ' * 100}\n" for n in range(50_000))
    shape = shape_of(file)
    with Opened(file) as opened:
        assert len(list(islice(rows.rows(opened, shape), 100))) == 100
        assert opened.done < 0.2


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2_000))
def test_no_bytes_break_the_reader(data):
    try:
        found = read(data)
    except UnreadableFile:
        return
    assert all(isinstance(row, dict | Rejected) for _, row in found)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.text(
            alphabet=st.characters(
                exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff", include_characters="\n\r\t"
            ),
            max_size=60,
        )
    )
)
def test_what_a_csv_writer_wrote_is_read_back(texts):
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["id", "text"])
    writer.writerows([n, text] for n, text in enumerate(texts))
    assert [row["text"] for row in good(read(out.getvalue()))] == texts
