"""Importing exports, workbooks and files with saved mappings on the command line."""

import pytest
from tests.cli.conftest import lines
from tests.sources.brandwatch.sample import sample as brandwatch
from tests.sources.exported import workbook
from tests.sources.xarchive.sample import archive, own

from civicbeat.listen.models import SavedMapping

pytestmark = pytest.mark.django_db(transaction=True)

SHEETS = workbook(
    **{
        "Tháng 3": [["Mã", "Lời dân"], [1, "Ngập ở hẻm số ba, nước lên tới gối"]],
        "Tháng 4": [["Mã", "Lời dân"], [2, "Rác chất đống ở đầu hẻm đã ba ngày"], [3, "Đèn đường hỏng cả tuần nay"]],
    }
)


def test_an_export_is_recognised_and_said_to_be_one(typed, tmp_path):
    (tmp_path / "mentions.csv").write_text(brandwatch(20), encoding="utf-8")
    done = typed("import", "mentions.csv")
    assert "mentions.csv: Brandwatch export" in done.stdout
    assert "mentions.csv → brandwatch: 21 read, 20 new" in done.stdout
    [again] = lines(typed("import", "mentions.csv", "--json"))
    assert (again["kind"], again["source"], again["repeated"]) == ("brandwatch", "brandwatch", 20)


def test_a_kind_can_be_forced_and_a_wrong_one_is_one_clear_error(typed, tmp_path):
    (tmp_path / "a.csv").write_text("id,text,date\n1,Ngập rồi,2025-03-01\n", encoding="utf-8")
    done = typed("import", "a.csv", "--kind", "brandwatch", good=False)
    assert "not an export of Brandwatch" in done.stderr
    done = typed("import", "a.csv", "--kind", "gopher", good=False)
    assert "Known are: fourcat" in done.stderr
    [result] = lines(typed("import", "a.csv", "--kind", "files", "--json"))
    assert (result["kind"], result["new"]) == ("files", 1)


def test_whose_archive_it_is_can_be_said_where_it_means_something(typed, tmp_path):
    (tmp_path / "tweets.js").write_text(archive(own(1), own(2)), encoding="utf-8")
    (tmp_path / "mentions.csv").write_text(brandwatch(20), encoding="utf-8")
    (tmp_path / "a.csv").write_text("id,text,institution\n1,Ngập rồi,Sở Mẫu\n", encoding="utf-8")
    [result] = lines(typed("import", "tweets.js", "--institution", "Sở Mẫu", "--json"))
    assert (result["kind"], result["new"]) == ("xarchive", 2)
    assert "Leave --institution out" in typed("import", "mentions.csv", "--institution", "x", good=False).stderr
    assert "Leave --institution out" in typed("import", "a.csv", "--institution", "x", good=False).stderr


def test_a_sheet_is_named_and_a_saved_mapping_is_used(typed, tmp_path):
    (tmp_path / "tong-dai.xlsx").write_bytes(SHEETS)
    [first] = lines(typed("import", "tong-dai.xlsx", "--published", "2025-03-01", "--json"))
    [other] = lines(typed("import", "tong-dai.xlsx", "--published", "2025-04-01", "--sheet", "Tháng 4", "--json"))
    assert (first["new"], other["new"]) == (1, 2)
    mapping = {"columns": {"text": "Lời dân", "id": "Mã"}, "kind": "report"}
    SavedMapping.objects.create(name="1022", columns=["Lời dân", "Mã"], mapping=mapping)
    done = typed("import", "tong-dai.xlsx", "--published", "2025-03-01", "--name", "files.a")
    assert "read as saved under “1022”" in done.stdout
    done = typed("import", "tong-dai.xlsx", "--published", "2025-03-01", "--mapping", "1022", "--json")
    assert lines(done)[0]["read"] == 1
    assert "Saved are: 1022" in typed("import", "tong-dai.xlsx", "--mapping", "1023", good=False).stderr
