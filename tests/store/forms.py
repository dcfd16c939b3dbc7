"""The two forms of a post store: the engine inside this process, and a server's HTTP interface (``engine.py``)."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tests.store import engine

BOTH = ("test_dead_letters", "test_look", "test_redraw", "test_standing", "test_write")
"""Files whose tests run on either form: between them they ask, stream, insert, change and remove in every way."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of an empty store that a process of its own serves from ``folder`` until the end."""
    port = folder / "port"
    with subprocess.Popen([sys.executable, engine.__file__, str(folder / "engine"), str(port)]) as running:
        try:
            late = time.monotonic() + 60
            while not (port.exists() and port.read_text(encoding="ascii")):
                assert running.poll() is None
                assert time.monotonic() < late, "the engine does not start"
                time.sleep(0.02)
            at = f"127.0.0.1:{port.read_text(encoding='ascii')}"
            yield f"http://{engine.USER}:{quote(engine.PASSWORD)}@{at}/default"
        finally:
            running.kill()
