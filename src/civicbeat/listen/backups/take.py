"""Take: makes a backup of both stores."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connection

import civicbeat
from civicbeat.governance.accounts import factors
from civicbeat.governance.audit import chain
from civicbeat.governance.privacy.escrow import lock_away, must_be_long, secrets_of
from civicbeat.governance.privacy.keyring import Keyring
from civicbeat.listen.backups import hatch, rows, tables
from civicbeat.listen.backups.manifest import POSTS, RECORDS, Manifest, close_to_others, digests
from civicbeat.records.errors import InputError, StoreFull
from civicbeat.records.installation import Installation
from civicbeat.records.scope import Scope
from civicbeat.store.erasures import ErasureList, Kind

Told = Callable[[str, int], None]
"""Called again and again with what is worked on (a table, or ``check``) and how many of its rows or bytes are done."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What backup is wanted.

    Attributes:
        folder: where to; it must not be there yet, or be empty.
        days: how long it will be kept; posts that must be gone before are left out.
        secrets: file in which the pseudonym keys, that of second factors and other secrets are locked away; ``None`` to
            leave its last state.
    """

    folder: Path
    days: int
    secrets: Path | None = None


def take(installation: Installation, scope: Scope, wanted: Wanted, told: Told) -> Manifest:
    """Makes a backup; it stands in the audit log. Others go on working meanwhile.

    The records come first, then the posts: a source is read again from where the records say it was, and what of that
    is in the posts already is known. A backup that fails leaves nothing behind.

    Raises:
        InputError: the folder is not empty or lies at a wrong place, or the passphrase of the secrets is too short.
        StoreBusy: another process has the post store and cannot be asked.
        SchemaMismatch: a store is older or newer than this program.
        StoreFull: no room is left.
    """
    folder = wanted.folder.resolve()
    _must_be_free(folder, installation, wanted)
    if wanted.secrets is not None:
        must_be_long(installation.secrets_passphrase)
    made = not folder.exists()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        manifest = _written(installation, folder, wanted, told)
        if wanted.secrets is not None:  # now: a key that a new month needed meanwhile is among them
            lock_away(secrets_of(installation.data), wanted.secrets, installation.secrets_passphrase)
    except OSError as error:
        _take_away(folder, made=made)
        raise StoreFull(
            f"The backup cannot be written ({error.strerror}).", do="Make room there, or choose another place."
        ) from error
    except BaseException:
        _take_away(folder, made=made)
        raise
    chain.record(
        scope,
        "backup",
        manifest.id,
        folder=str(folder),
        secrets=str(wanted.secrets.resolve()) if wanted.secrets else "",
        posts=manifest.posts["posts"],
        left_out=manifest.left_out,
        destroy_by=manifest.destroy_by.isoformat(),
    )
    return manifest


def _written(installation: Installation, folder: Path, wanted: Wanted, told: Told) -> Manifest:
    number, began = secrets.token_hex(8), datetime.now(UTC)
    destroy_by = (began + timedelta(days=wanted.days)).replace(microsecond=0)
    ErasureList(installation.erasures).note(Kind.BACKUP, [number])
    for part in (POSTS, RECORDS):
        (folder / part).mkdir(mode=0o700)
    records = rows.dump(folder / RECORDS, told)
    posts = hatch.dump(installation, folder / POSTS, destroy_by, told)
    close_to_others(folder)
    manifest = Manifest(
        id=number,
        civicbeat=civicbeat.__version__,
        began=began,
        destroy_by=destroy_by,
        left_out=posts.left_out,
        keys=tuple(Keyring(installation.keys)),
        factors=factors.fingerprint_in(installation.data),
        engine=posts.engine,
        posts=posts.rows,
        migrations=tuple(posts.migrations),
        database=connection.vendor,
        records=records,
        applied={app: tuple(names) for app, names in tables.applied().items()},
        files=digests(folder, lambda size: told("check", size)),
    )
    manifest.write(folder)
    close_to_others(folder)
    return manifest


def _must_be_free(folder: Path, installation: Installation, wanted: Wanted) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} is there already.", do="Give each backup a folder of its own.")
    if folder.is_relative_to(installation.data):
        raise InputError(f"{folder} lies in what it backs up.", do="Give a folder elsewhere, best on another disk.")
    if wanted.secrets is not None and wanted.secrets.resolve().is_relative_to(folder):
        raise InputError(
            "The secrets would lie in the backup.",
            do="Keep them elsewhere: with both, whoever has the backup could link what people said.",
        )


def _take_away(folder: Path, *, made: bool) -> None:
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if made:
        folder.rmdir()
