"""Examine: what the doctor looks at. Each check is one function; none changes anything of value."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from civicbeat.governance.accounts import factors
from civicbeat.governance.accounts.models import Account
from civicbeat.governance.audit import chain
from civicbeat.governance.privacy.keyring import Keyring
from civicbeat.listen.backups.overdue import backups, on_the_same_disk
from civicbeat.listen.beat import open_store
from civicbeat.listen.models import FollowedSource
from civicbeat.listen.shredding import due
from civicbeat.listen.understand import Understanding
from civicbeat.records.errors import CivicbeatError, StoreBusy
from civicbeat.records.installation import Installation
from civicbeat.records.post import ENRICHED

ENOUGH_DISK = 2 * 2**30
OVERDUE = timedelta(days=3)
"""So long nobody served, or what destroys keys fails."""


class State(StrEnum):
    """How a check came out."""

    GOOD = "good"
    ODD = "odd"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found and, unless all is good, what to do."""

    what: str
    state: State
    found: str
    do: str = ""


def examine(installation: Installation) -> tuple[Finding, ...]:
    """Every check, in order; a check that itself fails is a bad finding, not an end."""
    return tuple(_tried(what, check, installation) for what, check in CHECKS)


def _tried(what: str, check: Callable[[Installation], tuple[State, str, str]], installation: Installation) -> Finding:
    try:
        return Finding(what, *check(installation))
    except CivicbeatError as error:
        return Finding(what, State.BAD, error.what, error.do)
    except (DatabaseError, OSError) as error:
        return Finding(what, State.BAD, f"{type(error).__name__}: {error}", "Repair this first, then run doctor again.")


def _python(_: Installation) -> tuple[State, str, str]:
    found = f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores"
    return State.GOOD, found, ""


def _folder(installation: Installation) -> tuple[State, str, str]:
    installation.data.mkdir(parents=True, exist_ok=True)
    if not os.access(installation.data, os.W_OK):
        return State.BAD, f"{installation.data} cannot be written.", "Give this account the right to write there."
    free = shutil.disk_usage(installation.data).free
    found = f"{installation.data}, {free / 2**30:.1f} GiB free"
    if free < ENOUGH_DISK:
        return State.ODD, found, "Make room: a million posts take about 0.2 GiB, and merging them as much again."
    return State.GOOD, found, ""


def _keys(installation: Installation) -> tuple[State, str, str]:
    if not installation.keys.exists():
        return State.GOOD, "no post has been masked yet", ""
    keys = Keyring(installation.keys)
    for folder in (keys.folder, keys.seals.folder):
        open_to_others = [path for path in (folder, *folder.glob("*.key")) if _open_to_others(path)]
        if open_to_others:
            found = f"{len(open_to_others)} of the pseudonym keys can be read by others"
            return State.BAD, found, f"Run: chmod -R go-rwx {folder}"
    overdue = due(keys, datetime.now(UTC) - OVERDUE)
    if overdue:
        return State.ODD, f"{len(overdue)} pseudonym keys are past their term", "Run: civicbeat privacy shred"
    return State.GOOD, f"{len(keys)} monthly keys, readable by this account only", ""


def _open_to_others(path: Path) -> bool:
    return path.exists() and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _records(_: Installation) -> tuple[State, str, str]:
    connection.ensure_connection()
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    found = f"{connection.vendor}, {'up to date' if not missing else f'{missing} migrations behind'}"
    return (State.ODD, found, "Run: civicbeat migrate") if missing else (State.GOOD, found, "")


def _posts(installation: Installation) -> tuple[State, str, str]:
    try:
        with open_store(installation) as store:
            behind = store.pending()
            if behind:
                return State.ODD, f"{len(behind)} migrations behind", "Run: civicbeat migrate"
            return State.GOOD, f"{store.pulse().posts:,} posts", ""
    except StoreBusy as error:
        return State.GOOD, error.what, ""


