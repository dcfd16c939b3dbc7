"""The secrets of second factors are sealed: the records store alone opens none, and each opens for its account only."""

import stat

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tests import databases

from civicbeat.governance.accounts import factors
from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.records.errors import FactorUnreadable

BEFORE = [("accounts", "0003_invitations_and_tokens"), ("mfa", "0003_authenticator_type_uniq")]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """The folder of an installation of this test's own."""
    from dataclasses import replace  # noqa: PLC0415

    monkeypatch.setattr(settings, "INSTALLATION", replace(settings.INSTALLATION, data=tmp_path))
    return tmp_path


@pytest.mark.django_db
def test_a_secret_opens_for_its_account_and_for_no_other(place):
    sealed = factors.seal(7, "JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert factors.seal(7, "JBSWY3DPEHPK3PXP") != sealed, "nobody sees that two are the same"
    assert factors.unseal(7, sealed) == "JBSWY3DPEHPK3PXP"
    with pytest.raises(FactorUnreadable):
        factors.unseal(8, sealed)
    assert stat.S_IMODE((place / factors.FILE).stat().st_mode) == 0o600


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["", "JBSWY3DPEHPK3PXP", "sealed1:", "sealed1:?", "sealed1:AAAA", "changed"])
def test_what_was_changed_or_was_never_sealed_does_not_open(place, wrong):
    sealed = factors.seal(7, "JBSWY3DPEHPK3PXP")
    given = f"{sealed[:-8]}AAAAAAA=" if wrong == "changed" else wrong
    with pytest.raises(FactorUnreadable):
        factors.unseal(7, given)


@pytest.mark.django_db
def test_a_lost_key_is_not_replaced_by_another_unsaid(place, city):
    person = Account.objects.create(username="lan", agency=city)
    row = Authenticator.objects.create(user=person, type="totp", data=factors.sealed_data(person.pk, {"secret": "X"}))
    assert factors.not_opening() == 0
    for lose in (lambda key: key.write_bytes(b"damaged"), lambda key: key.unlink()):
        lose(place / factors.FILE)
        assert factors.not_opening() == 1
        with pytest.raises(FactorUnreadable):
            factors.seal(person.pk, "another")
    row.delete()
    assert factors.unseal(person.pk, factors.seal(person.pk, "another")) == "another"


@pytest.mark.parametrize("kind", databases.KINDS)
def test_plain_secrets_are_sealed_by_the_migration_and_open_as_before(kind, place, tmp_path, django_db_blocker):
    with django_db_blocker.unblock(), databases.empty(kind, tmp_path):
        executor = MigrationExecutor(connection)
        old = executor.migrate(BEFORE).apps
        agency = old.get_model("accounts", "Agency").objects.create(short_name="city")
        plain = {}
        for name in ("lan", "binh"):
            person = old.get_model("accounts", "Account").objects.create(username=name, agency=agency)
            for type_, data in (
                ("totp", {"secret": generate_totp_secret()}),
                ("recovery_codes", {"seed": generate_totp_secret(50), "used_mask": 5}),
                ("webauthn", {"name": "Key", "credential": {"id": "x"}}),
            ):
                row = old.get_model("mfa", "Authenticator").objects.create(user=person, type=type_, data=data)
                plain[row.pk] = data
        databases.call_command("migrate", verbosity=0)
        assert Account.objects.count() == 2
        assert Agency.objects.count() == 1
        for row in Authenticator.objects.all():
            before = plain.pop(row.pk)
            for name in {"secret", "seed"} & before.keys():
                assert before[name] not in str(row.data)
                assert factors.unseal(row.user_id, row.data[name]) == before[name]
            assert {**row.data, "secret": 0, "seed": 0} == {**before, "secret": 0, "seed": 0}
        assert not plain
        assert factors.not_opening() == 0
