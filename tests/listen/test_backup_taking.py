"""A backup is made while others work: by whoever has the store, of one moment, or not at all."""

from __future__ import annotations

import gzip
import json
import socket
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from tests.databases import together
from tests.store.making import batch, crowd

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.audit.models import Entry
from civicbeat.governance.privacy.keyring import Keyring
from civicbeat.listen.backups import hatch, rows, sequences
from civicbeat.listen.backups.hatch import Hatch
from civicbeat.listen.backups.manifest import Manifest
from civicbeat.listen.backups.take import Wanted, take
from civicbeat.listen.models import FollowedSource
from civicbeat.records.errors import InputError, SchemaMismatch, StoreBusy, StoreError, StoreFull
from civicbeat.records.scope import Scope
from civicbeat.store.erasures import ErasureList, Kind
from civicbeat.store.store import Store

SCOPE = Scope(agency="water", person="lan", purpose="Backup")
PASSPHRASE = "four small boats at noon"
by_the_owner = pytest.mark.django_db(transaction=True)


def untold(_what, _done):
    pass


@pytest.fixture
def answering(beat):
    """The beat has the store, and answers at its hatch as ``civicbeat serve`` does."""
    beat.store.write(batch(crowd(30)), token="a")
    waiting = Hatch(beat)
    waiting.start()
    while not hatch._path(beat.installation).exists():
        beat.stopping.wait(0.01)
    yield replace(beat.installation, secrets_passphrase=PASSPHRASE)
    beat.stopping.set()
    waiting.join()
    assert not hatch._path(beat.installation).exists()


@by_the_owner
def test_what_runs_backs_up_the_store_that_it_has(answering, tmp_path):
    told = []
    manifest = take(answering, SCOPE, Wanted(tmp_path / "backup", 7), lambda *one: told.append(one))
    assert Manifest.read(tmp_path / "backup") == manifest
    assert manifest.posts["posts"] == 30
    assert ("posts", 30) in told
    entry = Entry.objects.get(action="backup")
    assert (entry.subject, entry.details["posts"], entry.person) == (manifest.id, 30, "lan")
    assert (Kind.BACKUP, manifest.id) in [(one.kind, one.which) for one in ErasureList(answering.erasures).read()]


@by_the_owner
def test_what_it_says_when_it_cannot_is_said_here(answering, tmp_path, monkeypatch):
    def refuse(*_):
        raise SchemaMismatch("It is older.", do="Update it.")

    monkeypatch.setattr(Store, "backup", refuse)
    with pytest.raises(StoreError, match=r"It is older\. Update it\."):
        take(answering, SCOPE, Wanted(tmp_path / "backup", 7), untold)
    assert not (tmp_path / "backup").exists()


@by_the_owner
def test_nonsense_at_the_hatch_harms_nobody(answering, tmp_path):
    for nonsense in (b"", b"\n", b"{}\n", b"\xff\n", b'{"folder": 1}\n'):
        with socket.socket(socket.AF_UNIX) as asking:
            asking.connect(str(hatch._path(answering)))
            asking.sendall(nonsense)
    assert take(answering, SCOPE, Wanted(tmp_path / "backup", 7), untold).posts["posts"] == 30


@by_the_owner
def test_only_the_owner_may_ask(answering):
    assert stat.S_IMODE(hatch._path(answering).stat().st_mode) == 0o600
    assert stat.S_IMODE(answering.posts.stat().st_mode) == 0o700


@by_the_owner
def test_a_process_that_cannot_be_asked_is_named(beat, tmp_path):
    with pytest.raises(StoreBusy, match="in use by process"):
        take(beat.installation, SCOPE, Wanted(tmp_path / "backup", 7), untold)
    assert not (tmp_path / "backup").exists()
    assert not Entry.objects.filter(action="backup").exists()


