"""The audit log at the command line: proved, exported, signed."""

import json

import pytest
from tests.cli.conftest import lines

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.audit.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.INSTALLATION = type("Here", (), {"data": tmp_path})


def test_it_is_proved_and_a_break_is_told(typed):
    assert "entries fit" in typed("audit", "verify").stdout
    typed("audit", "verify", "--reason", "Thanh tra quý")
    assert Entry.objects.get(number=2).reason == "Thanh tra quý"
    Entry.objects.filter(number=1).update(reason="else")
    assert "broken at entry 1" in typed("audit", "verify", good=False).stderr


def test_an_auditor_exports_the_words_of_their_agencies(typed, tmp_path):
    city = Agency.objects.create(short_name="city", name_vi="Thành phố", name_en="City")
    Account.objects.create(username="kiem-tra", agency=city, role=Role.AUDITOR)
    typed("audit", "verify")
    typed("--as", "kiem-tra", "audit", "export", "log.jsonl")
    told = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text("utf-8").splitlines()]
    assert [entry["number"] for entry in told] == [1, 2]
    assert all("body" in entry for entry in told)


def test_keys_and_heads_are_printed(typed):
    typed("audit", "verify")
    [found] = lines(typed("audit", "heads"))
    assert found == {"keys": [], "heads": []}
    assert "signed by key" in typed("audit", "new-key").stdout
    assert len(lines(typed("audit", "heads"))[0]["keys"]) == 2
