"""Manifest: what a backup holds, from what it comes, and by when it must be destroyed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any, Self

from civicbeat.listen.backups.rows import Table
from civicbeat.records.errors import UnreadableFile

NAME = "manifest.json"
FORMAT, READ = 2, (1, 2)
"""What is written, and what can be read: 1 knew no key of second factors."""
POSTS, RECORDS = "posts", "records"
"""Folders of the two stores in a backup."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One backup.

    Attributes:
        id: by which the list of erasures knows it.
        civicbeat: the version that made it.
        began: when it was begun: what happened before is in it.
        destroy_by: when it must be destroyed. No post in it has to be gone earlier.
        left_out: posts that have to be gone earlier, and are not in it.
        keys: months of the pseudonym keys there were; the keys themselves are not in it.
        factors: fingerprint of the key that opens second factors in it; empty where there was none.
        engine: version of the post store's engine.
        posts: rows of each of its tables.
        migrations: those that the post store had had.
        database: what the records store was, ``sqlite`` or ``postgresql``.
        records: its tables.
        applied: the migrations that it had had, by app.
        files: SHA-256 of each file, by its path in the backup.
    """

    id: str
    civicbeat: str
    began: datetime
    destroy_by: datetime
    left_out: int
    keys: tuple[str, ...]
    engine: str
    posts: Mapping[str, int]
    migrations: tuple[str, ...]
    database: str
    records: Mapping[str, Table]
    applied: Mapping[str, tuple[str, ...]]
    files: Mapping[str, str]
    factors: str = ""

    def write(self, folder: Path) -> None:
        """Puts the manifest into the backup, as its last file: what has none is no backup."""
        plain = {"what": "backup of civicbeat", "format": FORMAT, **asdict(self)}
        plain |= {name: plain[name].isoformat() for name in ("began", "destroy_by")}
        draft = folder / f".{NAME}"
        draft.write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        draft.replace(folder / NAME)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The manifest of the backup in ``folder``.

        Raises:
            UnreadableFile: there is none, or it is damaged or of another version.
        """
        try:
            plain: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
            if plain.pop("what") == "backup of civicbeat" and plain.pop("format") in READ:
                plain["records"] = {name: _table(**table) for name, table in plain["records"].items()}
                plain["applied"] = {app: tuple(names) for app, names in plain["applied"].items()}
                plain |= {name: tuple(plain[name]) for name in ("keys", "migrations")}
                plain |= {name: datetime.fromisoformat(plain[name]) for name in ("began", "destroy_by")}
                return cls(**plain)
        except FileNotFoundError as error:
            raise UnreadableFile(f"{folder} is no backup of civicbeat.", do="Give the folder of a backup.") from error
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise UnreadableFile(f"The manifest in {folder} is damaged.", do="Take another backup.") from error
        raise UnreadableFile(f"The manifest in {folder} is of another version.", do="Use a newer civicbeat.")


def _table(columns: Sequence[str], **rest: Any) -> Table:
    return Table(columns=tuple(columns), **rest)


def digests(folder: Path, told: Callable[[int], None]) -> dict[str, str]:
    """SHA-256 of each file of a backup but its manifest; ``told`` is called with the bytes of each when it is read."""
    found = {}
    for path in sorted(path for part in (POSTS, RECORDS) for path in (folder / part).rglob("*") if path.is_file()):
        with path.open("rb") as file:
            found[path.relative_to(folder).as_posix()] = file_digest(file, "sha256").hexdigest()
        told(path.stat().st_size)
    return found


def check(manifest: Manifest, folder: Path, told: Callable[[int], None]) -> None:
    """Nothing if every file of the backup is what it was.

    Raises:
        UnreadableFile: one is missing, changed or new.
    """
    found = digests(folder, told)
    for name in sorted({*found, *manifest.files}):
        if found.get(name) != manifest.files.get(name):
            what = "missing" if name not in found else "not of it" if name not in manifest.files else "damaged"
            raise UnreadableFile(f"{name} of the backup is {what}.", do="Take another copy of it, or another backup.")


def close_to_others(folder: Path) -> None:
    """Lets nobody but the owner read what is in ``folder``."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