def _understanding(installation: Installation) -> tuple[State, str, str]:
    from_sample = Understanding.of(installation.keys, installation.sentiment_model)
    missing = set(ENRICHED.names) - from_sample.gives()
    if missing:
        return State.BAD, f"no enricher gives {', '.join(sorted(missing))}", "Reinstall civicbeat."
    return State.GOOD, ", ".join(f"{name} {version}" for name, version in from_sample.versions().items()), ""


def _sources(_: Installation) -> tuple[State, str, str]:
    failing = FollowedSource.objects.filter(paused=False, failures__gt=0)
    total = FollowedSource.objects.count()
    if failing:
        worst = failing.order_by("-failures")[0]
        found = f"{failing.count()} of {total} do not deliver; {worst.name} since {worst.failures} readings"
        return State.ODD, found, worst.problem
    quiet = FollowedSource.objects.filter(paused=False, quiet_since__isnull=False).order_by("quiet_since")
    if quiet:
        found = f"{len(quiet)} of {total} are quieter than ever at these hours; {quiet[0].name} the longest"
        return State.ODD, found, "Look there: it may have moved or changed its rules."
    return State.GOOD, f"{total} followed, all well", ""


def _people(_: Installation) -> tuple[State, str, str]:
    count = Account.objects.filter(is_active=True).count()
    if not count:
        return State.ODD, "nobody can sign in", "Run: civicbeat account NAME --agency SHORTNAME"
    return State.GOOD, f"{count} people can sign in", ""


def _factors(installation: Installation) -> tuple[State, str, str]:
    if _open_to_others(installation.data / factors.FILE):
        return State.BAD, "the key of second factors can be read by others", f"Run: chmod go-rwx {factors.FILE}"
    if shut := factors.not_opening():
        do = f"Bring {factors.FILE} back from the sealed secrets; if it is lost, run: civicbeat reset-factor NAME"
        return State.BAD, f"{shut} second factors do not open: their key is lost", do
    return State.GOOD, "the secrets of all second factors are sealed and open", ""


def _audit(_: Installation) -> tuple[State, str, str]:
    proof = chain.verify()
    if not proof.holds:
        found = f"the chain breaks at entry {proof.broken_at}"
        return State.BAD, found, "Somebody changed the log: keep this database as it is and tell your data steward."
    return State.GOOD, f"{proof.entries:,} entries, head {proof.head[:16]}…", ""


def _backups(installation: Installation) -> tuple[State, str, str]:
    found = backups(installation, datetime.now(UTC))
    if found.undestroyed:
        oldest = found.undestroyed[0]
        return State.BAD, f"{len(found.undestroyed)} are past their last day, {oldest} the longest", "Destroy them now."
    if found.leaking is not None:
        told = f"{found.leaking} holds a key that was destroyed"
        return State.BAD, told, "Back up with --secrets: the file is written anew."
    last = f"the last of {found.newest:%Y-%m-%d %H:%M} UTC" if found.newest else "none was ever made"
    if found.late:
        return State.ODD, last, "Run: civicbeat backup FOLDER --secrets FILE, best every night."
    return State.GOOD, last, ""


def _erasures(installation: Installation) -> tuple[State, str, str]:
    found = str(installation.erasures)
    if on_the_same_disk(installation):
        told = f"{found}, on the same disk as the stores"
        return State.ODD, told, "Set CIVICBEAT_ERASURES to a place on another disk: without it no backup can come back."
    return State.GOOD, found, ""


CHECKS: tuple[tuple[str, Callable[[Installation], tuple[State, str, str]]], ...] = (
    ("machine", _python),
    ("folder", _folder),
    ("pseudonym keys", _keys),
    ("records store", _records),
    ("post store", _posts),
    ("enrichers", _understanding),
    ("sources", _sources),
    ("people", _people),
    ("second factors", _factors),
    ("audit log", _audit),
    ("backups", _backups),
    ("list of erasures", _erasures),
)
