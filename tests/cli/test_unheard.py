"""Who is not heard is told at the command line, and that somebody asked stands in the log."""

import pytest
from tests.cli.conftest import lines
from tests.web import city

from civicbeat.governance.audit.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_is_not_heard(typed, beat):
    beat.store.write(city.posts(city.moment()), token="city")
    said = " ".join(typed("unheard", "--language", "en", "--reason", "Hỏi bằng cách khác").stdout.split())
    assert "wards are named by nobody or by too few people" in said
    assert "language: Chinese, Khmer, English, Korean, Japanese" in said
    assert "Silence online is not contentment" in said
    assert Entry.objects.filter(action="ask", reason="Hỏi bằng cách khác").count() == 1
    assert "phường, xã" in typed("unheard", "--language", "vi").stdout
    [found] = lines(typed("unheard", "--json"))
    assert [each["group"] for each in found["groups"]] == ["place", "language", "theme"]
