"""Overdue: whether backups are made in time and destroyed in time, and what must outlive them lies elsewhere.

Backups are known by the audit log, in which each one that was finished stands with its place and its last day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min

from civicbeat.governance.audit.models import Entry
from civicbeat.governance.privacy.escrow import held
from civicbeat.governance.privacy.keyring import Keyring
from civicbeat.listen.backups.manifest import NAME
from civicbeat.records.errors import UnreadableFile
from civicbeat.records.installation import Installation

FIRST_WITHIN = timedelta(days=7)
"""So long an installation may be without its first backup."""


@dataclass(frozen=True, slots=True)
class Backups:
    """How backups of an installation stand.

    Attributes:
        newest: when the last one was finished; ``None`` where none ever was.
        late: whether the next, or the first, should have been made by now.
        undestroyed: folders of those that are past their last day and still there, the oldest first.
        leaking: the file of secrets, where it holds a key that was destroyed since; ``None`` where it does not.
    """

    newest: datetime | None
    late: bool
    undestroyed: tuple[Path, ...]
    leaking: Path | None


def backups(installation: Installation, now: datetime) -> Backups:
    """How they stand at the moment ``now``."""
    entries = list(Entry.objects.filter(action="backup").order_by("number"))
    newest = entries[-1].moment if entries else None
    due = (_began() or now) + FIRST_WITHIN if newest is None else newest + timedelta(days=installation.backup_days)
    return Backups(newest, due < now, tuple(_undestroyed(entries, now)), _leaking(installation, entries))


def on_the_same_disk(installation: Installation) -> bool:
    """Whether the list of erasures is lost with a store: where the disk of both is lost.

    A store on a server counts as elsewhere; whether it is, nobody can see from here.
    """
    stores = [installation.data] if not (installation.posts_url and installation.records_url) else []
    return any(_device(installation.erasures) == _device(store) for store in stores)


def _began() -> datetime | None:
    first: datetime | None = MigrationRecorder.Migration.objects.aggregate(first=Min("applied"))["first"]
    return first


def _undestroyed(entries: list[Entry], now: datetime) -> Iterator[Path]:
    for entry in entries:
        folder, until = entry.details.get("folder"), entry.details.get("destroy_by")
        if folder and until and datetime.fromisoformat(until) < now and _is_backup(Path(folder), entry.subject):
            yield Path(folder)


def _is_backup(folder: Path, number: str) -> bool:
    """Whether the folder holds that backup: another may have taken its place since."""
    try:
        return number in (folder / NAME).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):  # it is gone, or on a disk that is not there: whoever has it must look
        return False


def _leaking(installation: Installation, entries: list[Entry]) -> Path | None:
    paths = [entry.details["secrets"] for entry in entries if entry.details.get("secrets")]
    if not paths:
        return None
    try:
        _made, names = held(Path(paths[-1]))
    except UnreadableFile:
        return None
    keys = Keyring(installation.keys)
    gone = [name for name in names if name.startswith("keys/") and keys.is_destroyed(Path(name).stem)]
    return Path(paths[-1]) if gone else None


def _device(path: Path) -> int:
    """The disk on which ``path`` is, or would be."""
    there = next(one for one in (path, *path.parents) if one.exists())
    return there.stat().st_dev
