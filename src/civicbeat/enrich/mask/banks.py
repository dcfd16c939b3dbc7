"""Bank account, card and IBAN numbers.

Source: ISO/IEC 7812 (Luhn check digit), ISO 13616 (IBAN, modulo 97).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from civicbeat.enrich.mask.digits import FIRST, LAST, only_digits, some
from civicbeat.enrich.mask.reading import Pattern, Reading, Span

_BANK = (
    r"vietcombank|vcb|techcombank|tcb|mb ?bank|mbb|mb|acb|bidv|vietinbank|ctg|agribank|vbard|sacombank|stb"
    r"|vpbank|tpbank|vib|shb|hdbank|ocb|msb"
    r"|eximbank|seabank|scb|nam ?a ?bank|lpbank|lienvietpostbank|shinhan|timo|cake|momo|zalopay"
    r"|viettel ?money|bac a|pvcombank|kienlongbank"
)
_ACCOUNT = r"stk|so tai khoan|so tk|tai khoan|tk|account(?: number| no)?|acct|a/c|chuyen khoan|ck|bank"
_FILLER = (
    rf"(?:(?:{_BANK}|ngan hang|nh|so|cua|la|minh|em|toi|anh|chi|is|number|no|my|the|qua|vao|toi|den|cho|nay"
    rf"|to)[ :.,\-–/()]{{1,3}}){{0,6}}"
)
_NAMED = re.compile(rf"(?<![a-z])(?:{_ACCOUNT})[ :.,\-–/()]{{1,4}}{_FILLER}({some(7, 19)}){LAST}")
_AT_BANK = re.compile(
    rf"(?<![a-z0-9])(?:{_BANK})(?: bank)?[ :.,\-–/()]{{1,4}}(?:(?:so|stk|tk)[ :.]{{1,2}})?({some(8, 19)}){LAST}"
)
_BEFORE_BANK = re.compile(rf"{FIRST}({some(8, 16)})[ :,\-–/()]{{1,3}}(?:ngan hang |nh |tai )?(?:{_BANK})(?![a-z0-9])")
_NAMED_CARD = re.compile(
    rf"(?<![a-z])(?:the(?: atm| tin dung| ngan hang| ghi no| visa| napas)?|so the|card(?: number| no)?|visa"
    rf"|mastercard|atm|napas)"
    rf"[ :.]{{1,3}}(?:(?:so|is|la)[ :]{{1,2}})?({some(16, 19)}){LAST}"
)
_CARD = re.compile(
    rf"{FIRST}(?:[3-6]\d{{3}}([ \-]?)\d{{4}}\1\d{{4}}\1\d{{4}}(?:\1\d{{3}})?"
    rf"|3[47]\d{{2}}([ \-]?)\d{{6}}\2\d{{5}}|9704(?:[ \-]?\d{{4}}){{3}}(?:[ \-]?\d{{3}})?){LAST}"
)
_IBAN = re.compile(r"(?<![a-z0-9])[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?(?![a-z0-9])")
_MONEY = re.compile(r"\d{1,3}(?:[.]\d{3}){2,}$")
_UNIT = re.compile(r" ?(?:dong|vnd|d|usd|trieu|tr|ty|ti|k)(?![a-z])")


def _find(reading: Reading) -> Iterator[Span]:
    plain = reading.plain
    for expression in (_NAMED, _AT_BANK, _BEFORE_BANK, _NAMED_CARD):
        for match in expression.finditer(plain):
            if not _is_amount(match):
                yield match.span(1)
    for match in _CARD.finditer(plain):
        if passes_luhn(only_digits(match[0])) and not reading.in_link(match.start()):
            yield match.span()
    for match in _IBAN.finditer(plain):
        if passes_iban(match[0].replace(" ", "")):
            yield match.span()


def _is_amount(match: re.Match[str]) -> bool:
    written = match[1]
    if _UNIT.match(match.string, match.end(1)):
        return True
    return not written.startswith("0") and _MONEY.fullmatch(written) is not None


def passes_luhn(number: str) -> bool:
    """Whether the last of the decimal digits is the check digit of those before it."""
    total = sum(int(digit) for digit in number[::-2])
    return (total + sum(sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])) % 10 == 0 and len(set(number)) > 1


def passes_iban(number: str) -> bool:
    """Whether lower-case ``number`` (no blanks) has a right IBAN checksum."""
    moved = number[4:] + number[:4]
    return (
        sum(map(str.isdecimal, number)) >= 10
        and 15 <= len(number) <= 34
        and int("".join(str(int(char, 36)) for char in moved)) % 97 == 1
    )


BANKS = Pattern("bank", "⟨💳⟩", (r"(?:\p{N}[^\p{N}\n]{0,3}){7}|(?i)[a-z]{2}\d\d ?[a-z0-9]{4}",), _find)
