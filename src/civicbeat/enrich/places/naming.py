"""How Vietnamese units are named: the kind before, the own name after; and how an id is made of it."""

from __future__ import annotations

import re

from civicbeat.enrich.phrases import fold

KINDS = {
    "Tỉnh": "",
    "Thành phố": "City",
    "Quận": "District",
    "Huyện": "District",
    "Thị xã": "Town",
    "Phường": "Ward",
    "Xã": "Commune",
    "Thị trấn": "Township",
    "Đặc khu": "Special Zone",
    "Đường": "Street",
}
"""Kind of unit → what English puts after the name."""


def split(name: str) -> tuple[str, str]:
    """A place's kind and its own name: *Thành phố Thủ Đức* → (*Thành phố*, *Thủ Đức*); no kind for a landmark."""
    kind = next((kind for kind in KINDS if name.lower().startswith(f"{kind.lower()} ")), "")
    return kind, name[len(kind) + 1 :] if kind else name


def slug(name: str) -> str:
    """``name`` as part of an id."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")


def short_forms(name: str) -> tuple[str, ...]:
    """How people shorten a numbered unit: *Quận 1* → ``Q1``, ``Q.1``; nothing for others."""
    kind, own = split(name)
    return (f"{kind[0]}{own}", f"{kind[0]}.{own}") if own.isdecimal() and kind else ()
