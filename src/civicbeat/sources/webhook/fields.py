"""Fields: what may stand in each field of an item. ``schema.json`` says the same; a test proves that both agree."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from civicbeat.records.post import POST_KINDS
from civicbeat.sources.reading import LONGEST_LINK, LONGEST_NATIVE_ID

COUNTS = ("likes", "replies", "shares", "reach")
MEDIA = ("image", "video", "audio")
LARGEST_COUNT = 2**32 - 1

Check = Callable[[Any], bool]


def _text(longest: int, form: str = r"") -> Check:
    """Text that is not blank, or wholly of a ``form``."""
    wanted = re.compile(form)
    return lambda value: (
        isinstance(value, str) and len(value) <= longest and bool(wanted.fullmatch(value) if form else value.strip())
    )


def _one_of(choices: Collection[str]) -> Check:
    return lambda value: isinstance(value, str) and value in choices


def _listed(each: Check, most: int) -> Check:
    return lambda value: isinstance(value, list | tuple) and len(value) <= most and all(map(each, value))


def _number(least: float, most: float, *, whole: bool = False) -> Check:
    """A number within bounds; 5.0 is whole."""
    return lambda value: (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and least <= value <= most
        and (not whole or int(value) == value)
    )


_ID = _text(LONGEST_NATIVE_ID)
_COUNT = _number(0, LARGEST_COUNT, whole=True)
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})"

FIELDS: Mapping[str, Check] = {
    "id": _ID,
    "text": lambda value: isinstance(value, str),
    "published_at": _text(40, _DATE),
    "author": lambda value: isinstance(value, str) and len(value) <= 200,
    "url": _text(LONGEST_LINK, r"https?://\S+"),
    "kind": _one_of(POST_KINDS),
    "parent": _ID,
    "thread": _ID,
    "language": _text(35, r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*"),
    **dict.fromkeys(COUNTS, _COUNT),
    "latitude": _number(-90, 90),
    "longitude": _number(-180, 180),
    "tags": _listed(_text(80), 20),
    "media": _listed(_one_of(MEDIA), 20),
    "deleted": lambda value: isinstance(value, bool),
}
"""Field → what may stand in it; ``null`` is as good as nothing."""
