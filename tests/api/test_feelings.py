"""Shares of sentiments are corrected, or there are none."""

import pytest

from civicbeat.api import feelings


def test_shares_come_with_their_intervals_and_never_raw(ask, monkeypatch):
    said = ask("feelings")
    finding = said["finding"]
    assert finding["interval"]["low"] <= finding["estimate"] <= finding["interval"]["high"]
    assert finding["interval"]["level"] == 0.95
    assert finding["sample"] > 100
    assert finding["method"]["name"]
    assert set(finding["sentence"]) == {"vi", "en"}
    assert set(said["shares"]) == {"negative", "neutral", "positive"}
    assert sum(each["share"] for each in said["shares"].values()) == pytest.approx(1)
    assert said["shares"]["negative"]["share"] == finding["estimate"]
    assert said["own_labels"] is False


def test_of_a_model_that_nobody_measured_there_are_none(ask, monkeypatch):
    monkeypatch.setattr(feelings, "errors", lambda *_: None)
    said = ask("feelings")
    assert said["finding"]["refused"] == "few-labels"
    assert said["shares"] == {}


def test_a_query_by_sentiment_is_refused(ask):
    assert ask("feelings", q="sentiment:negative")["finding"]["refused"] == "chosen"


def test_shares_over_time_come_cell_by_cell(ask):
    said = ask("feelings/course", span="7d", grain="day")
    assert said["refused"] is None
    assert 7 <= len(said["cells"]) <= 8
    for cell in said["cells"]:
        for share in cell["shares"].values():
            if share["share"] is not None:
                assert 0 <= share["low"] <= share["share"] <= share["high"] <= 1


def test_cells_without_number_are_refused(ask):
    ask("feelings/course", status=422, span="1y", grain="hour", **{"from": "2001-01-01", "to": "2099-01-01"})
