"""Shape: how an answer is built, without a word of what it says; and what in it nobody expected."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

DEEPEST = 6
MOST_FIELDS = 60


def skeleton(value: Any, depth: int = DEEPEST) -> Any:
    """``value`` with every leaf replaced by its kind: ``{"id": "text 12", "n": "number", "tags": ["text 4"]}``.

    Gives JSON values only. Of a list the first item stands for all; a text is told by its length. Names of fields are
    kept as far as they look like names: a mapping may be keyed by what people are called.
    """
    if isinstance(value, Mapping):
        if depth == 0:
            return "object"
        return {_name(name): skeleton(part, depth - 1) for name, part in list(value.items())[:MOST_FIELDS]}
    if isinstance(value, list | tuple):
        return [skeleton(value[0], depth - 1)] if value and depth else []
    if isinstance(value, str | bytes):
        return f"text {len(value)}"
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    return "number" if isinstance(value, int | float) else type(value).__name__


def unknown(items: Iterable[Any], known: Collection[str]) -> dict[str, int]:
    """Fields of ``items`` that are not ``known`` → how many items have them; names like data are not told apart."""
    found = Counter(_name(name) for item in items if isinstance(item, Mapping) for name in item if name not in known)
    return dict(found.most_common(MOST_FIELDS))


def _name(name: object) -> str:
    """A field's name as programs give them; anything else could be data, such as an account's name."""
    return name if isinstance(name, str) and _FIELD.fullmatch(name) else "…"


_FIELD = re.compile(r"(?!(?:.*\d){5})[A-Za-z0-9_:-]{1,60}")
"""More than four digits are no name's."""
