"""Records stores of a test's own, on the real servers: Django's default database while a test's module runs."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections

from civicbeat.config.databases import records_database
from civicbeat.records.installation import Installation

SERVER = "postgresql://postgres@127.0.0.1:5432"
KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.service))
ON_SQLITE, ON_POSTGRESQL = (pytest.mark.parametrize("records", [kind], indirect=True, scope="module") for kind in KINDS)
"""Marks of tests for one of the two alone."""


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of an empty database of its own; the test is skipped where no server answers."""
    try:
        server = psycopg.connect(f"{SERVER}/postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        pytest.skip(f"PostgreSQL does not answer at 127.0.0.1:5432: {error}")
    name = f"civicbeat_test_{secrets.token_hex(4)}"
    with server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{SERVER}/{name}"
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def used(installation: Installation) -> Iterator[None]:
    """The records store of ``installation`` is Django's default database, in every thread."""
    settings, before = connections.settings, connections["default"]
    kept = settings["default"]
    before.close()
    settings["default"] = connections.configure_settings({"default": records_database(installation)})["default"]
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        settings["default"] = kept
        connections["default"] = before


@contextmanager
def empty(kind: str, folder: Path) -> Iterator[Installation]:
    """An installation in ``folder`` whose records store is an empty database of that ``kind``, in use."""
    installation = replace(Installation.from_environment(), data=folder)
    if kind == "sqlite":
        with used(installation):
            yield installation
        return
    with postgresql() as url:
        installation = replace(installation, records_url=url)
        with used(installation):
            yield installation


@contextmanager
def migrated(kind: str, folder: Path) -> Iterator[Installation]:
    """The same, with every table."""
    with empty(kind, folder) as installation:
        call_command("migrate", verbosity=0)
        yield installation


def together(count: int, work: Callable[[int], Any]) -> list[Any]:
    """What ``work(0)``, ``work(1)`` … give in ``count`` threads that begin at the same moment; errors are given too."""
    begin = threading.Barrier(count)

    def one(number: int) -> Any:
        try:
            begin.wait(timeout=30)
            return work(number)
        except Exception as error:  # noqa: BLE001  # the test looks at it
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))
