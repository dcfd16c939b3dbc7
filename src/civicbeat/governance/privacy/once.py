"""Once: a secret file that is made a single time, however many processes want it at once."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def make_once(path: Path, content: bytes) -> None:
    """Writes ``content`` to ``path``, readable by its owner only, unless the file is there already.

    The file appears whole or not at all; of several that are made together the first to be linked stands, and the
    others read it.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
