"""Workbooks: sheets of Excel are read like tables, and cannot fill a machine."""

import io
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime, time

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.exported import workbook

from civicbeat.records.errors import BadMapping, UnreadableFile
from civicbeat.records.post import Post
from civicbeat.sources.contract import Rejected
from civicbeat.sources.files import Mapping, file_source, guess, opening, sample_of
from civicbeat.sources.files import workbook as module
from civicbeat.sources.files.shape import shape_of

HEADER = ["Mã", "Phản ánh", "Ngày gửi", "Người gửi"]
CALLS = [
    [
        n,
        f"Hẻm {n} lại ngập sau cơn mưa chiều qua, đi lại khó",
        datetime(2025, 3, n % 28 + 1, 8, n % 60),
        f"Người {n % 5}",
    ]
    for n in range(1, 31)
]


def read(data, **given):
    source = file_source(io.BytesIO(data), name="tong-dai", **given)
    pages = list(source.fetch({}))
    made = [source.to_post(raw) for page in pages for raw in page.raws]
    refused = [one for page in pages for one in page.rejected] + [one for one in made if isinstance(one, Rejected)]
    return [post for post in made if isinstance(post, Post)], refused


def test_a_contact_centres_sheet_is_understood():
    posts, refused = read(workbook(Data=[HEADER, *CALLS]))
    assert (len(posts), refused) == (30, [])
    first = posts[0]
    assert (first.native_id, first.author, first.kind) == ("1", "Người 1", "report")
    assert first.published_at == datetime(2025, 3, 2, 1, 1, tzinfo=UTC)


def test_titles_above_the_table_are_passed_over():
    data = workbook(Data=[["BÁO CÁO TỔNG ĐÀI"], [], ["Từ ngày", "01/03/2025"], HEADER, *CALLS])
    shape = shape_of(io.BytesIO(data))
    assert (shape.columns, shape.preamble) == (tuple(HEADER), 3)
    assert len(read(data)[0]) == 30


def test_a_sheet_without_a_header_gives_its_first_row_too():
    found = shape_of(io.BytesIO(workbook(Data=CALLS)))
    assert (found.header, found.columns[:2]) == (False, ("column 1", "column 2"))
    posts, _ = read(workbook(Data=CALLS), mapping=Mapping({"text": "column 2", "published": "column 3"}))
    assert len(posts) == 30


def test_the_first_sheet_with_rows_is_read_or_the_one_that_is_named():
    data = workbook(**{"Trống": [], "Tháng 3": [HEADER, *CALLS[:3]], "Tháng 4": [HEADER, *CALLS[3:8]]})
    shape = shape_of(io.BytesIO(data))
    assert (shape.sheet, shape.sheets) == ("Tháng 3", ("Tháng 3", "Tháng 4"))
    sample = sample_of(io.BytesIO(data), "Tháng 4")
    assert len(sample.rows) == 5
    named = guess(sample).wanted()
    assert named.sheet == "Tháng 4"
    assert len(read(data, mapping=named)[0]) == 5
    with pytest.raises(UnreadableFile, match="no sheet of that name"):
        sample_of(io.BytesIO(data), "Tháng 5")


def cells(**given):
    """One row of a workbook that holds every sort of cell."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **given}) as book:
        sheet = book.add_worksheet("A")
        day, hour, money = (book.add_format({"num_format": f}) for f in ("d/m/yyyy", "hh:mm", '#,##0 "đồng"'))
        sheet.write_row(0, 0, ["ngày", "giờ", "tiền", "số", "phần", "đúng", "lỗi", "chữ", "gộp"])
        sheet.write_datetime(1, 0, date(2025, 3, 14), day)
        sheet.write_datetime(1, 1, time(8, 15), hour)
        sheet.write_number(1, 2, 45_000, money)
        sheet.write_number(1, 3, 12)
        sheet.write_number(1, 4, 0.5)
        sheet.write_boolean(1, 5, True)
        sheet.write_formula(1, 6, "=1/0", None, "#DIV/0!")
        sheet.write_string(1, 7, "Ngập\r_x000D_ rồi")
        sheet.write_rich_string(1, 8, "Nước ", book.add_format({"bold": True}), "lên")
    return sample_of(io.BytesIO(out.getvalue())).rows[0]


@pytest.mark.parametrize("given", [{}, {"date_1904": True}])
def test_cells_are_what_they_show(given):
    found = cells(**given)
    assert (found["ngày"], found["giờ"]) == (datetime(2025, 3, 14), "08:15:00")
    assert (found["tiền"], found["số"], found["phần"], found["đúng"], found["lỗi"]) == (45_000, 12, 0.5, True, None)
    assert found["gộp"] == "Nước lên"
    assert "_x" not in found["chữ"].replace("_x000D_", "", 1)


SHEET = "xl/worksheets/sheet1.xml"


def altered(data, part, change):
    """The workbook with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return out.getvalue()


