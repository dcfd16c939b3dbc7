"""Findings that agencies share, at the command line: listed, shown, given and taken back by accounts alone."""

import pytest
from tests.cli.conftest import lines
from tests.web.conftest import person, secret, topic  # noqa: F401  # fixtures
from tests.web.test_kept import WHY, given  # noqa: F401  # a fixture
from tests.web.test_sharing import minh, roads  # noqa: F401  # fixtures

from civicbeat.governance.accounts.models import Agency
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.audit.models import Entry
from civicbeat.governance.topics.models import Giving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nobody_else(monkeypatch):
    from civicbeat.cli import acting  # noqa: PLC0415

    monkeypatch.setattr(acting, "_name", "")


def test_what_is_given_is_listed_and_shown(typed, given, minh):  # noqa: F811
    key = given.kept.key
    [listed] = lines(typed("--as", "minh", "findings", "list", "--json"))
    assert [one["key"] for one in listed["received"]] == [key]
    assert listed["kept"] == []
    assert key in typed("--as", "minh", "findings", "list").stdout
    [shown] = lines(typed("--as", "minh", "findings", "show", key, "--json"))
    assert shown["said"][0]["sentence"]["en"] == "There were 40 posts."
    assert "There were 40 posts." in typed("--as", "minh", "findings", "show", key).stdout
    assert {entry.reason for entry in Entry.objects.filter(action="finding-look")} == {WHY}


def test_it_is_given_and_taken_back(typed, given, person):  # noqa: F811
    Agency.objects.create(short_name="parks", name_vi="Công viên", name_en="Parks")
    key = given.kept.key
    typed("--as", "an", "findings", "give", key, "parks", "--reason", "They mow there.")
    assert Giving.objects.open().count() == 2
    typed("--as", "an", "findings", "end", key, "parks", "--reason", "They are done.")
    assert [one.agency.short_name for one in Giving.objects.open()] == ["roads"]
    told = typed("--as", "an", "findings", "end", key, "parks", "--reason", "Twice.", good=False).stderr
    assert "parks does not have this finding." in told
    told = typed("--as", "an", "findings", "give", key, "nosuch", "--reason", "x", good=False).stderr
    assert "Those that there are: parks, roads, sample." in told


def test_who_may_not_is_turned_away(typed, given, minh):  # noqa: F811
    key = given.kept.key
    told = typed("--as", "minh", "findings", "give", key, "roads", "--reason", "x", good=False).stderr
    assert "another agency" in told
    assert "no such finding" in typed("--as", "minh", "findings", "show", "x", good=False).stderr
    assert "--as ACCOUNT" in typed("findings", "list", good=False).stderr
    minh.role = Role.PRESS_OFFICER
    minh.save()
    told = typed("--as", "minh", "findings", "end", key, "roads", "--reason", "x", good=False).stderr
    assert "does not cover this" in told
    assert Giving.objects.open().count() == 1
