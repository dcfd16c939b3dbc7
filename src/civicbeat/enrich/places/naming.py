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


_SHORT = {
    "q": "Quận",
    "p": "Phường",
    "f": "Phường",
    "tp": "Thành phố",
    "h": "Huyện",
    "tx": "Thị xã",
    "tt": "Thị trấn",
    "x": "Xã",
    "đ": "Đường",
}
_SHORTENED = re.compile(r"(q|p|f|tp|h|tx|tt|x|đ)(?:\.\s*|\s+)(\S.*)", re.IGNORECASE)


def expanded(name: str) -> str:
    """``name`` with a shortened kind written out: *Q. Bình Thạnh* → *Quận Bình Thạnh*; others as they are.

    The kind bears accents only where the name does: *q binh thanh* → *quan binh thanh*.
    """
    match = _SHORTENED.fullmatch(name.strip())
    if match is None:
        return name
    full = f"{_SHORT[match[1].lower()]} {match[2]}"
    return fold(full) if match[2].isascii() else full


def short_forms(name: str) -> tuple[str, ...]:
    """How people shorten a numbered unit: *Quận 1* → ``Q1``, ``Q.1``; nothing for others."""
    kind, own = split(name)
    return (f"{kind[0]}{own}", f"{kind[0]}.{own}") if own.isdecimal() and kind else ()
