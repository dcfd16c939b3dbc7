"""A trend, and what emerges, are told at the command line."""

import pytest
from tests.api.test_trends import rows
from tests.cli.conftest import lines
from tests.store.making import batch
from tests.web import city

from civicbeat.governance.audit.models import Entry
from civicbeat.records.period import Grain, floor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def risen(beat):
    beat.store.write(batch(rows(floor(city.moment(), Grain.HOUR))), token="trends")
    beat.store.roll_up()


@pytest.mark.usefixtures("risen")
def test_what_rose_and_what_is_to_come(typed):
    said = typed("trends", "theme:power").stdout
    assert "Rises of six weeks" in said
    assert "goes on" in said
    assert "What is to come" in said
    [found] = lines(typed("trends", "theme:power", "--json", "--ahead", "14d", "--reason", "Trạm bơm"))
    assert len(found["ahead"]) == 14
    assert all(cell["low"] <= cell["posts"] <= cell["high"] for cell in found["ahead"])
    assert found["rises"][-1]["end"] is None


def test_where_nobody_speaks_it_is_said(typed):
    said = typed("trends").stdout
    assert "What is to come" not in said
    assert said.strip()


def test_what_emerges_is_looked_for_and_refused_where_there_is_too_little(typed):
    said = typed("emerging").stdout
    for title in ("New topics", "Rising phrases", "Joint sharing"):
        assert title in said
    [found] = lines(typed("emerging", "--json"))
    assert set(found) == {"topics", "phrases", "campaigns"}
    assert Entry.objects.filter(action="look for what emerges", reason__contains="command line").count() == 2
