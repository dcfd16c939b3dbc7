"""Letting people and programs in at the command line, and whose name one acts in."""

import pytest
from allauth.mfa.models import Authenticator

from civicbeat.governance.accounts import tokens
from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.audit.models import Entry

PASSWORD = "a long private sentence"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def operator(typed):
    typed("account", "van-hanh", "--agency", "city", "--role", "operator", "--password", PASSWORD)
    return Account.objects.get(username="van-hanh")


def test_an_account_is_made_below_the_agency_of_whoever_makes_it(typed, operator):
    typed("--as", "van-hanh", "account", "lan", "--agency", "ward", "--password", PASSWORD)
    lan = Account.objects.get(username="lan")
    assert (lan.agency.parent, lan.role) == (operator.agency, "analyst")
    entry = Entry.objects.get(subject="lan")
    assert (entry.person, entry.action, entry.details) == ("van-hanh", "account", {"role": "analyst", "made": True})


def test_an_operator_reaches_no_other_agency_and_not_their_own_account(typed, operator):
    Agency.objects.create(short_name="other", name_vi="Khác", name_en="Other")
    for name, agency in (("lan", "other"), ("van-hanh", "city")):
        told = typed("--as", "van-hanh", "account", name, "--agency", agency, "--password", PASSWORD, good=False)
        assert "not one you may change" in told.stderr


def test_whose_role_does_not_cover_it_makes_nobody(typed, operator):
    Account.objects.create(username="lan", agency=operator.agency, role=Role.ANALYST)
    told = typed("--as", "lan", "account", "binh", "--agency", "city", "--password", PASSWORD, good=False)
    assert "does not cover" in told.stderr
    assert not Account.objects.filter(username="binh").exists()


def test_an_unknown_agency_above_is_refused(typed):
    told = typed("account", "lan", "--agency", "ward", "--part-of", "nowhere", "--password", PASSWORD, good=False)
    assert "no agency nowhere" in told.stderr
    typed("account", "an", "--agency", "city", "--password", PASSWORD)
    typed("account", "lan", "--agency", "ward", "--part-of", "city", "--password", PASSWORD)
    assert Agency.objects.get(short_name="ward").parent.short_name == "city"


def test_a_lost_second_factor_is_taken_away_with_a_reason(typed, operator):
    lan = Account.objects.create(username="lan", agency=operator.agency, role=Role.AUDITOR)
    for words in ((), ("--as", "van-hanh")):
        Authenticator.objects.create(user=lan, type="totp", data={"secret": "x"})
        typed(*words, "reset-factor", "lan", "--reason", "Mất điện thoại, đã gặp tận mặt")
        assert not Authenticator.objects.exists()
    entries = Entry.objects.filter(action="reset-second-factor", subject="lan")
    assert [entry.reason for entry in entries] == ["Mất điện thoại, đã gặp tận mặt"] * 2
    assert entries[0].person == "van-hanh"
    assert "no account" in typed("reset-factor", "nobody", "--reason", "Mất điện thoại", good=False).stderr
    own = typed("--as", "van-hanh", "reset-factor", "van-hanh", "--reason", "Mất điện thoại", good=False)
    assert "their own" in own.stderr


def test_a_token_is_printed_and_opens(typed, operator):
    typed("account", "lan", "--agency", "city", "--password", PASSWORD)
    secret = typed("token", "lan", "--name", "Bảng").stdout.strip()
    assert tokens.find(secret).account.username == "lan"
    assert "no account" in typed("token", "nobody", "--name", "x", good=False).stderr
    assert "may not" in typed("token", "van-hanh", "--name", "x", good=False).stderr
