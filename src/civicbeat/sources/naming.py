"""Naming: what a source may be called; its name is part of every id of its posts."""

from __future__ import annotations

import re

from civicbeat.records.errors import SettingError

NAME = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*$")
LONGEST_NAME = 40


def must_be_name(name: str, example: str) -> None:
    """Nothing when ``name`` may be a source's; ``example`` is one that may.

    Raises:
        SettingError: it may not.
    """
    if len(name) > LONGEST_NAME or not NAME.match(name):
        raise SettingError(
            "A source's name has other than small letters, digits, dots and hyphens,"
            f" or more than {LONGEST_NAME} of them.",
            do=f"Choose a name such as {example}.",
        )
