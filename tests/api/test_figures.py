"""Figures are those of the store: protected, with what was not heard."""

import pytest


def test_a_total_says_what_it_is_about(ask):
    said = ask("figures", q="ngập", span="7d")
    [row] = said["rows"]
    assert row["group"] == {}
    assert 40 < row["figures"]["posts"] < 110
    assert (said["about"]["query"], said["about"]["topic"]) == ("ngập", None)
    assert said["about"]["start"] < said["about"]["end"]
    assert said["about"]["end"].endswith("+07:00")


def test_split_by_two_groups_a_small_one_is_null_and_not_zero(ask):
    rows = ask("figures", by=["hour", "sentiment"], span="24h", count=["posts", "people"])["rows"]
    hidden = [row for row in rows if row["hidden"]]
    assert hidden
    assert all(row["figures"] == {"posts": None, "people": None} for row in hidden)
    assert {row["group"]["sentiment"] for row in rows} <= {"negative", "neutral", "positive", "unclear"}


def test_filters_narrow_as_in_the_console(ask):
    [everything], [some] = (ask("figures", f=f)["rows"] for f in ([], ["theme:flooding", "source:test.forum"]))
    assert some["figures"]["posts"] < everything["figures"]["posts"]


def test_a_silence_is_told(ask):
    said = ask("figures", span="30d")
    assert 0 < said["coverage"] < 1
    assert {(gap["source"], gap["reason"]) for gap in said["gaps"]} >= {("test.forum", "SourceUnreachable")}
    assert said["versions"]


@pytest.mark.parametrize("by", [["day", "hour"], ["theme", "theme"]])
def test_a_split_without_meaning_is_refused(ask, by):
    assert ask("figures", 422, by=by)["type"] == "tag:civicbeat,2026:InputError"


@pytest.mark.parametrize(("limit", "status"), [(200, 200), (300, 422)])
def test_an_answer_that_nobody_could_read_is_refused_before_it_is_made(ask, limit, status):
    period = {"from": "2026-01-01", "to": "2026-01-10"}
    said = ask("figures", status, by=["hour", "place"], limit=limit, **period)
    assert "rows" in said or "lower limit" in said["do"]
