"""Kept findings for programs: what others give is listed, and told one by one, with the look in the log."""

import pytest
from tests.switching import silence
from tests.web.test_kept import WHY, given  # noqa: F401  # a fixture
from tests.web.test_sharing import minh, roads  # noqa: F401  # fixtures

from civicbeat.governance.accounts.models import Account
from civicbeat.governance.audit.models import Entry
from civicbeat.governance.topics import keeping


@pytest.fixture
def theirs(running, minh):  # noqa: F811
    from tests.web.conftest import signed_in  # noqa: PLC0415

    client = signed_in(minh, "en")

    def said(operation, status=200, **params):
        response = client.get(f"/api/v1/{operation}", {"reason": "Máy bơm", **params})
        assert response.status_code == status, response.content
        return response.json()

    return said


def test_what_is_given_is_listed_without_what_it_says(theirs, given):  # noqa: F811
    [one] = theirs("kept")["findings"]
    assert (one["key"], one["kind"], one["why"]) == (given.kept.key, "story", WHY)
    assert one["agency"]["en"] == "Sample city"
    assert "posts" not in str(one)


def test_one_is_told_as_it_was_and_the_look_is_logged(theirs, given):  # noqa: F811
    said = theirs("kept/one", key=given.kept.key)
    assert said["finding"]["said"][0]["estimate"] == 40
    assert said["finding"]["tables"][0]["rows"][0]["figures"] == [None], "hidden is null, never zero"
    [look] = Entry.objects.filter(action="finding-look")
    assert (look.agency, look.reason) == ("roads", WHY)


def test_who_was_not_given_it_finds_nothing(theirs, ask, given):  # noqa: F811
    assert ask("kept")["findings"] == [], "one's own were given by nobody"
    assert ask("kept/one", key=given.kept.key)["topic"] == "Ngập"
    keeping.end(Account.objects.get(username="an"), given, "Wrong.")
    assert theirs("kept")["findings"] == []
    theirs("kept/one", 404, key=given.kept.key)
    theirs("kept/one", 404, key=str(given.kept.pk))


def test_one_that_rests_on_a_model_that_is_off_is_refused(theirs, given):  # noqa: F811
    silence("sentiment")
    assert theirs("kept/one", 403, key=given.kept.key)["type"].endswith("ModelSwitchedOff")
