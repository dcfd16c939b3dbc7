"""Programs that tests start: ``civicbeat`` in a process, folder and environment of its own, as people type it."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Self

PROGRAM = str(Path(sys.executable).with_name("civicbeat"))
WARM = Path(__file__).with_name("warm.py")


class Program:
    """``civicbeat`` with some words, running."""

    def __init__(self, words: tuple[str, ...], folder: Path, env: Mapping[str, str]) -> None:
        self._written = [Path(tempfile.mkstemp(prefix="civicbeat-said-")[1]) for _ in range(2)]
        out, err = map(str, self._written)
        run = {"words": [PROGRAM, *words], "folder": str(folder), "env": dict(env), "out": out, "err": err}
        self.words, self.pid, self._ended = words, _warm().ask({"run": run}), None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.poll() is None:
            self.kill()
        self.wait()
        for path in self._written:
            path.unlink()

    def poll(self) -> int | None:
        """Its exit status; ``None`` while it runs."""
        if self._ended is None:
            self._ended = _warm().ask({"ended": self.pid})
        return self._ended

    def wait(self, timeout: float = 180) -> int:
        """Its exit status, once it has ended."""
        late = time.monotonic() + timeout
        while (ended := self.poll()) is None:
            assert time.monotonic() < late, f"{self.words} runs for more than {timeout} seconds"
            time.sleep(0.02)
        return ended

    def said(self) -> tuple[str, str]:
        """What it has written so far, out and as errors."""
        out, err = (path.read_text(encoding="utf-8") for path in self._written)
        return out, err

    def send_signal(self, number: signal.Signals) -> None:
        """Sends it a signal."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """Ends it at once."""
        self.send_signal(signal.SIGKILL)


def run(words: tuple[str, ...], folder: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Runs ``civicbeat`` with some words to its end."""
    with Program(words, folder, env) as program:
        return subprocess.CompletedProcess(words, program.wait(), *program.said())


def installed(data: Path) -> Path:
    """Lays an installation that nobody has used in the folder ``data``, and gives it.

    It is made once a process, and copied: making its tables takes longer than most commands.
    """
    return Path(shutil.copytree(_made(), data, symlinks=True))


@cache
def _made() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="civicbeat-installed-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    done = run(("migrate",), folder, os.environ | {"CIVICBEAT_DATA": str(folder / "data")})
    assert done.returncode == 0, done.stderr
    return folder / "data"


class _Warm:
    """The process that becomes a program for each that is asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running = subprocess.Popen(
            [sys.executable, "-P", str(WARM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        atexit.register(self._running.communicate)

    def ask(self, question: Mapping[str, Any]) -> Any:
        """The answer to a line."""
        assert self._running.stdin
        assert self._running.stdout
        with self._lock:
            self._running.stdin.write(f"{json.dumps(question)}\n")
            self._running.stdin.flush()
            return json.loads(self._running.stdout.readline())


@cache
def _warm() -> _Warm:
    return _Warm()
