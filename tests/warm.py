"""A process that has loaded the libraries of every command, and becomes the program once for each line it is sent.

Loading them takes longer than most commands. What is loaded knows no installation: the settings, the models and the
commands are read after the fork, so that each program has its own environment, folder and files, and ends by itself
as one that was typed. A line is ``{"run": {words, folder, env, out, err}}`` or ``{"ended": pid}``; the answer is a pid,
or the exit status and ``null`` while it runs. It is run by its path (see ``programs``), as a package has another name.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Iterator
from typing import Any

from civicbeat.cli.main import main

LOADED = (
    *("civicbeat.enrich.all", "civicbeat.sources.all", "civicbeat.store.store"),
    *("cryptography.hazmat.primitives.asymmetric.ed25519", "cryptography.hazmat.primitives.ciphers.aead"),
    *("django.core.management", "django.db.backends.sqlite3.base", "django.forms", "django.urls"),
    *("django.template.backends.django", "holidays", "psycopg", "rich.progress", "rich.table", "structlog"),
    *("typer", "xlsxwriter"),
)


def serve() -> bool:
    """Answers until nobody asks any more; ``True`` in a process that is to be the program."""
    for asked in _asked():
        if "run" in asked:
            pid = os.fork()
            if not pid:
                _become(**asked["run"])
                return True
            _answer(pid)
        else:
            pid, status = os.waitpid(asked["ended"], os.WNOHANG)
            _answer(os.waitstatus_to_exitcode(status) if pid else None)
    return False


def _asked() -> Iterator[Any]:
    yield from map(json.loads, sys.stdin)


def _answer(value: int | None) -> None:
    print(json.dumps(value), flush=True)  # noqa: T201  # to whoever asked


def _become(words: list[str], folder: str, env: dict[str, str], out: str, err: str) -> None:
    os.setsid()
    for number, (name, flags) in enumerate(((os.devnull, os.O_RDONLY), *((name, os.O_WRONLY) for name in (out, err)))):
        opened = os.open(name, flags)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = words
    del sys.modules["__main__"].__file__  # its worker processes need not load this


if __name__ == "__main__":
    for name in LOADED:
        importlib.import_module(name)
    if serve():
        main()
