"""A whole installation is backed up, brought back into an empty place and compared, table by table and row by row."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import stat
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from tests import databases
from tests.databases import KINDS
from tests.filling import fill
from tests.store.making import masked
from tests.web import city

from civicbeat.enrich.mask import passages as digests
from civicbeat.governance.accounts import factors, people, tokens
from civicbeat.governance.accounts.models import Account, Agency, ApiToken
from civicbeat.governance.accounts.rights import Right, Role
from civicbeat.governance.audit import chain
from civicbeat.governance.audit.models import Entry
from civicbeat.governance.audit.signing import sign_due
from civicbeat.governance.privacy.escrow import lock_away, secrets_of
from civicbeat.governance.privacy.keyring import Keyring
from civicbeat.governance.privacy.sealing import Sealer
from civicbeat.listen import passages
from civicbeat.listen.backups import rows as records
from civicbeat.listen.backups.bring_back import Wanted, bring_back
from civicbeat.listen.backups.manifest import Manifest
from civicbeat.listen.backups.tables import applied, tables_by
from civicbeat.listen.backups.take import Wanted as ToTake
from civicbeat.listen.backups.take import take
from civicbeat.listen.beat import Beat, open_store
from civicbeat.listen.examine import State, examine
from civicbeat.listen.models import FollowedSource, Passage
from civicbeat.listen.shredding import shred
from civicbeat.records.errors import FactorUnreadable, InputError, SchemaMismatch, StoreError, UnreadableFile
from civicbeat.records.installation import Installation
from civicbeat.records.period import Period, today
from civicbeat.records.post import post_id
from civicbeat.records.scope import Scope
from civicbeat.store.backup import TABLES
from civicbeat.store.dead_letters import DeadLetter
from civicbeat.store.erasures import ErasureList, Kind
from civicbeat.store.question import Group, Look, Question
from civicbeat.store.since import Held
from civicbeat.store.standing import Standing

SCOPE = Scope(agency="water", person="lan", purpose="Where does it flood?")
NOW = datetime.now(UTC).replace(microsecond=0)
PASSPHRASE = "four small boats at noon"
PASSWORD = "ba-con-meo-trang-o-nha"
APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OLD = (NOW - timedelta(days=240)).replace(day=15)
OLD_MONTH = f"{OLD:%Y-%m}"
OTHER_MONTH = f"{NOW:%Y-%m}"
ERASED_BEFORE, ERASED_SINCE, GONE_SINCE, SPOTTED = (post_id("test.forum", str(n)) for n in (3, 5, 7, 9))
UNCOMPARED = ("days", "unsettled", "day_terms")
"""They tell when the others changed, and go on changing."""


def untold(_what: str, _done: int) -> None:
    pass


@dataclass(frozen=True)
class Kept:
    """A backup, what the installation was at that moment, and the files beside it then and later."""

    folder: Path
    manifest: Manifest
    posts: dict[str, list[str]]
    records: dict[str, list[bytes]]
    said: Any
    secrets: dict[str, bytes]
    erasures: Path
    erasures_later: Path
    sealed_then: Path
    sealed_later: Path
    token: int
    source: int


def rows_of_posts(store):
    """Every row that counts, but for those that must be gone before the backup is."""

    def rows(table):
        where = f"WHERE toUnixTimestamp(keep_until) > {int((NOW + timedelta(days=7)).timestamp())}" * table.expires
        return sorted(map(repr, store._clients.rows(f"SELECT * FROM {table.read} {where}")))

    return {table.name: rows(table) for table in TABLES if table.name not in UNCOMPARED}


def rows_of_records():
    return {name: list(records._lines(model)) for name, model in tables_by(applied()).items()}


def said(store):
    period = Period(NOW - timedelta(days=40), NOW)
    asked = Question(scope=SCOPE, period=period, query="ngập", by=(Group.THEME,))
    looked = Look(scope=SCOPE, period=period, query="ngập nước")
    return store.ask(asked).table.to_pylist(), [post.text for post in store.look(looked).posts]


def begin(installation: Installation) -> Beat:
    """A small city with people, topics, labels, tokens, a chain, an erasure, seals: something in every table."""
    beat = Beat.open(installation)
    keys = Keyring(installation.keys)
    assert keys[OLD_MONTH] != keys[OTHER_MONTH]
    assert passages.key(installation.data)
    os.utime(installation.keys / f"{OLD_MONTH}.key", (OLD.timestamp(), OLD.timestamp()))
    beat.store.write(city.posts(NOW), token="city")
    old = city.posts(NOW - timedelta(days=400), count=3, first=9_000)
    beat.store.write(old, token="old", keep_for=timedelta(days=401))
    beat.store.write(city.posts(OLD, count=30, first=5_000, every=1), token="months ago")
    sealed = Sealer(keys.seals).seal(OTHER_MONTH, "native id")
    beat.store.note_standing("test.forum", [Standing(ERASED_SINCE, sealed, NOW), Standing(GONE_SINCE, sealed, NOW)])
    letter = masked([{"id": n} for n in (ERASED_BEFORE, ERASED_SINCE, 1)])
    beat.store.bury(DeadLetter(source="test.forum", reason="tried in vain", batch=letter))
    beat.store.erase([ERASED_BEFORE])
    for note in city.gap(NOW):
        beat.store.note_coverage(note)
    beat.store.roll_up()
    agency = Agency.objects.create(short_name="water", name_vi="Thoát nước", name_en="Drainage")
    for role in (Role.OPERATOR, Role.ANALYST):
        Account.objects.create_user(role.value, password=PASSWORD, agency=agency, role=role, display_name=role.label)
    for kind, name in (("totp", "secret"), ("recovery_codes", "seed")):
        person = Account.objects.get(username="operator")
        data = factors.sealed_data(person.pk, {name: APP_SECRET})
        Authenticator.objects.create(user=person, type=kind, data=data)
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "Key"})
    for n in range(20):
        chain.record(SCOPE, "look", f"topic {n}", query="ngập “nước”", n=n, share=n / 3)
    assert sign_due(NOW + timedelta(days=1))
    fill(tables_by(applied()).values())
    return beat


def go_on(beat: Beat, token: ApiToken, source: int) -> None:
    """What happens after the backup and must hold after a restore."""
    beat.store.erase([ERASED_SINCE])
    gone = city.posts(NOW, count=1, first=7).to_pylist()[0]
    gone |= {"text": "", "deleted": True, "collected_at": NOW + timedelta(seconds=1)}
    beat.store.write(city.pa.RecordBatch.from_pylist([gone], schema=city.ENRICHED), token="gone")
    beat.store.write(city.posts(NOW, count=5, first=700, every=1), token="new posts that are lost")
    FollowedSource.objects.get(pk=source).delete()
    operator = Account.objects.get(username="operator")
    tokens.revoke(token, operator)
    people.close(operator, Account.objects.get(username="analyst"), "She left the agency")
    assert shred(beat, NOW) == [OLD_MONTH]


@pytest.fixture(scope="module", params=KINDS)
def kept(request, tmp_path_factory, django_db_blocker):
    """A backup of an installation that then went on; the installation itself is lost."""
    place = tmp_path_factory.mktemp("kept")
    with django_db_blocker.unblock(), databases.migrated(request.param, place / "data") as made:
        beside = place / "beside" / "erasures.txt"
        installation = replace(made, erasures_file=beside, secrets_passphrase=PASSPHRASE)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("django.conf.settings.INSTALLATION", installation)
            with begin(installation) as beat:
                token, _ = tokens.make(Account.objects.get(username="operator"), "script", [Right.COVERAGE], today())
                source = FollowedSource.objects.order_by("pk").first().pk
                posts, answers = rows_of_posts(beat.store), said(beat.store)
            before, secrets = rows_of_records(), secrets_of(installation.data)
            manifest = take(installation, SCOPE, ToTake(place / "backup", 7, place / "sealed"), untold)
            shutil.copy(installation.erasures, place / "erasures-then.txt")
            shutil.copy(place / "sealed", place / "sealed-then")
            with Beat.open(installation) as beat:
                go_on(beat, token, source)
            lock_away(secrets_of(installation.data), place / "sealed", PASSPHRASE)
        then, later = place / "erasures-then.txt", installation.erasures
        sealed = (place / "sealed-then", place / "sealed")
        return Kept(place / "backup", manifest, posts, before, answers, secrets, then, later, *sealed, token.pk, source)


ON_SQLITE = pytest.mark.parametrize("kept", ["sqlite"], indirect=True, scope="module")
"""Mark of tests that do not depend on the database."""


@pytest.fixture
def place(request, kept, tmp_path, django_db_blocker):
    """An empty place for a database of the kind that the backup is of."""
    kind = getattr(request, "param", kept.manifest.database)
    with django_db_blocker.unblock(), databases.empty(kind, tmp_path / "data") as installation:
        yield replace(installation, secrets_passphrase=PASSPHRASE)


def is_empty(installation):
    records.must_be_empty()
    with open_store(installation) as store:
        store.must_be_empty()
    return not secrets_of(installation.data) and not installation.erasures.exists()


def can_sign_in(name):
    account = Account.objects.get(username=name)
    return account.is_active and account.check_password(PASSWORD)


def opens(place):
    """What the operator's app counts with, opened by the key in this place."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.INSTALLATION", place)
        row = Authenticator.objects.get(type="totp")
        return factors.unseal(row.user_id, row.data["secret"])


