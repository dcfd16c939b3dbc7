"""Bad input is told in problem documents, whatever it is, and never breaks the program."""

import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civicbeat.api import figures
from civicbeat.api.about import About
from civicbeat.api.changes import ChangesAsked
from civicbeat.api.figures import FiguresAsked
from civicbeat.api.impact import ImpactAsked
from civicbeat.api.stories import StoriesAsked
from civicbeat.api.trends import TrendsAsked
from civicbeat.records.errors import CivicbeatError, QueryTooExpensive, StoreBusy

ASKED = {
    "figures": FiguresAsked,
    "feelings": About,
    "changes": ChangesAsked,
    "stories": StoriesAsked,
    "trends": TrendsAsked,
    "impact": ImpactAsked,
}
USUAL = {
    "q": ["ngập", 'place:"Bình Thạnh"', "(", "a) OR (b", "theme:nothing", "*", "NOT", '"', "ngập~", "a:b"],
    "topic": ["1", "0", "-1", "99999999999999999999"],
    "from": ["2026-01-01", "0001-01-01", "9999-12-31", "2026-02-30", "2026-01-01T10:00", "٢٠٢٦-01-01"],
    "to": ["2026-11-01", "9999-12-31", "2001-01-01", "2026-01-01T10:00"],
    "span": ["24h", "1y", "2y", ""],
    "f": ["theme:flooding", "place:vn.hcm", "sentiment:", "hour:1", "story:x", "story:77", "kind:\x00"],
    "by": ["hour", "day", "month", "theme", "source", "story", "institution", "author"],
    "count": ["posts", "people", "reactions", "stories"],
    "limit": ["1", "0", "1e9", "1000"],
    "posts": ["all", "negative", "some"],
    "versus": ["2026-01-01", "2001-01-01", "2099-12-31", "x"],
    "ahead": ["24h", "14d", "1y"],
    "false_alarms": ["0.25", "20", "0", "nan", "inf", "1e-9"],
    "decided": ["2026-11-01", "2001-01-01", "2099-12-31", "1e9", "0001-01-01"],
    "what": ["theme:flooding", "place:vn.hcm", "theme:none", "source:test.forum"],
    "outcome": ["posts", "negative", "joy"],
    "author": ["1"],
}
ANY = st.text(max_size=12)
params = st.fixed_dictionaries(
    {"reason": st.just("Máy bơm") | ANY},
    optional={name: st.lists(st.sampled_from(some) | ANY, min_size=1, max_size=2) for name, some in USUAL.items()},
)


@pytest.mark.parametrize("operation", ASKED)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_params=params)
def test_no_parameters_break_it(program, operation, given_params):
    known = {field.alias or name for name, field in ASKED[operation].model_fields.items()} | {"author"}
    response = program.get(f"/api/v1/{operation}", {k: v for k, v in given_params.items() if k in known})
    assert response.status_code in (200, 404, 422)
    if response.status_code != 200:
        said = response.json()
        assert response.headers["Content-Type"] == "application/problem+json"
        assert said["status"] == response.status_code
        assert said["title"]
        assert said["do"]


def test_a_bad_query_is_told_with_its_place_in_what_was_given(ask, topic):
    said = ask("figures", 422, q="ngập AND place:Xyz", topic=topic.pk)
    assert said["type"] == "tag:civicbeat,2026:BadQuery"
    assert said["position"] == "ngập AND place:Xyz".index("Xyz")


def test_a_misspelt_parameter_is_not_passed_over(ask):
    said = ask("figures", 422, filter="theme:flooding")
    assert "filter" not in said["title"]
    assert "count, f, from" in said["do"]


def test_what_was_given_is_not_repeated(ask):
    assert "0912345678" not in str(ask("figures", 422, span="0912345678"))


@pytest.mark.parametrize(("first", "last"), [("2026-02-01", "2026-01-31"), ("2026-02-01T10:00", "2026-02-01T10:00")])
def test_bounds_in_the_wrong_order_are_refused(ask, first, last):
    assert ask("figures", 422, **{"from": first, "to": last})["type"].endswith(":BadParameter")


@pytest.mark.parametrize(
    ("error", "status"), [(StoreBusy("Busy.", do="Wait."), 503), (QueryTooExpensive("Long.", do="Narrow it."), 422)]
)
def test_an_error_of_the_store_says_what_to_do(ask, monkeypatch, error, status):
    monkeypatch.setattr(figures, "store", lambda: _raise(error))
    said = ask("figures", status)
    assert (said["title"], said["do"]) == (error.what, error.do)


def test_an_error_without_a_status_is_a_fault(ask, monkeypatch):
    monkeypatch.setattr(figures, "store", lambda: _raise(CivicbeatError("What.", do="Do.")))
    assert ask("figures", 500)["title"] == "What."


def test_a_fault_of_the_program_is_logged_and_not_shown(ask, monkeypatch, caplog):
    monkeypatch.setattr(figures, "store", lambda: _raise(ZeroDivisionError("secret")))
    with caplog.at_level(logging.ERROR, "civicbeat.api.problems"):
        said = ask("figures", 500)
    assert "secret" not in str(said)
    assert caplog.records[0].exc_info[0] is ZeroDivisionError


def _raise(error):
    raise error
