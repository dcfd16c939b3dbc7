"""The command line as people use it: a program of its own, on an installation of its own."""

from __future__ import annotations

import csv
import json
import os
import subprocess
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from tests import programs
from typer.testing import CliRunner

from civicbeat.cli import ready
from civicbeat.cli.commands import app
from civicbeat.records.errors import CivicbeatError

Civicbeat = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli")
    programs.installed(folder / "data")
    return folder


@pytest.fixture(scope="module")
def environment(folder):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CIVICBEAT_", "DJANGO_"))}
    return kept | {
        "CIVICBEAT_DATA": str(folder / "data"),
        "CIVICBEAT_WORKERS": "1",
        "COLUMNS": "160",
        "LC_ALL": "C.UTF-8",
    }


@pytest.fixture(scope="module")
def civicbeat(folder, environment) -> Civicbeat:
    """Runs ``civicbeat`` with the given words in the folder; ``lines(done)`` reads its JSON."""

    def run(*words, good=True):
        done = programs.run(words, folder, environment)
        assert (done.returncode == 0) == good, f"{words}\n{done.stdout}\n{done.stderr}"
        return done

    return run


@pytest.fixture
def typed(beat, tmp_path, monkeypatch):
    """Runs the words in this process, on the test's own stores: the same as typed, without the start of a program."""

    @contextmanager
    def opened():
        yield beat

    monkeypatch.setattr(ready, "beat", opened)
    monkeypatch.chdir(tmp_path)

    def run(*words, good=True):
        result = CliRunner().invoke(app, words, env={"COLUMNS": "160", "LC_ALL": "C.UTF-8"})
        told = result.stderr
        if isinstance(result.exception, CivicbeatError):
            told = f"civicbeat: {result.exception.what}\n  → {result.exception.do}\n"
        elif result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert (result.exit_code == 0) == good, f"{words}\n{result.stdout}\n{told}"
        return subprocess.CompletedProcess(words, result.exit_code, result.stdout, told)

    return run


def lines(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def write_posts(path, count, people=40):
    """A CSV of ``count`` posts of the last days by ``people`` invented people, each with a telephone number in it."""
    start = datetime.now(UTC) - timedelta(days=3)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "published_at", "author", "text", "likes"])
        for n in range(count):
            moment = start + timedelta(seconds=200_000 * n / count)
            text = f"Đường số {n} lại ngập nước sau mưa, gọi 0903 123 456 ở Bình Thạnh"
            writer.writerow([f"p{n}", moment.isoformat(timespec="seconds"), f"người {n % people}", text, n % 7])
    return path