def told_by_the_doctor(place):
    """What the doctor finds about second factors in this place."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.INSTALLATION", place)
        [found] = [one for one in examine(place) if one.what == "second factors"]
        return found


def restored(kept, place, **wanted):
    return bring_back(place, Wanted(kept.folder, **wanted), untold)


def test_every_table_of_both_stores_comes_back_row_by_row(kept, place):
    assert all(kept.posts.values()), "every table must hold something to be compared"
    assert all(kept.records.values())
    back = restored(kept, place, erasures=[kept.erasures], secrets=kept.sealed_then)
    assert (back.held, back.taken_away) == (Held(0, 0), 0)
    assert rows_of_records() == kept.records
    with open_store(place) as store:
        assert rows_of_posts(store) == kept.posts
        assert said(store) == kept.said
    proof = chain.verify()
    assert (proof.holds, proof.entries) == (True, Entry.objects.count())
    assert secrets_of(place.data) == kept.secrets
    assert {"audit.key", "factors.key"} <= kept.secrets.keys()
    assert (opens(place), back.apps_lost) == (APP_SECRET, 0)
    assert told_by_the_doctor(place).state is State.GOOD
    assert can_sign_in("operator")
    assert can_sign_in("analyst")


@pytest.mark.parametrize("place", KINDS, indirect=True)
def test_a_backup_moves_an_installation_from_one_database_to_the_other(kept, place):
    restored(kept, place, erasures=[kept.erasures], secrets=kept.sealed_then)
    assert rows_of_records() == kept.records
    assert chain.verify().holds
    before = Agency.objects.order_by("-pk").first().pk
    assert Agency.objects.create(short_name="next").pk > before, "numbers go on"


def test_what_was_erased_since_does_not_come_back(kept, place):
    back = restored(kept, place, erasures=[kept.erasures_later], secrets=kept.sealed_later)
    assert back.held == Held(erased=1, gone=1)
    assert back.taken_away == 3
    with open_store(place) as store:
        ids = {row[0] for row in store._clients.rows("SELECT id FROM posts FINAL WHERE gone = 0")}
        assert not ids & {ERASED_BEFORE, ERASED_SINCE, GONE_SINCE}
        assert len(ids) == len(kept.posts["posts"]) - 2
        assert store.write(city.posts(NOW, count=8), token="again").deleted >= 2, "and is refused"
        assert store._clients.rows("SELECT count() FROM standing FINAL WHERE gone = 0") == [(0,)]
        [letter] = store.dead_letters()
        assert letter.batch.column("id").to_pylist() == [1]
    assert not FollowedSource.objects.filter(pk=kept.source).exists()
    assert not ApiToken.objects.filter(pk=kept.token).exists()
    assert can_sign_in("operator")
    assert not can_sign_in("analyst"), "the account was closed since"
    [later] = [one for one in place.erasures.read_text().splitlines() if f"post {ERASED_SINCE}" in one]
    assert later in kept.erasures_later.read_text(), "the new place goes on with the list"


@ON_SQLITE
@pytest.mark.parametrize("sealed", ["sealed_then", "sealed_later"])
def test_a_key_that_was_destroyed_since_stays_so_and_its_codes_cannot_be_made(kept, place, sealed):
    """Even from a copy of the secrets that is older than its destruction."""
    restored(kept, place, erasures=[kept.erasures_later], secrets=getattr(kept, sealed))
    keys = Keyring(place.keys)
    assert keys.is_destroyed(OLD_MONTH)
    assert list(keys) == [OTHER_MONTH]
    month = f"toYYYYMM(published_at) = {OLD_MONTH.replace('-', '')}"
    with open_store(place) as store:
        codes = {row[0] for row in store._clients.rows(f"SELECT person FROM posts WHERE {month} AND institution = ''")}
        others = {row[0] for row in store._clients.rows(f"SELECT person FROM posts WHERE NOT {month} AND person > 0")}
    assert len(codes) == len({1 + n % city.PEOPLE for n in range(5_000, 5_030) if n % 10})
    assert not codes & set(range(1, city.PEOPLE + 1)), "the codes are others than in the backup"
    assert others <= set(range(1, city.PEOPLE + 1))


def spotted(kept):
    """A list that goes on with words which somebody had masked after the backup was made."""
    secret = kept.secrets[passages.KEY_FILE]
    found = digests.noted(secret, SPOTTED, "xe chết máy", "other")
    longer = kept.folder.parent / "erasures-spotted.txt"
    shutil.copy(kept.erasures_later, longer)
    ErasureList(longer).note(Kind.PASSAGE, [f"{SPOTTED} {found.kind} {found.length} {found.digest}"])
    return longer


@pytest.mark.parametrize("place", KINDS, indirect=True)
def test_words_that_were_masked_since_do_not_come_back(kept, place):
    restored(kept, place, erasures=[spotted(kept)], secrets=kept.sealed_later)
    with open_store(place) as store:
        said = store._clients.rows(f"SELECT text FROM posts WHERE id = {SPOTTED}")
    assert said == [("Đường Lê Lợi ngập nước lần 9, ⟨✱⟩",)]
    row = Passage.objects.get(post=str(SPOTTED))
    assert row.kind == "other", "and they are known when the post is read again"


@ON_SQLITE
def test_words_that_cannot_be_found_any_more_take_their_post_along(kept, place):
    restored(kept, place, erasures=[spotted(kept)], secrets_lost=True)
    with open_store(place) as store:
        assert store.held([SPOTTED]) == ()
        assert store.refused([SPOTTED]) == {SPOTTED}


@ON_SQLITE
def test_lost_secrets_are_said_and_their_months_count_as_destroyed(kept, place):
    with pytest.raises(InputError, match="keys of 2 months are missing"):
        restored(kept, place, erasures=[kept.erasures])
    back = restored(kept, place, erasures=[kept.erasures], secrets_lost=True)
    assert back.apps_lost == 1
    assert sorted(Authenticator.objects.values_list("type", flat=True)) == ["totp", "webauthn"], (
        "codes are worth nothing"
    )
    with pytest.raises(FactorUnreadable):
        opens(place)
    assert told_by_the_doctor(place).state is State.BAD
    keys = Keyring(place.keys)
    assert all(keys.is_destroyed(month) for month in (OLD_MONTH, OTHER_MONTH))
    assert f"key {OTHER_MONTH}" in place.erasures.read_text()


@ON_SQLITE
def test_secrets_that_are_older_than_a_month_do_not_give_its_people_a_second_code(kept, place, tmp_path):
    newest = f"keys/{OTHER_MONTH}.key"
    lock_away({name: kept.secrets[name] for name in kept.secrets if name != newest}, tmp_path / "old", PASSPHRASE)
    with pytest.raises(InputError, match="keys of 1 months are missing"):
        restored(kept, place, erasures=[kept.erasures], secrets=tmp_path / "old")
    assert is_empty(place)
    restored(kept, place, erasures=[kept.erasures], secrets=tmp_path / "old", secrets_lost=True)
    keys = Keyring(place.keys)
    assert (list(keys), keys.is_destroyed(OTHER_MONTH)) == ([OLD_MONTH], True)


@ON_SQLITE
def test_secrets_without_the_key_of_second_factors_do_not_let_people_in_by_a_password(kept, place, tmp_path):
    """A file of secrets that is older than the first second factor."""
    lock_away({name: kept.secrets[name] for name in kept.secrets if name != factors.FILE}, tmp_path / "old", PASSPHRASE)
    with pytest.raises(InputError, match="key of the second factors is missing"):
        restored(kept, place, erasures=[kept.erasures], secrets=tmp_path / "old")
    assert is_empty(place)
    back = restored(kept, place, erasures=[kept.erasures], secrets=tmp_path / "old", secrets_lost=True)
    assert back.apps_lost == 1
    assert Authenticator.objects.filter(user__username="operator", type="totp").exists(), "it still asks for a code"


@ON_SQLITE
def test_without_the_list_or_with_an_older_one_nothing_is_brought_back(kept, place, tmp_path):
    with pytest.raises(InputError, match="missing"):
        restored(kept, place, secrets=kept.sealed_then)
    older = tmp_path / "older.txt"
    older.write_text("".join(kept.erasures.read_text().splitlines(keepends=True)[:1]))
    with pytest.raises(InputError, match="does not know this backup"):
        restored(kept, place, erasures=[older], secrets=kept.sealed_then)
    with pytest.raises(InputError, match="There is no file"):
        restored(kept, place, erasures=[tmp_path / "nowhere"], secrets=kept.sealed_then)
    assert is_empty(place)
    back = restored(kept, place, erasures_lost=True, secrets=kept.sealed_then)
    assert back.newest is None
    with open_store(place) as store:
        assert len(rows_of_posts(store)["posts"]) == len(kept.posts["posts"])


@ON_SQLITE
def test_a_list_in_its_own_place_is_found(kept, place, tmp_path):
    own = replace(place, erasures_file=tmp_path / "mounted" / "erasures.txt")
    own.erasures.parent.mkdir()
    shutil.copy(kept.erasures_later, own.erasures)
    assert restored(kept, own, secrets=kept.sealed_later).held.erased == 1


def copied(kept, tmp_path):
    return Path(shutil.copytree(kept.folder, tmp_path / "copy"))


def spoil(folder, name):
    path = folder / name
    path.write_bytes(path.read_bytes()[:-1] + b"?")


@ON_SQLITE
@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda folder: spoil(folder, "posts/posts.parquet"), r"posts\.parquet of the backup is damaged"),
        (lambda folder: spoil(folder, "records/audit.entry.jsonl.gz"), "damaged"),
        (lambda folder: (folder / "records/audit.entry.jsonl.gz").unlink(), "missing"),
        (lambda folder: (folder / "posts/more.parquet").write_bytes(b""), "not of it"),
        (lambda folder: (folder / "manifest.json").unlink(), "no backup"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "damaged"),
    ],
)
def test_a_backup_that_is_not_what_it_was_is_refused_before_anything_is_changed(kept, place, tmp_path, change, error):
    folder = copied(kept, tmp_path)
    change(folder)
    with pytest.raises(UnreadableFile, match=error):
        bring_back(place, Wanted(folder, erasures=[kept.erasures], secrets=kept.sealed_then), untold)
    assert is_empty(place)


def test_what_cannot_be_finished_is_taken_back(kept, place, monkeypatch):
    def fail(*_):
        raise StoreError("No.")

    with monkeypatch.context() as patch:
        patch.setattr(records, "take_away", fail)
        with pytest.raises(StoreError, match="No"):
            restored(kept, place, erasures=[kept.erasures], secrets=kept.sealed_then)
    assert is_empty(place)
    restored(kept, place, erasures=[kept.erasures], secrets=kept.sealed_then)
    assert rows_of_records() == kept.records


@ON_SQLITE
def test_records_that_do_not_come_back_are_noticed(kept, place, monkeypatch):
    real = records._lines
    monkeypatch.setattr(records, "_lines", lambda model: list(real(model))[1:])
    with pytest.raises(StoreError, match="does not hold what the backup holds"):
        restored(kept, place, erasures=[kept.erasures], secrets=kept.sealed_then)
    monkeypatch.undo()
    assert is_empty(place)


@ON_SQLITE
@pytest.mark.parametrize("what", ["records", "posts"])
def test_only_an_empty_place_is_filled(kept, place, what):
    if what == "records":
        databases.call_command("migrate", verbosity=0)
        Agency.objects.create(short_name="mine")
    else:
        with open_store(place) as store:
            store.migrate()
            store.write(city.posts(NOW, count=3), token="mine")
    with pytest.raises(StoreError, match=f"{what[:-1]}.* store is not empty"):
        restored(kept, place, erasures=[kept.erasures], secrets=kept.sealed_then)
    if what == "records":
        assert Agency.objects.get().short_name == "mine"


@ON_SQLITE
def test_a_backup_of_a_newer_program_is_refused(kept, place, tmp_path):
    folder = copied(kept, tmp_path)
    manifest = Manifest.read(folder)
    replace(manifest, applied={**manifest.applied, "topics": (*manifest.applied["topics"], "0999_future")}).write(
        folder
    )
    with pytest.raises(SchemaMismatch):
        bring_back(place, Wanted(folder, erasures=[kept.erasures], secrets=kept.sealed_then), untold)
    assert is_empty(place)


@ON_SQLITE
def test_the_backup_is_for_its_owner_only_and_holds_no_key(kept):
    modes = {path.is_dir(): stat.S_IMODE(path.stat().st_mode) for path in (kept.folder, *kept.folder.rglob("*"))}
    assert modes == {True: 0o700, False: 0o600}
    content = b"".join(path.read_bytes() for path in kept.folder.rglob("*") if path.is_file())
    assert all(secret not in content for secret in kept.secrets.values())
    rows = gzip.decompress((kept.folder / "records/mfa.authenticator.jsonl.gz").read_bytes())
    assert b"sealed1:" in rows
    assert APP_SECRET.encode() not in rows


def test_the_manifest_says_what_is_in_it_and_by_when_it_must_go(kept):
    manifest = Manifest.read(kept.folder)
    assert manifest == kept.manifest
    assert manifest.destroy_by == (manifest.began + timedelta(days=7)).replace(microsecond=0)
    assert manifest.left_out == 3, "posts that must be gone tomorrow"
    assert manifest.posts["posts"] == len(kept.posts["posts"])
    assert {name: table.rows for name, table in manifest.records.items()} == {
        name: len(lines) for name, lines in kept.records.items()
    }
    assert set(manifest.keys) == {OLD_MONTH, OTHER_MONTH}
    assert json.loads((kept.folder / "manifest.json").read_text())["format"] == 2