GOOD = workbook(Data=[HEADER, *CALLS])


def test_two_cells_far_apart_take_no_room():
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>xa</t></is></c></row></sheetData>'
    data = altered(GOOD, SHEET, lambda xml: xml.replace(b"</sheetData>", far))
    posts, refused = read(data)
    assert (len(posts), [one.reason for one in refused]) == (30, ["no-text"])


def test_a_sheet_that_breaks_off_gives_what_came_before():
    posts, refused = read(altered(GOOD, SHEET, lambda xml: xml[: len(xml) * 2 // 3]))
    assert 10 < len(posts) < 30
    assert [one.reason for one in refused] == ["file-cut"]


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"]
)
def test_a_damaged_part_is_said_to_be_damaged(part):
    with pytest.raises(UnreadableFile, match="damaged"):
        read(altered(GOOD, part, lambda xml: xml[: len(xml) // 2]))


def test_texts_that_are_lost_are_not_taken_for_empty():
    named = GOOD.rindex(b"xl/sharedStrings.xml")
    with pytest.raises(UnreadableFile, match="damaged"):
        read(GOOD[:named] + b"xl/sharedStrongs.xml" + GOOD[named + 20 :])


def test_what_defines_words_of_its_own_is_refused():
    lol = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><worksheet/>'
    with pytest.raises(UnreadableFile, match="holds no rows"):
        read(altered(GOOD, SHEET, lambda _: lol))


def test_a_workbook_that_is_made_to_fill_a_machine(monkeypatch):
    monkeypatch.setattr(opening, "FREELY_UNPACKED", 100_000)
    bomb = altered(GOOD, SHEET, lambda xml: xml.replace(b"<sheetData>", b"<sheetData>" + b"<row/>" * 1_200_000))
    with pytest.raises(UnreadableFile, match="300 times"):
        read(bomb)


def test_many_sheets_of_one_part_are_no_way_around(monkeypatch):
    monkeypatch.setattr(opening, "FREELY_UNPACKED", 400_000)
    monkeypatch.setattr(opening, "LARGEST_RATIO", 1)
    empty = altered(GOOD, SHEET, lambda _: b"<worksheet><sheetData>" + b"<row/>" * 20_000 + b"</sheetData></worksheet>")
    sheet = b'<sheet name="Data" sheetId="1" r:id="rId1"/>'
    many = b"".join(sheet.replace(b"Data", b"Data%d" % number) for number in range(50))
    with pytest.raises(UnreadableFile, match="times its size"):
        read(altered(empty, "xl/workbook.xml", lambda xml: xml.replace(sheet, many)))


def test_more_text_than_can_be_held(monkeypatch):
    monkeypatch.setattr(module, "LARGEST_TEXTS", 500)
    with pytest.raises(UnreadableFile, match="more text"):
        read(GOOD)


def test_a_row_that_is_too_long_is_set_aside(monkeypatch):
    monkeypatch.setattr(module, "LARGEST_CELLS", 2_000)
    long = b'<row r="40"><c r="B40" t="inlineStr"><is><t>' + b"x" * 5_000 + b"</t></is></c></row></sheetData>"
    posts, refused = read(altered(GOOD, SHEET, lambda xml: xml.replace(b"</sheetData>", long)))
    assert (len(posts), [one.reason for one in refused]) == (30, ["row-too-long"])


def test_an_empty_workbook_and_another_office_document():
    with pytest.raises(UnreadableFile, match="holds no rows"):
        read(workbook(Data=[]))
    with pytest.raises(UnreadableFile, match="Office document"):
        read(altered(GOOD, "", bytes).replace(b"xl/workbook.xml", b"xx/workbook.xml"))


def test_a_fetch_goes_on_from_every_page(monkeypatch):
    monkeypatch.setattr("civicbeat.sources.files.source.ROWS_PER_PAGE", 7)
    source = file_source(io.BytesIO(GOOD), name="x")
    whole = list(source.fetch({}))
    assert [page.done for page in whole] == sorted(page.done for page in whole)
    for number, page in enumerate(whole):
        rest = [raw for later in source.fetch(page.cursor) for raw in later.raws]
        assert rest == [raw for later in whole[number + 1 :] for raw in later.raws]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=30))
def test_damage_anywhere_is_said_or_read_past(at, junk):
    at %= len(GOOD)
    with suppress(UnreadableFile, BadMapping):
        read(GOOD[:at] + junk + GOOD[at + len(junk) :])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=30))
def test_damage_within_a_sheet_is_said_or_read_past(at, junk):
    def change(xml):
        place = at % len(xml)
        return xml[:place] + junk + xml[place + len(junk) :]

    with suppress(UnreadableFile, BadMapping):
        read(altered(GOOD, SHEET, change))
