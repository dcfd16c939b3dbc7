"""What every test stands on: no network but loopback, no variables of the machine it runs on."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

SHARED_DATA = "CIVICBEAT_SHARED_DATA"
_LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(_LOOPBACK):  # type: ignore[index]
            pytest.fail(f"the test tried to reach {address}: only loopback may be reached")
        real(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of public data sets; the test skips where there is none."""
    folder = os.environ.get(SHARED_DATA, "")
    if not folder or not Path(folder).is_dir():
        pytest.skip(f"set {SHARED_DATA} to the folder of public data sets to run this test")
    return Path(folder)
