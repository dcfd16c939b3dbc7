"""The records store on SQLite and on PostgreSQL: what it promises to people who act at once."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.db.models import F
from tests import databases
from tests.databases import KINDS, ON_POSTGRESQL, ON_SQLITE, together
from tests.governance.test_topics import a_topic

from civicbeat.config.databases import records_database
from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.audit import chain
from civicbeat.governance.audit.models import Entry, Head
from civicbeat.governance.topics import keeping
from civicbeat.governance.topics.models import Giving, KeptFinding, Topic
from civicbeat.records.errors import NotAllowed
from civicbeat.records.installation import Installation
from civicbeat.records.period import today
from civicbeat.records.scope import Scope

SCOPE = Scope(agency="water", person="lan", purpose="Where does it flood?")
AT_ONCE, EACH = 8, 25


@pytest.fixture
def agency(records):
    made, _ = Agency.objects.get_or_create(short_name="water", defaults={"name_en": "Drainage"})
    return made


def test_looks_of_many_make_one_chain_without_gap_or_fork(records):
    before = Entry.objects.count()
    done = together(AT_ONCE, lambda n: [chain.record(SCOPE, "look", f"topic {n}").number for _ in range(EACH)])
    numbers = sorted(number for one in done for number in one)
    assert numbers == list(range(before + 1, before + AT_ONCE * EACH + 1))
    proof = chain.verify()
    assert proof.holds
    assert proof.entries == Entry.objects.count() == Head.objects.get().number


def test_an_act_that_fails_leaves_no_gap(records):
    def half(n):
        with transaction.atomic():
            chain.record(SCOPE, "look", str(n))
            if n % 2:
                raise IntegrityError

    together(AT_ONCE, half)
    assert chain.verify().holds


def test_of_topics_of_one_name_that_are_begun_at_once_one_is_kept(agency):
    owner = Account.objects.create_user("minh", password="not-a-real-one", display_name="Minh", agency=agency)

    def begin(n):
        parts = {"query": f"ngập {n}", "purpose": "Send pumps", "legal_basis": "Decision 1/2026"}
        return Topic.objects.create(
            agency=agency, owner=owner, name="Flooding", ends_on=today().replace(year=today().year + 1, day=1), **parts
        )

    found = together(AT_ONCE, begin)
    assert sum(isinstance(one, Topic) for one in found) == 1
    assert sum(isinstance(one, IntegrityError) for one in found) == AT_ONCE - 1
    assert Topic.objects.filter(name="Flooding").count() == 1


def test_a_row_that_is_locked_is_read_as_it_was_left(agency):
    """Read, change, write: under a row's lock none of the changes is lost."""
    Head.objects.get_or_create(id=9)

    def add(_n):
        for _ in range(EACH):
            with transaction.atomic():
                head = Head.objects.select_for_update().get(id=9)
                head.number += 1
                head.save(update_fields=["number"])

    assert together(AT_ONCE, add) == [None] * AT_ONCE
    assert Head.objects.get(id=9).number == AT_ONCE * EACH
    Head.objects.filter(id=9).delete()


def test_writers_wait_for_each_other_instead_of_failing(agency):
    """In SQLite one that began by reading could not write after another did: here all begin as writers."""

    def read_then_write(n):
        for _ in range(EACH):
            with transaction.atomic():
                assert Agency.objects.count()
                Agency.objects.filter(pk=agency.pk).update(name_en=f"Drainage {n}")

    assert together(AT_ONCE, read_then_write) == [None] * AT_ONCE


def test_what_is_not_committed_is_not_seen(agency):
    with transaction.atomic():
        Agency.objects.filter(pk=agency.pk).update(name_en="Half")
        [seen] = together(1, lambda _n: Agency.objects.get(pk=agency.pk).name_en)
        assert seen != "Half"
        transaction.set_rollback(True)


def test_readers_do_not_wait_for_writers(agency):
    with transaction.atomic():
        Agency.objects.filter(pk=agency.pk).update(name_en=F("name_en"))
        assert together(AT_ONCE, lambda _n: Agency.objects.filter(pk=agency.pk).count()) == [1] * AT_ONCE