@by_the_owner
def test_where_it_may_not_lie(answering, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine")
    refused = {
        "is there already": Wanted(tmp_path / "full", 7),
        "lies in what it backs up": Wanted(answering.data / "backup", 7),
        "secrets would lie in the backup": Wanted(tmp_path / "new", 7, tmp_path / "new" / "secrets"),
    }
    for words, wanted in refused.items():
        with pytest.raises(InputError, match=words):
            take(answering, SCOPE, wanted, untold)
    assert (tmp_path / "full" / "mine").read_text() == "mine"
    assert not (tmp_path / "new").exists()


@by_the_owner
def test_a_passphrase_is_asked_for_before_anything_is_done(answering, tmp_path):
    poor = replace(answering, secrets_passphrase="")
    with pytest.raises(InputError, match="CIVICBEAT_SECRETS_PASSPHRASE"):
        take(poor, SCOPE, Wanted(tmp_path / "backup", 7, tmp_path / "secrets"), untold)
    assert not list(tmp_path.iterdir())


@by_the_owner
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_backup_that_fails_leaves_nothing(answering, tmp_path, monkeypatch, error):
    def fail(*_):
        raise error

    monkeypatch.setattr(Manifest, "write", fail)
    (tmp_path / "backup").mkdir()
    with pytest.raises((StoreFull, KeyboardInterrupt)):
        take(answering, SCOPE, Wanted(tmp_path / "backup", 7, tmp_path / "secrets"), untold)
    assert list((tmp_path / "backup").iterdir()) == []
    assert not (tmp_path / "secrets").exists()


@by_the_owner
def test_a_key_that_a_new_month_needs_meanwhile_is_locked_away(answering, tmp_path):
    def told(what, _done):
        if what == "erased":
            Keyring(answering.keys)["2031-01"]

    take(answering, SCOPE, Wanted(tmp_path / "backup", 7, tmp_path / "secrets"), told)
    assert b"keys/2031-01.key" in (tmp_path / "secrets").read_bytes()


@by_the_owner
def test_before_a_migration_the_older_program_backs_up(answering, tmp_path, monkeypatch):
    monkeypatch.setattr(rows, "behind", lambda: True)
    with pytest.raises(SchemaMismatch, match="older than this program"):
        take(answering, SCOPE, Wanted(tmp_path / "backup", 7), untold)


def lines(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def test_the_records_are_of_one_moment_and_writers_do_not_wait(records, tmp_path):
    """While the accounts are read, somebody is let in at a new agency, and somebody leaves: neither is half in it."""
    old = Agency.objects.create(short_name="old")
    for n in range(3):
        Account.objects.create(username=f"person {n}", agency=old)

    def change(_n):
        new = Agency.objects.create(short_name="new")
        Account.objects.create(username="later", agency=new)
        Account.objects.filter(username="person 0").delete()

    def told(table, done):
        if table == "accounts.account" and not done:
            assert together(1, change) == [None]

    tables = rows.dump(tmp_path, told)
    people = lines(tmp_path / "accounts.account.jsonl.gz")
    agencies = lines(tmp_path / "accounts.agency.jsonl.gz")
    assert tables["accounts.account"].rows == len(people) == 3
    places = tables["accounts.account"].columns.index("agency_id")
    assert {row[places] for row in people} == {row[0] for row in agencies} == {old.pk}
    assert Account.objects.count() == 3, "and what they did is done"


def test_who_is_signed_in_and_who_tried_is_not_in_it(records, tmp_path):
    tables = rows.dump(tmp_path, untold)
    assert not [name for name in tables if name.startswith(("sessions.", "usersessions.", "axes."))]
    assert {name.partition(".")[0] for name in tables} >= {
        "accounts",
        "audit",
        "findings",
        "listen",
        "requests",
        "topics",
    }


def test_numbers_that_were_given_are_not_given_again(records):
    Agency.objects.create(short_name="kept")
    gone = Agency.objects.create(short_name="gone")
    number = gone.pk
    gone.delete()
    assert sequences.last(Agency) == number
    sequences.set_last(Agency, number + 100)
    assert Agency.objects.create(short_name="next").pk == number + 101
    assert sequences.last(Entry) == 0, "the audit log numbers its entries itself"


@by_the_owner
def test_what_people_take_away_is_noted_once_it_is_done(answering, monkeypatch):
    monkeypatch.setattr("django.conf.settings.INSTALLATION", answering)
    source = FollowedSource.objects.create(name="feeds.one", kind="feeds")
    account = Account.objects.create(username="minh", agency=Agency.objects.create(short_name="water"))

    def half():
        with transaction.atomic():
            source.delete()
            raise StoreError("No.")

    with pytest.raises(StoreError):
        half()
    before = len(ErasureList(answering.erasures).read())
    number = source.pk = FollowedSource.objects.get().pk
    source.delete()
    account.save()
    account.is_active = False
    account.save(update_fields=["is_active"])
    noted = [(one.kind, one.which) for one in ErasureList(answering.erasures).read()[before:]]
    assert noted == [("record", f"listen.followedsource {number}"), ("closed", f"accounts.account {account.pk}")]
    assert datetime.now(UTC) - ErasureList(answering.erasures).read()[-1].moment < timedelta(minutes=1)
