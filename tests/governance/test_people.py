"""People: who is let in by whom, and that nobody raises themselves."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from civicbeat.governance.accounts import people, tokens
from civicbeat.governance.accounts.models import Account, Agency, Invitation
from civicbeat.governance.accounts.people import Invited
from civicbeat.governance.accounts.rights import Right, Role
from civicbeat.governance.accounts.secrets import digest
from civicbeat.governance.audit.models import Entry
from civicbeat.records.errors import InputError, NotAllowed
from civicbeat.records.period import today

PASSWORD = "con mèo trèo cây cau"
pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(city):
    return Agency.objects.create(short_name="ward", name_vi="Phường", name_en="Ward", parent=city)


@pytest.fixture
def operator(city):
    return Account.objects.create(username="van-hanh", agency=city, role=Role.OPERATOR)


def wanted(agency, name="lan", role=Role.ANALYST, **more):
    return Invited(username=name, display_name="Lan", agency=agency, role=role, **more)


def test_an_invitation_makes_one_account_once(operator, ward):
    made, secret = people.invite(operator, wanted(ward), "Tổ phân tích")
    assert made.digest == digest(secret)
    assert secret not in str(Invitation.objects.values())
    account = people.accept(secret, PASSWORD, "en")
    assert (account.agency, account.role, account.language) == (ward, "analyst", "en")
    assert account.check_password(PASSWORD)
    with pytest.raises(NotAllowed, match="was used"):
        people.accept(secret, PASSWORD)
    assert list(Entry.objects.order_by("number").values_list("action", "person")) == [
        ("invite", "van-hanh"),
        ("join", "lan"),
    ]


def test_an_invitation_ends_after_a_week_and_when_another_is_made(operator, ward):
    made, first = people.invite(operator, wanted(ward), "Tổ phân tích")
    _, second = people.invite(operator, wanted(ward), "Tổ phân tích")
    assert people.open_invitation(first) is None
    assert people.open_invitation(second) is not None
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NotAllowed, match="has ended"):
        people.accept(second, PASSWORD)
    assert made.expires_at - timezone.now() < timedelta(days=7)


@pytest.mark.parametrize("weak", ["ngắn", "nhà cửa phố", "password12345", "123456789012345"])
def test_a_weak_password_is_refused_and_the_invitation_stays_open(operator, ward, weak):
    _, secret = people.invite(operator, wanted(ward), "Tổ phân tích")
    with pytest.raises(InputError, match="too weak"):
        people.accept(secret, weak)
    assert people.open_invitation(secret)


def test_who_comes_by_the_directory_has_no_password(operator, ward):
    _, secret = people.invite(operator, wanted(ward, by_directory=True), "Tổ phân tích")
    account = people.accept(secret, "")
    assert account.by_directory
    assert not account.has_usable_password()


def test_nobody_reaches_above_or_beside_their_agency(operator, city, ward):
    other = Agency.objects.create(short_name="other", name_vi="Khác", name_en="Other")
    below = Account.objects.create(username="o-phuong", agency=ward, role=Role.OPERATOR)
    elsewhere = Account.objects.create(username="ngoai", agency=other)
    for by, agency in ((below, city), (below, other), (operator, other)):
        with pytest.raises(NotAllowed, match="not part of yours"):
            people.invite(by, wanted(agency), "Tổ phân tích")
    for act in (people.close, people.reopen, people.reset_second_factor):
        with pytest.raises(NotAllowed, match="not part of yours"):
            act(operator, elsewhere, "Thử")
    with pytest.raises(NotAllowed, match="not part of yours"):
        people.give_role(operator, elsewhere, Role.STEWARD, "Thử")


def test_nobody_changes_their_own_account(operator):
    Account.objects.create(username="hai", agency=operator.agency, role=Role.OPERATOR)
    for act in (people.close, people.reset_second_factor):
        with pytest.raises(NotAllowed, match="their own"):
            act(operator, operator, "Thử")
    with pytest.raises(NotAllowed, match="their own"):
        people.give_role(operator, operator, Role.ANALYST, "Thử")


def test_the_last_operator_stays(operator, ward):
    below = Account.objects.create(username="o-phuong", agency=ward, role=Role.OPERATOR)
    people.give_role(operator, below, Role.ANALYST, "Đổi việc")
    steward = Account.objects.create(username="giam-ho", agency=operator.agency, role=Role.STEWARD)
    for act in (
        lambda: people.close(steward, operator, "x"),
        lambda: people.give_role(steward, operator, Role.ANALYST, "x"),
    ):
        with pytest.raises(NotAllowed, match="last operator"):
            act()


def test_every_act_has_a_reason(operator, ward):
    account = Account.objects.create(username="lan", agency=ward)
    with pytest.raises(InputError, match="reason"):
        people.invite(operator, wanted(ward, "moi"), "  ")
    with pytest.raises(InputError, match="reason"):
        people.close(operator, account, "")
    assert not Entry.objects.exists()


def test_a_closed_account_has_no_tokens_and_comes_back_without(operator, ward):
    account = Account.objects.create(username="lan", agency=ward)
    _, secret = tokens.make(account, "Bảng điều khiển", [Right.LOOK], today())
    assert tokens.find(secret)
    people.close(operator, account, "Nghỉ việc")
    account.refresh_from_db()
    assert not account.is_active
    assert tokens.find(secret) is None
    people.reopen(operator, account, "Trở lại")
    account.refresh_from_db()
    assert account.is_active
    assert tokens.find(secret) is None


def test_a_lost_second_factor_is_taken_away_and_a_powerful_role_opens_nothing_before_there_is_another(operator, ward):
    account = Account.objects.create(
        username="lan", agency=ward, role=Role.AUDITOR, role_since=today() - timedelta(days=30)
    )
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert account.second_factor_due
    people.reset_second_factor(operator, account, "Mất điện thoại")
    account.refresh_from_db()
    assert not Authenticator.objects.exists()
    assert account.second_factor_due


def test_a_name_is_taken_whatever_its_case(operator, ward):
    Account.objects.create(username="lan", agency=ward)
    with pytest.raises(InputError, match="taken"):
        people.invite(operator, wanted(ward, "LAN"), "Tổ phân tích")


def test_a_password_is_as_long_as_one_likes_up_to_128_characters(operator):
    people.check_password("ngôi nhà nhỏ 🏠 " * 8, operator)
    with pytest.raises(InputError, match="at most 128"):
        people.check_password("x y" * 43, operator)
