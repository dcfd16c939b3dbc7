"""Numbers of a person's papers: identity card old and new, passport, licence, insurance, student, tax.

Source: Circular 59/2021/TT-BCA, article 4 (twelve digits: province 001–096, century and sex 0–9, year of birth,
serial).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from civicbeat.enrich.mask.digits import FIRST, LAST, only_digits, some
from civicbeat.enrich.mask.reading import Pattern, Reading, Span

_PROVINCES = frozenset(
    [
        "001",
        "002",
        "004",
        "006",
        "008",
        "010",
        "011",
        "012",
        "014",
        "015",
        "017",
        "019",
        "020",
        "022",
        "024",
        "025",
        "026",
        "027",
        "030",
        "031",
        "033",
        "034",
        "035",
        "036",
        "037",
        "038",
        "040",
        "042",
        "044",
        "045",
        "046",
        "048",
        "049",
        "051",
        "052",
        "054",
        "056",
        "058",
        "060",
        "062",
        "064",
        "066",
        "067",
        "068",
        "070",
        "072",
        "074",
        "075",
        "077",
        "079",
        "080",
        "082",
        "083",
        "084",
        "086",
        "087",
        "089",
        "091",
        "092",
        "093",
        "094",
        "095",
        "096",
    ]
)
_YOUNGEST = 40
"""Two-digit year of birth after which a card of the 21st century is not yet possible."""

_TWELVE = re.compile(rf"{FIRST}0\d{{2}}[ .\-]?[0-3](?:[ .\-]?\d){{8}}{LAST}")
_PAPER = (
    r"cccd|can cuoc(?: cong dan)?|cmnd|cmtnd|cmt|chung minh(?: thu| nhan dan)?|dinh danh(?: ca nhan)?"
    r"|id card|identity card|identity number"
    r"|citizen id|national id|id number|id no|gplx|giay phep lai xe|bang lai|driving licen[cs]e"
    r"|driver'?s? licen[cs]e|bhxh|bao hiem xa hoi|so bao hiem"
    r"|social security(?: number)?|ssn|mssv|ma sv|ma so sinh vien|ma sinh vien|student id|mst|ma so thue"
    r"|tax code|tax id|tin|vneid"
)
_FILLER = (
    r"(?:(?:so|cua|la|toi|minh|em|anh|chi|ba|me|vo|chong|con|ong|bac|be|is|number|no|nhan dan|cong dan|ca nhan"
    r"|my|code|ma)"
    r"\W{1,3}){0,4}"
)
_NAMED = re.compile(rf"(?<![a-z])(?:{_PAPER})[^\w\n]{{1,4}}{_FILLER}({some(9, 13)})(?!\d)")
_PASSPORT = re.compile(
    rf"(?<![a-z])(?:ho chieu|passport|hc)[^\w\n]{{1,4}}{_FILLER}([a-z]{{1,2}} ?\d{{6,8}}|\d{{9}})(?!\w)"
)
_HEALTH = re.compile(
    r"(?<![a-z0-9])(?:dn|hx|ch|nn|tk|hc|xk|hs|sv|gd|tb|no|ct|xb|tn|cs|xn|ms|hd|te|bt|dt|dk|xd|ts|tc|tq|ta|ty"
    r"|hg|ls|pv|cc|ck|cb|kc|hn|ht|tr|cn|cy|qn|ca)[1-5]\d{2}\d{10}(?!\d)"
)
_MONEY = re.compile(r"\d{1,3}(?:\.\d{3}){2,}$")


def _find(reading: Reading) -> Iterator[Span]:
    plain = reading.plain
    for match in _TWELVE.finditer(plain):
        if _is_card(only_digits(match[0])) and not reading.in_link(match.start()):
            yield match.span()
    for match in _NAMED.finditer(plain):
        if not _MONEY.match(match[1]) or match[1].startswith("0"):
            yield match.span(1)
    for expression in (_PASSPORT,):
        for match in expression.finditer(plain):
            yield match.span(1)
    for match in _HEALTH.finditer(plain):
        yield match.span()


def _is_card(number: str) -> bool:
    return number[:3] in _PROVINCES and (number[3] in "01" or int(number[4:6]) < _YOUNGEST)


PAPERS = Pattern("paper", "⟨🪪⟩", (r"(?:\p{N}[^\p{N}\n]{0,3}){6}",), _find)