def asked(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@ON_SQLITE
def test_sqlite_writes_ahead_waits_and_begins_as_a_writer(records):
    assert asked("PRAGMA journal_mode") == "wal"
    assert asked("PRAGMA busy_timeout") == 20_000
    assert asked("PRAGMA foreign_keys") == 1
    assert asked("PRAGMA synchronous") == 1
    with transaction.atomic():
        [error] = together(1, lambda _n: _write_without_waiting())
    assert isinstance(error, OperationalError)
    assert "locked" in str(error)


def _write_without_waiting():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")
    Agency.objects.create(short_name="never")


@ON_POSTGRESQL
def test_postgresql_reads_what_was_committed_whatever_its_default_is(records):
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'")
    connection.close()
    assert asked("SHOW default_transaction_isolation") == "serializable"
    with transaction.atomic():
        assert asked("SHOW transaction_isolation") == "read committed"
    together(AT_ONCE, lambda n: chain.record(SCOPE, "look", f"topic {n}"))
    assert chain.verify().holds


@ON_POSTGRESQL
def test_who_waits_too_long_is_told_and_who_stands_still_is_sent_away(records):
    assert asked("SHOW lock_timeout") == "20s"
    assert asked("SHOW idle_in_transaction_session_timeout") == "1min"
    chain.record(SCOPE, "look")
    with transaction.atomic():
        Head.objects.select_for_update().get(id=1)
        [error] = together(1, lambda _n: _record_without_waiting())
    assert isinstance(error, DatabaseError)
    assert "lock timeout" in str(error)
    assert chain.verify().holds


def _record_without_waiting():
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
    chain.record(SCOPE, "look")


def test_what_follows_the_address_goes_to_the_server():
    url = "postgresql://lan:p%40ss@db.example:6432/city?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem"
    made = records_database(Installation.from_environment({"CIVICBEAT_RECORDS_URL": url}))
    assert (made["USER"], made["PASSWORD"], made["HOST"], made["PORT"]) == ("lan", "p@ss", "db.example", "6432")
    assert made["NAME"] == "city"
    assert (made["OPTIONS"]["sslmode"], made["OPTIONS"]["sslrootcert"]) == ("verify-full", "/etc/ca.pem")


@pytest.mark.service
def test_an_encrypted_connection_that_was_asked_for_is_not_done_without(tmp_path, django_db_blocker):
    """The test's server offers no TLS: ``sslmode=require`` must fail there, not go on in the clear."""
    with django_db_blocker.unblock(), databases.postgresql() as url:
        installation = Installation(data=tmp_path, records_url=f"{url}?sslmode=require")
        with databases.used(installation), pytest.raises(OperationalError, match="SSL"):
            connection.ensure_connection()


PROGRAM = "import django; django.setup(); from civicbeat.cli import ready; ready.records()"


@pytest.mark.parametrize("kind", KINDS)
def test_two_processes_that_start_together_migrate_once(kind, tmp_path, django_db_blocker):
    with django_db_blocker.unblock(), databases.empty(kind, tmp_path) as installation:
        env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "civicbeat.config.settings",
            "CIVICBEAT_RECORDS_URL": installation.records_url,
            "CIVICBEAT_DATA": str(tmp_path),
        }
        both = [subprocess.Popen([sys.executable, "-c", PROGRAM], env=env, stderr=subprocess.PIPE) for _ in range(2)]
        told = [each.communicate(timeout=120)[1] for each in both]
        assert [each.returncode for each in both] == [0, 0], told
        names = asked("SELECT count(*) FROM django_migrations")
        assert names == asked("SELECT count(*) FROM (SELECT DISTINCT app, name FROM django_migrations) AS once") > 10


def test_of_gifts_of_a_finding_at_once_one_is_made_and_what_is_removed_stays_empty(agency):
    roads, _ = Agency.objects.get_or_create(short_name="roads", defaults={"name_en": "Roads"})
    lan = Account.objects.create_user("lan", password="not-a-real-one", display_name="Lan", agency=agency)
    topic = a_topic(lan, name="Gifts", starts_on=today() - timedelta(days=1), ends_on=today() + timedelta(days=90))
    topic.save()
    kept = keeping.keep(lan, topic, "story", {"said": "something"})
    found = together(AT_ONCE, lambda _n: keeping.give(lan, kept, roads, "They close the same streets."))
    assert sum(isinstance(one, Giving) for one in found) == 1
    assert sum(isinstance(one, NotAllowed) for one in found) == AT_ONCE - 1
    assert list(KeptFinding.objects.given_to(roads)) == [kept]
    keeping.remove(lan, kept, "Wrong.")
    assert not KeptFinding.objects.given_to(roads).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        KeptFinding.objects.filter(pk=kept.pk).update(content={"back": True})
