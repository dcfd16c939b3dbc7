"""The doctor tells when a backup should have been made, or destroyed, and when the list of erasures lies too near."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db.migrations.recorder import MigrationRecorder

from civicbeat.governance.audit import chain
from civicbeat.governance.privacy.escrow import lock_away, secrets_of
from civicbeat.governance.privacy.keyring import Keyring
from civicbeat.listen import examine
from civicbeat.listen.backups import overdue
from civicbeat.listen.backups.take import Wanted, take
from civicbeat.listen.examine import State
from civicbeat.records.installation import Installation
from civicbeat.records.scope import Scope

pytestmark = pytest.mark.django_db(transaction=True)
SCOPE = Scope(agency="water", person="lan", purpose="Backup")
PASSPHRASE = "four small boats at noon"
NOW = datetime.now(UTC)


def untold(_what, _done):
    pass


@pytest.fixture
def place(tmp_path):
    return replace(Installation.from_environment(), data=tmp_path, secrets_passphrase=PASSPHRASE)


def said(what, installation):
    return dict(examine.CHECKS)[what](installation)


def noted(**more):
    """A backup of which only the log knows."""
    return chain.record(SCOPE, "backup", "deadbeef", folder="/nowhere", destroy_by=NOW.isoformat(), **more)


def aged(days, monkeypatch):
    """The clock of the checks, so many days ahead."""

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(days=days)

    monkeypatch.setattr(examine, "datetime", Later)


@pytest.mark.parametrize(("days", "state"), [(6, State.GOOD), (8, State.ODD)])
def test_without_a_first_backup_an_installation_is_odd_after_a_week(place, monkeypatch, days, state):
    MigrationRecorder.Migration.objects.update(applied=NOW)
    aged(days, monkeypatch)
    assert said("backups", place)[:2] == (state, "none was ever made")


@pytest.mark.parametrize(
    ("interval", "days", "state"),
    [(2, 1, State.GOOD), (2, 3, State.ODD), (7, 3, State.GOOD), (7, 8, State.ODD)],
)
def test_a_backup_that_should_have_followed_is_missed(place, monkeypatch, interval, days, state):
    noted()
    aged(days, monkeypatch)
    found = said("backups", replace(place, backup_days=interval))
    assert found[0] is state
    assert f"the last of {NOW:%Y-%m-%d}" in found[1]
    assert ("civicbeat backup" in found[2]) is (state is State.ODD)


def test_a_backup_past_its_last_day_is_bad_until_it_is_destroyed(beat, tmp_path, monkeypatch):
    beat.close()
    folder = tmp_path / "old"
    take(beat.installation, SCOPE, Wanted(folder, 7), untold)
    own = replace(beat.installation, backup_days=30)
    assert said("backups", own)[0] is State.GOOD
    aged(8, monkeypatch)
    state, found, _do = said("backups", own)
    assert state is State.BAD
    assert str(folder) in found
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace(overdue.Entry.objects.get(action="backup").subject, "another"))
    assert said("backups", own)[0] is State.GOOD, "another backup lies there now"
    manifest.unlink()
    assert said("backups", own)[0] is State.GOOD


def test_secrets_that_hold_a_destroyed_key_are_bad_until_they_are_written_anew(place, tmp_path):
    keys, sealed = Keyring(place.keys), tmp_path / "sealed"
    assert keys["2026-03"]
    lock_away(secrets_of(place.data), sealed, PASSPHRASE)
    noted(secrets=str(sealed))
    assert said("backups", place)[0] is State.GOOD
    keys.destroy("2026-03")
    state, found, do = said("backups", place)
    assert (state, str(sealed) in found, "--secrets" in do) == (State.BAD, True, True)
    lock_away(secrets_of(place.data), sealed, PASSPHRASE)
    assert said("backups", place)[0] is State.GOOD
    sealed.unlink()
    assert said("backups", place)[0] is State.GOOD, "where it is, nobody can see from here"


def test_the_list_of_erasures_should_lie_on_another_disk(place, monkeypatch):
    assert said("list of erasures", place)[0] is State.ODD
    elsewhere = replace(place, erasures_file=Path("/mnt/safe/erasures.txt"))
    monkeypatch.setattr(overdue, "_device", lambda path: int(path.is_relative_to("/mnt/safe")))
    assert said("list of erasures", elsewhere)[:2] == (State.GOOD, "/mnt/safe/erasures.txt")
    servers = replace(place, posts_url="http://db:8123/x", records_url="postgresql://db/x")
    assert said("list of erasures", servers)[0] is State.GOOD
    half = replace(servers, posts_url="")
    assert said("list of erasures", half)[0] is State.ODD


def test_a_place_that_is_not_there_yet_is_on_the_disk_of_its_folder(tmp_path):
    assert overdue._device(tmp_path / "a" / "b.txt") == tmp_path.stat().st_dev
