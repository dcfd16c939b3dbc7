"""Bring back: fills an empty installation from a backup, without what was erased since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.core.management import call_command
from django.db import transaction

from civicbeat.governance.accounts import factors
from civicbeat.governance.privacy.escrow import Escrow, must_fit, put_back, secrets_of, unlock
from civicbeat.governance.privacy.keyring import Keyring
from civicbeat.governance.turns import in_turn
from civicbeat.listen import passages
from civicbeat.listen.backups import rows, tables
from civicbeat.listen.backups.manifest import POSTS, RECORDS, Manifest, check
from civicbeat.listen.backups.take import Told
from civicbeat.listen.beat import open_store
from civicbeat.listen.understand import Understanding
from civicbeat.records.errors import InputError
from civicbeat.records.installation import Installation
from civicbeat.store.backup import must_be_known
from civicbeat.store.erasures import Erasure, ErasureList, Kind
from civicbeat.store.since import Held, Since

SLACK = timedelta(minutes=5)
"""Clocks of several machines: what was erased so shortly before a backup was begun counts as erased since."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be brought back.

    Attributes:
        folder: of the backup.
        erasures: lists of what was erased, beside the installation's own; of several machines, for example.
        erasures_lost: whether every list as new as the backup is lost, so that what was erased since comes back.
        secrets: file in which the secrets were locked away.
        secrets_lost: whether it is lost: what people say from now on in months with a key has no code of its own, and
            authenticator apps open nothing until they are set up again.
    """

    folder: Path
    erasures: Sequence[Path] = ()
    erasures_lost: bool = False
    secrets: Path | None = None
    secrets_lost: bool = False


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """What was brought back.

    Attributes:
        manifest: of the backup.
        held: posts that were in it and are erased or gone again.
        taken_away: records that were in it and are removed again, accounts that are closed again.
        secrets: how many there are again.
        apps_lost: people whose authenticator app does not open any more, as its key is lost.
        newest: the last line of the lists of erasures, other than marks of backups.
    """

    manifest: Manifest
    held: Held
    taken_away: int
    secrets: int
    apps_lost: int
    newest: Erasure | None


def bring_back(installation: Installation, wanted: Wanted, told: Told) -> BroughtBack:
    """Fills both stores and puts the secrets back; everything is checked before anything is changed.

    The posts come first and what was erased since is erased before there is a record: until then nobody can sign in.
    What cannot be finished is taken back, so that the place is empty again.

    Raises:
        UnreadableFile: the backup or a list is damaged, or is none.
        InputError: the list is missing or older than the backup, the secrets are missing or do not open.
        StoreError: a store is not empty.
        SchemaMismatch: a newer program made the backup.
    """
    manifest = Manifest.read(wanted.folder)
    erasures = _listed(installation, manifest, wanted)
    gone = {one.which for one in erasures if one.kind is Kind.KEY}
    escrow = _secrets(installation, wanted, gone)
    lost = _lost(installation, manifest, wanted, gone, escrow)
    factors_lost = _are_factors_lost(installation, manifest, wanted, escrow)
    rows.must_be_empty()
    tables.must_be_known(manifest.applied)
    must_be_known(manifest.migrations)
    check(manifest, wanted.folder, lambda size: told("check", size))
    since = [one for one in erasures if one.moment >= manifest.began - SLACK]
    posts = Since(
        began=manifest.began,
        erased=frozenset(int(one.which) for one in erasures if one.kind is Kind.POST),
        gone=frozenset(int(one.which) for one in since if one.kind is Kind.GONE),
    )
    keys, there = Keyring(installation.keys), secrets_of(installation.data)
    with in_turn("migrate"), open_store(installation) as store:
        held = store.restore(wanted.folder / POSTS, manifest.migrations, posts, told)
        try:
            for month in sorted(lost.union(one.which for one in since if one.kind is Kind.KEY)):
                store.redraw(month)  # or a copy of its key would still make the codes that are back
            secrets = put_back(escrow, installation.data, _files(gone)) if escrow else 0
            taken_away = _records(manifest, wanted.folder, since, told)  # a migration may need a key
            own = ErasureList(installation.erasures)
            own.take_over(erasures)
            own.note(Kind.KEY, sorted(lost))
            apps_lost = factors.begin_anew(installation.data) if factors_lost else 0
            for month in gone | lost:
                keys.forbid(month)
            understanding = Understanding.of(installation.keys, installation.sentiment_model)
            passages.bring_back(store, understanding.again, erasures, installation.data)
        except BaseException:
            store.clear()
            rows.clear()
            for name in secrets_of(installation.data).keys() - there.keys():
                (installation.data / name).unlink()
            raise
    told_of = [one for one in erasures if one.kind is not Kind.BACKUP]
    newest = max(told_of, key=lambda one: one.moment, default=None)
    return BroughtBack(manifest, held, taken_away, secrets, apps_lost, newest)


def _listed(installation: Installation, manifest: Manifest, wanted: Wanted) -> list[Erasure]:
    """What was ever erased, by all the lists there are.

    Raises:
        InputError: none of them is as new as the backup.
    """
    for path in wanted.erasures:
        if not path.is_file():
            raise InputError(f"There is no file {path}.", do="Check the name and the folder.")
    lists = (ErasureList(path).read() for path in (installation.erasures, *wanted.erasures))
    found = sorted({one for each in lists for one in each}, key=lambda one: one.moment)
    if any((one.kind, one.which) == (Kind.BACKUP, manifest.id) for one in found) or wanted.erasures_lost:
        return found
    if not found:
        raise InputError(
            "The list of erasures is missing: what was erased since the backup would come back.",
            do="Give the newest copy with --erasures; only if every copy is lost, say --erasures-lost.",
        )
    raise InputError(
        "The list of erasures does not know this backup: it is older, or of another installation.",
        do="Give the newest copy with --erasures; only if every newer one is lost, say --erasures-lost.",
    )


def _secrets(installation: Installation, wanted: Wanted, gone: AbstractSet[str]) -> Escrow | None:
    """The secrets, if a file of them was given.

    Raises:
        InputError: it does not open, or others are in their place.
    """
    if wanted.secrets is None:
        return None
    escrow = unlock(wanted.secrets, installation.secrets_passphrase)
    must_fit(escrow, installation.data, _files(gone))
    return escrow


def _files(months: Iterable[str]) -> frozenset[str]:
    """Where the keys of ``months`` lie."""
    return frozenset(f"keys/{month}.key" for month in months)


def _lost(
    installation: Installation, manifest: Manifest, wanted: Wanted, gone: AbstractSet[str], escrow: Escrow | None
) -> frozenset[str]:
    """The months whose key there was when the backup was made, and which is neither here nor among the secrets.

    They count as destroyed: a new key would give whoever speaks again in one of them a second code, and a few people
    would be taken for many.

    Raises:
        InputError: nobody said that they are lost.
    """
    locked_away = escrow.files if escrow else {}
    missing = frozenset(manifest.keys) - set(Keyring(installation.keys)) - gone
    lost = frozenset(month for month in missing if not _files([month]) & locked_away.keys())
    if lost and not wanted.secrets_lost:
        raise InputError(
            f"The pseudonym keys of {len(lost)} months are missing.",
            do="Give the file of the secrets with --secrets; only if it is lost, say --secrets-lost.",
        )
    return lost


def _are_factors_lost(installation: Installation, manifest: Manifest, wanted: Wanted, escrow: Escrow | None) -> bool:
    """Whether second factors come back that nothing opens any more.

    Raises:
        InputError: they would, and nobody said that the secrets are lost.
    """
    of_escrow = factors.fingerprint(escrow.files.get(factors.FILE)) if escrow else ""
    if manifest.factors in ("", of_escrow, factors.fingerprint_in(installation.data)):
        return False
    if not wanted.secrets_lost:
        raise InputError(
            "The key of the second factors is missing.",
            do="Give the file of the secrets with --secrets; only if it is lost, say --secrets-lost.",
        )
    return True


def _records(manifest: Manifest, folder: Path, since: Iterable[Erasure], told: Told) -> int:
    rows.load(folder / RECORDS, manifest.applied, manifest.records, told)
    with transaction.atomic():
        found = rows.take_away(manifest.applied, since)
    call_command("migrate", verbosity=0, interactive=False)
    return found
