"""The audit page: for auditors and stewards, of their agencies, and itself in the log."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from tests.web.conftest import signed_in

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.audit import chain, signing
from civicbeat.governance.audit.models import Entry, Head
from civicbeat.governance.audit.verify_audit import verify


@pytest.fixture
def log(running, person):
    """An entry of the city, one of its ward, one of another agency."""
    ward = Agency.objects.create(short_name="ward", name_vi="Phường", name_en="Ward", parent=person.agency)
    other = Agency.objects.create(short_name="other", name_vi="Khác", name_en="Other")
    for agency, name in ((person.agency, "lan"), (ward, "binh"), (other, "chi")):
        who = Account.objects.create(username=name, agency=agency)
        chain.record(who.scope("Máy bơm"), "export", f"topic of {name}", query="ngập")
    return Account.objects.create(username="kiem-tra", agency=person.agency, role=Role.AUDITOR, language="en")


def read(client, **given):
    answer = client.get("/audit", given)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_log_of_ones_agencies_is_shown_and_no_other(log):
    page = read(signed_in(log, "en"))
    assert "topic of lan" in page
    assert "topic of binh" in page
    assert "topic of chi" not in page
    below = Account.objects.create(
        username="duoi", agency=Agency.objects.get(short_name="ward"), role=Role.AUDITOR, language="en"
    )
    page = read(signed_in(below, "en"))
    assert "topic of binh" in page
    assert "topic of lan" not in page


def test_that_it_is_read_stands_in_it_with_the_filter(log):
    page = read(signed_in(log, "en"), person="lan", since="2026-01-01")
    assert "topic of lan" in page
    assert "topic of binh" not in page
    entry = Entry.objects.get(action="look", subject="audit log")
    assert entry.person == "kiem-tra"
    assert entry.details == {"page": "1", "filter": {"person": "lan", "since": "2026-01-01"}}


@pytest.mark.parametrize("given", [{"page": "x"}, {"page": "99"}, {"since": "never"}, {"person": "a" * 900}])
def test_filters_that_make_no_sense_are_passed_over(log, given):
    read(signed_in(log, "en"), **given)


def test_an_analyst_does_not_read_it(english, person):
    assert english.get("/audit").status_code == 403
    assert english.post("/audit/export").status_code == 403


def test_it_is_proved_and_a_change_is_told(log):
    client = signed_in(log, "en")
    assert "entries fit" in client.post("/audit/prove").content.decode()
    Entry.objects.filter(number=2).update(person="nobody")
    assert "broken at entry 2" in client.post("/audit/prove").content.decode()


def test_an_outsider_verifies_what_is_exported(log, settings, tmp_path):
    settings.INSTALLATION = type("Here", (), {"data": tmp_path})
    signing.sign_due(datetime.now(UTC) + timedelta(days=1))
    sent = b"".join(signed_in(log, "en").post("/audit/export").streaming_content).decode()
    heads = Client().get("/audit-heads.json")
    assert heads.status_code == 200
    assert verify(json.loads(heads.content), sent.splitlines()) == ""
    assert "topic of lan" in sent
    assert "topic of chi" not in sent
    assert b"def verify" in Client().get("/verify_audit.py").content
    assert len(sent.splitlines()) == Head.objects.get().number
