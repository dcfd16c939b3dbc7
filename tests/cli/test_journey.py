"""A person's way through the commands, on one installation."""

import csv
import sqlite3

import pytest
from tests.cli.conftest import lines, write_posts


@pytest.fixture(scope="module")
def imported(civicbeat, folder):
    file = write_posts(folder / "posts.csv", 600)
    with file.open("a", encoding="utf-8") as more:
        more.write("bad,not a date,someone,No date here,1\n")
    [result] = lines(civicbeat("import", "posts.csv", "--json"))
    return result


def test_an_import_accounts_for_every_row(imported):
    assert (imported["read"], imported["new"]) == (601, 600)
    assert sum(imported["set_aside"].values()) == 1


def test_a_second_import_stores_nothing_again(imported, civicbeat):
    [result] = lines(civicbeat("import", "posts.csv", "--json"))
    assert (result["new"], result["repeated"]) == (0, 600)


def test_a_search_counts_and_shows_masked_posts(imported, civicbeat):
    [found] = lines(civicbeat("search", "ngap nuoc", "--days", "30", "--limit", "5", "--json"))
    assert abs(found["posts"] - 600) <= 10
    assert len(found["shown"]) == 5
    assert "0903" not in " ".join(post["text"] for post in found["shown"])
    assert "author" not in found["shown"][0]


def test_places_are_asked_for_by_name(imported, civicbeat):
    [found] = lines(civicbeat("search", 'ngập AND place:"Bình Thạnh"', "--json"))
    assert abs(found["posts"] - 600) <= 10


def test_a_small_group_stays_invisible(imported, civicbeat):
    done = civicbeat("search", "17")
    assert "Too few people" in done.stdout


def test_a_bad_query_is_explained(imported, civicbeat):
    done = civicbeat("search", 'ngập AND "nước', good=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_an_export_is_written_and_logged(imported, civicbeat, folder, form):
    [result] = lines(civicbeat("export", "ngập", f"out.{form}", "--reason", "plan the pumps", "--json"))
    assert result["posts"] == 600
    assert (folder / f"out.{form}").stat().st_size > 1_000
    records = sqlite3.connect(folder / "data" / "records.sqlite3")
    row = records.execute("select reason from audit_entry where action = 'export' order by number desc").fetchone()
    assert row == ("plan the pumps",)


def test_an_export_holds_no_personal_data(imported, civicbeat, folder):
    civicbeat("export", "ngập", "private.csv", "--reason", "look for what should not be there")
    with (folder / "private.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 600
    texts = " ".join(row["text"] for row in rows)
    assert "Bình Thạnh" in texts
    assert "0903" not in texts
    assert "người 3" not in str(rows)


def test_an_account_can_be_made(imported, civicbeat):
    civicbeat("account", "lan", "--agency", "drainage", "--password", "a long private sentence")
    done = civicbeat("account", "an", "--agency", "drainage", "--password", "1234", good=False)
    assert "too weak" in done.stderr


def test_no_dead_letters_wait(imported, civicbeat):
    assert lines(civicbeat("letters", "--json")) == [{"revived": 0, "waiting": []}]


def test_the_doctor_finds_all_well(imported, civicbeat):
    [findings] = lines(civicbeat("doctor", "--json"))
    assert {finding["what"]: finding["state"] for finding in findings if finding["state"] == "bad"} == {}


def test_migrating_again_does_nothing(imported, civicbeat):
    assert lines(civicbeat("migrate", "--json")) == [{"posts": []}]


def test_an_unreadable_file_is_one_clear_error(civicbeat, folder):
    (folder / "broken.parquet").write_bytes(b"PAR1 not really")
    done = civicbeat("import", "broken.parquet", good=False)
    assert "broken.parquet" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_file_is_one_clear_error(civicbeat):
    done = civicbeat("import", "nowhere.csv", good=False)
    assert "nowhere.csv" in done.stderr
    assert "Traceback" not in done.stderr
