"""Telephone numbers: Vietnamese and international, with the tricks that hide them.

Kept: emergency numbers and short codes (113, 1022), 1800/1900 and other toll-free numbers, a landline named as a
hotline, and
any number named as a hotline where an institution speaks.

Source: Vietnam's numbering plan, Circular 22/2014/TT-BTTTT and the moves of 2018 (eleven-digit mobiles to ten) and 2017
(area codes to 02x); ITU-T E.164.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from civicbeat.enrich.mask.digits import FIRST, GAP, only_digits, some
from civicbeat.enrich.mask.reading import Pattern, Reading, Span

_MOBILE = r"(?:3[2-9]|5[25-9]|7[06-9]|8[1-9]|9\d)\d{7}"
_FORMER = r"(?:12\d|16[2-9]|18[68]|199)\d{7}"
_LANDLINE = (
    r"2(?:[48]\d{8}|(?:0[3-9]|1[0-689]|2[0-25-9]|3[2-9]|5[124-9]|6[0-39]|7[0-7]|9[0-4679])\d{7})"
    r"|(?:4|8)[23567]\d{6}|(?:[2567]\d|3[0135-9])[235678]\d{5,6}"
)
_NATIONAL = re.compile(rf"(?:{_MOBILE}|{_FORMER}|{_LANDLINE})")
_STRICT = re.compile(rf"(?:84|0)(?:{_MOBILE}|{_FORMER})")
_LANDLINE_ONLY = re.compile(rf"(?:{_LANDLINE})")

_VIETNAMESE = re.compile(
    rf"{FIRST}(?:(?:\(?\+{GAP}84\)?|\(?00{GAP}84\)?|\(84\)){GAP}\(?0?\)?{GAP}|84{GAP}|\(0(?=\d)|0{GAP}"
    rf"|\(?0(?=\d{{1,3}}\)))"
    rf"(\(?\d(?:[)]?{GAP}\d){{7,9}})(?!\d)"
)
_IN_LINK = re.compile(rf"(?<![\w])(?:84|0)(?:{_MOBILE})(?![\w])")
_TRICK = re.compile(rf"(?<![a-z0-9])[0o](?:{GAP}[0-9oil|]){{9}}(?![a-z0-9])")
_UNTRICK = str.maketrans("oil|", "0111")

_WORDS = {
    **dict.fromkeys(("khong", "zero", "oh", "o"), "0"),
    **dict.fromkeys(("mot", "one"), "1"),
    **dict.fromkeys(("hai", "two"), "2"),
    **dict.fromkeys(("ba", "three"), "3"),
    **dict.fromkeys(("bon", "tu", "four"), "4"),
    **dict.fromkeys(("nam", "lam", "five"), "5"),
    **dict.fromkeys(("sau", "six"), "6"),
    **dict.fromkeys(("bay", "seven"), "7"),
    **dict.fromkeys(("tam", "eight"), "8"),
    **dict.fromkeys(("chin", "nine"), "9"),
}
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_ACCENTED = (
    r"kh[oô]ng|m[oộ]t|hai|ba|b[oố]n|t[uư]|n[aă]m|l[aă]m|s[aá]u|b[aảẩ]y|t[aá]m|ch[ií]n|zero|oh|one|two|three"
    r"|four|five|six|seven"
    r"|eight|nine"
)
_SPELLED = re.compile(rf"(?<![a-z0-9])(?:(?:{_WORD}|\d)[ .,\-]{{0,3}}){{9,10}}(?:{_WORD}|\d)(?![a-z0-9])")
_PIECE = re.compile(rf"{_WORD}|\d")

_ABROAD = re.compile(rf"(?<![\w+])\(?\+{GAP}([1-9](?:[()/]{{0,2}}{GAP}[()/]{{0,2}}\d){{8,14}})(?!\d)")
_THOUSANDS = re.compile(r"\(?\+\d{1,3}(?:[.,]\d{3})+")
_AMERICAN = re.compile(
    r"(?<![\d.,\-$€/])(?:1[ .\-])?(?:\(([2-9]\d\d)\) ?|([2-9]\d\d)([.\-]))[2-9]\d\d[ .\-]\d{4}(?![\d\-])"
)
_TOLL_FREE = frozenset({"800", "833", "844", "855", "866", "877", "888"})

_CALL = re.compile(
    r"(?<![a-z])(?:sdt|so dien thoai|dien thoai|dthoai|dt|phone|tel|telephone|mobile|cell|call|text|sms"
    r"|whatsapp|viber|zalo|zl|alo"
    r"|goi|lien he|lh|contact|ib|inbox|so may|momo)(?: (?:me|us|minh|em|anh|chi|toi|no|at|on|so|number|qua"
    r"|cho|nhe|la|is))?"
    rf"[^\w\n]{{0,4}}(?:(?:so|la|at)\W{{1,2}})?(\+?{some(8, 12)})(?!\d)(?![.,]\d)"
)
_NOT_CALLED = re.compile(
    r"\d{1,3}(?:[.,]\d{3}){2,3}$|\d{1,2}[.\-]\d{1,2}[.\-](?:19|20)\d\d|(?:19|20)\d\d ?- ?(?:19|20)\d\d$|1[89]00"
)
_HOTLINE = re.compile(
    r"(?:hotline|duong day nong|tong dai|truc ban|truc may|switchboard|toll.?free|helpline)[^\d\n]{0,40}\(?\+?$"
)
_DATE = re.compile(r"0?\d[.\-]\d{1,2}[.\-](?:19|20)\d\d(?!\d)")
_MONEY = re.compile(r" ?(?:dong|vnd|d|usd|tr|trieu|ty|ti|%)(?![a-z])")


def _find(reading: Reading) -> Iterator[Span]:
    plain = reading.plain
    for match in _VIETNAMESE.finditer(plain):
        national = only_digits(match[1])
        if (
            _is_vietnamese(match, national)
            and not reading.in_link(match.start())
            and not _is_hotline(reading, match.start(), national)
        ):
            opened = match[0].startswith("(") and ")" not in match[0]
            yield match.start() + opened, match.end()
    for match in _IN_LINK.finditer(plain):
        if reading.in_link(match.start()):
            yield match.span()
    yield from _hidden(plain)
    yield from _abroad(reading)


def _is_vietnamese(match: re.Match[str], national: str) -> bool:
    if not _NATIONAL.fullmatch(national):
        return False
    if _DATE.match(match[0].lstrip("(")):
        return False
    bare = match[0].startswith("84")
    return not (bare and not _STRICT.fullmatch("84" + national)) and not (
        bare and _MONEY.match(match.string, match.end())
    )


def _is_hotline(reading: Reading, start: int, national: str) -> bool:
    named = _HOTLINE.search(reading.plain, max(0, start - 60), start) is not None
    return named and (reading.official or _LANDLINE_ONLY.fullmatch(national) is not None)


def _hidden(plain: str) -> Iterator[Span]:
    for match in _TRICK.finditer(plain):
        number = only_digits(match[0].translate(_UNTRICK))
        if 6 <= sum(map(str.isdecimal, match[0])) < 10 and _STRICT.fullmatch(number):
            yield match.span()
    for match in _SPELLED.finditer(plain):
        number = "".join(_WORDS.get(piece, piece) for piece in _PIECE.findall(match[0]))
        if _STRICT.fullmatch(number) and any(map(str.isalpha, match[0])):
            yield match.span()


def _abroad(reading: Reading) -> Iterator[Span]:
    plain = reading.plain
    for match in _ABROAD.finditer(plain):
        money = _THOUSANDS.fullmatch(match[0]) or match[1].endswith("000000")
        if not money and not _is_hotline(reading, match.start(), ""):
            yield match.span()
    for match in _AMERICAN.finditer(plain):
        if (match[1] or match[2]) not in _TOLL_FREE and not reading.in_link(match.start()):
            yield match.span()
    for match in _CALL.finditer(plain):
        number = only_digits(match[1])
        if (
            not _NOT_CALLED.match(match[1])
            and not _MONEY.match(plain, match.end())
            and number[:3] not in _TOLL_FREE
            and number[:4] != "8800"
        ):
            yield match.span(1)


PHONES = Pattern(
    "phone",
    "⟨☎⟩",
    (
        r"(?:\p{N}[^\p{L}\p{N}\n]{0,4}){7}",
        r"(?i)\d[ .\-]?[oil|][ .\-]?\d|(?:^|\PL)o[ .\-]?[\doil]",
        rf"(?i)(?:{_ACCENTED})(?:[ .,\-]{{0,3}}(?:{_ACCENTED}|\d)){{3}}",
        rf"(?i)\d(?:[ .,\-]{{0,3}}\d){{2}}[ .,\-]{{0,3}}(?:{_ACCENTED})",
    ),
    _find,
)
