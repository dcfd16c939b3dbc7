"""Pieces of regular expressions for numbers as people type them, over ``Reading.plain``."""

from __future__ import annotations

GAP = r"[ \t.\-\u00b7\u2022\u2010-\u2015_~\ufe0f\u20e3]{0,3}"
"""What may stand between two digits of one number. Bounded, and holds no digit: matching stays linear."""

FIRST = r"(?<!\d)(?<!\d[.,])"
"""No digit and no decimal sign stands before."""

LAST = r"(?!\d)(?![.,]\d)"
"""No digit and no decimal sign follows."""


def spaced(digits: str) -> str:
    """A regular expression of single-character pieces, each preceded by a possible gap: ``ab`` → gap a gap b."""
    pieces = _pieces(digits)
    return "".join(GAP + piece for piece in pieces)


def _pieces(expression: str) -> list[str]:
    pieces: list[str] = []
    rest = expression
    while rest:
        size = {"[": rest.find("]") + 1, "\\": 2}.get(rest[0], 1)
        pieces.append(rest[:size])
        rest = rest[size:]
    return pieces


def some(least: int, most: int) -> str:
    """``least`` to ``most`` digits with possible gaps between them."""
    return rf"\d(?:{GAP}\d){{{least - 1},{most - 1}}}"


def only_digits(written: str) -> str:
    """The digits of ``written``, which is plain."""
    return "".join(filter(str.isdecimal, written))
