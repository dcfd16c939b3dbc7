"""Importing exports, workbooks and files with saved mappings on the command line."""

import json
import sqlite3

import pytest
from tests.cli.conftest import lines
from tests.sources.brandwatch.sample import sample as brandwatch
from tests.sources.exported import workbook
from tests.sources.xarchive.sample import archive, own

pytestmark = pytest.mark.xdist_group("imports")

SHEETS = workbook(
    **{
        "Tháng 3": [["Mã", "Lời dân"], [1, "Ngập ở hẻm số ba, nước lên tới gối"]],
        "Tháng 4": [["Mã", "Lời dân"], [2, "Rác chất đống ở đầu hẻm đã ba ngày"], [3, "Đèn đường hỏng cả tuần nay"]],
    }
)


def test_an_export_is_recognised_and_said_to_be_one(civicbeat, folder):
    (folder / "mentions.csv").write_text(brandwatch(20), encoding="utf-8")
    done = civicbeat("import", "mentions.csv")
    assert "mentions.csv: Brandwatch export" in done.stdout
    assert "mentions.csv → brandwatch: 21 read, 20 new" in done.stdout
    [again] = lines(civicbeat("import", "mentions.csv", "--json"))
    assert (again["kind"], again["source"], again["repeated"]) == ("brandwatch", "brandwatch", 20)


def test_a_kind_can_be_forced_and_a_wrong_one_is_one_clear_error(civicbeat, folder):
    (folder / "a.csv").write_text("id,text,date\n1,Ngập rồi,2025-03-01\n", encoding="utf-8")
    done = civicbeat("import", "a.csv", "--kind", "brandwatch", good=False)
    assert "not an export of Brandwatch" in done.stderr
    done = civicbeat("import", "a.csv", "--kind", "gopher", good=False)
    assert "Known are: fourcat" in done.stderr
    [result] = lines(civicbeat("import", "a.csv", "--kind", "files", "--json"))
    assert (result["kind"], result["new"]) == ("files", 1)


def test_whose_archive_it_is_can_be_said_where_it_means_something(civicbeat, folder):
    (folder / "tweets.js").write_text(archive(own(1), own(2)), encoding="utf-8")
    [result] = lines(civicbeat("import", "tweets.js", "--institution", "Sở Mẫu", "--json"))
    assert (result["kind"], result["new"]) == ("xarchive", 2)
    assert "Leave --institution out" in civicbeat("import", "mentions.csv", "--institution", "x", good=False).stderr
    assert "Leave --institution out" in civicbeat("import", "a.csv", "--institution", "x", good=False).stderr


def test_a_sheet_is_named_and_a_saved_mapping_is_used(civicbeat, folder):
    (folder / "tong-dai.xlsx").write_bytes(SHEETS)
    [first] = lines(civicbeat("import", "tong-dai.xlsx", "--published", "2025-03-01", "--json"))
    [other] = lines(civicbeat("import", "tong-dai.xlsx", "--published", "2025-04-01", "--sheet", "Tháng 4", "--json"))
    assert (first["new"], other["new"]) == (1, 2)
    mapping = {"columns": {"text": "Lời dân", "id": "Mã"}, "kind": "report"}
    with sqlite3.connect(folder / "data" / "records.sqlite3") as records:
        records.execute(
            "insert into listen_savedmapping (name, columns, mapping, created_at) values (?, ?, ?, ?)",
            ("1022", json.dumps(["Lời dân", "Mã"]), json.dumps(mapping), "2026-03-01"),
        )
    records.close()
    done = civicbeat("import", "tong-dai.xlsx", "--published", "2025-03-01", "--name", "files.a")
    assert "read as saved under “1022”" in done.stdout
    done = civicbeat("import", "tong-dai.xlsx", "--published", "2025-03-01", "--mapping", "1022", "--json")
    assert lines(done)[0]["read"] == 1
    assert "Saved are: 1022" in civicbeat("import", "tong-dai.xlsx", "--mapping", "1023", good=False).stderr
