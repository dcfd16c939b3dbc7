"""In a notebook a condition narrows what was found; a bracket in it does not lead out."""

from datetime import UTC, datetime, timedelta

import pytest

from civicbeat.notebook import Found
from civicbeat.records.errors import BadQuery
from civicbeat.records.period import Period
from civicbeat.records.scope import Scope
from civicbeat.store.question import Look

SCOPE = Scope(agency="test", person="test", purpose="test")
LATELY = Period.back_from(datetime(2026, 3, 1, tzinfo=UTC), timedelta(days=7))


def found(query):
    return Found(None, Look(scope=SCOPE, period=LATELY, query=query))


def test_a_condition_narrows():
    assert found("ngập").where("xe OR rác")._look.query == "(ngập) AND (xe OR rác)"
    assert found("").where("xe")._look.query == "xe"


@pytest.mark.parametrize(("first", "more"), [("ngập", "xe) OR (rác"), ("xe) OR (rác", "ngập")])
def test_no_bracket_leads_out(first, more):
    with pytest.raises(BadQuery):
        found(first).where(more)
