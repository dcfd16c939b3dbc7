"""Keys: what lets civicbeat in where a place asks for a key, read when it is used and kept nowhere.

A key stands in the environment as ``CIVICBEAT_KEY_<NAME>``, or in the file that ``CIVICBEAT_KEYS_FILE`` names, one
``NAME=key`` a line (``#`` starts a remark). The file must be readable by its owner only.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from civicbeat.records.errors import SettingError


def key(name: str) -> str:
    """The key called ``name``, for example ``YOUTUBE``; letters, digits and underscores, in capitals.

    Raises:
        SettingError: there is none, or its file can be read by others.
    """
    found = os.environ.get(variable(name), "") or _in_file(name)
    if not found:
        raise SettingError(
            f"The key {name} is missing.", do=f"Set {variable(name)}, or name it in CIVICBEAT_KEYS_FILE."
        )
    return found


def has_key(name: str) -> bool:
    """Whether the key called ``name`` can be used."""
    try:
        return bool(key(name))
    except SettingError:
        return False


def variable(name: str) -> str:
    """The environment variable of the key called ``name``."""
    return f"CIVICBEAT_KEY_{name}"


def _in_file(name: str) -> str:
    told = os.environ.get("CIVICBEAT_KEYS_FILE", "")
    if not told:
        return ""
    file = Path(told)
    try:
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise SettingError("The file of keys can be read by others.", do="Run: chmod 600 on CIVICBEAT_KEYS_FILE.")
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        raise SettingError("The file of keys cannot be read.", do="Check CIVICBEAT_KEYS_FILE.") from error
    pairs = (line.partition("=") for line in lines if not line.lstrip().startswith("#"))
    return next((value.strip() for given, _, value in pairs if given.strip() == name), "")
