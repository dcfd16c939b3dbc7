"""Vehicle registration plates: cars, motorcycles, army, diplomats.

Source: Circular 24/2023/TT-BCA (civil series), 79/2024/TT-BCA; army series of the Ministry of National Defence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from civicbeat.enrich.mask.reading import Pattern, Reading, Span

_PROVINCE = r"(?:1[1-24-9]|2\d|3[0-8]|4[0137-9]|5\d|6[0-9]|7\d|8[0-689]|9[02-57-9])"
_SERIES = r"(?:[A-HK-NPS-VXYZ]|[A-HK-NPS-VXYZ][A-HK-NPS-VXYZĐ]|MĐ|LD|DA|NG|NN|QT|CV|[A-HK-NPS-VXYZ][1-9]|MĐ[1-9])"
_EDGE = r"(?<![\w\-])(?<!\d[.,])"
_DOTTED = re.compile(rf"(?i:{_EDGE}{_PROVINCE} ?[-.]? ?{_SERIES} ?[-.–]? ?\d{{3}}\.\d{{2}}(?![\d%]))")
_UPPER = re.compile(rf"{_EDGE}{_PROVINCE} ?-? ?{_SERIES}(?: ?[-–. ] ?|(?<=[A-Z]))\d{{5}}(?![\w.,/]\d|\d|\w)")
_LOWER = re.compile(
    rf"{_EDGE}{_PROVINCE}-?[a-hk-np-vxyz](?:[1-9][-. ]|[a-hk-np-vxyz][-. ]?|[-.]?)\d{{5}}(?![\w.,/]\d|\d|\w)"
)
_FOUR = re.compile(rf"{_EDGE}{_PROVINCE} ?-? ?{_SERIES} ?[-–] ?\d{{4}}(?![\w\-/.]\d|\d|\w)")
_NAMED = re.compile(
    r"(?:bien so|bien kiem soat|bien|bks|bs|xe|plate|plates|registration|o to|oto|taxi)(?: (?:xe|may|so|la"
    r"|is|number|no|mang|hoi|oto|o to|con|nay|kia))*"
    rf"[ :.]{{0,3}}({_PROVINCE} ?[-.]? ?[a-hk-np-vxyz](?:[a-hk-np-vxyz]"
    rf"|[1-9])?[ \-.–]{{0,3}}\d{{2,3}}[ .]?\d{{2}})(?![\d%])"
)
_DIPLOMAT = re.compile(
    rf"{_EDGE}{_PROVINCE}[ \-]\d{{3}}[ \-](?:NG|NN|QT|CV)[ \-]\d{{2}}(?!\d)|{_EDGE}{_PROVINCE}[ \-](?:NG|NN"
    rf"|QT|CV)[ \-]\d{{3}}[ \-.]\d{{2}}(?!\d)"
)
_ARMY = re.compile(
    r"(?<![\w\-])(?:A[A-DNTPV]|B[BCHKLPST]|C[ABNDHPTV]|D[ABCHT]|H[ABCDEGHNQT]|K[ABCDKNPTV]|P[ABGKMPQT]"
    r"|Q[ABHPST]|T[ACDHKLMNSTV]|V[BKT])[ \-]\d{2}[\-.]\d{2}(?![\d\-])"
)
_HOURS = re.compile(r"\d{2}(?:h|k|m|t|tr|km|kg) ?[-–.]? ?\d")


def _find(reading: Reading) -> Iterator[Span]:
    text = reading.text
    for expression in (_DOTTED, _UPPER, _LOWER, _FOUR, _DIPLOMAT, _ARMY):
        for match in expression.finditer(text):
            if not reading.in_link(match.start()) and not _is_quantity(match[0]):
                yield match.span()
    for match in _NAMED.finditer(reading.plain):
        if not _is_quantity(match[1]):
            yield match.span(1)


def _is_quantity(written: str) -> bool:
    """*20h 2024*, *50k 12345*: an hour or an amount in small letters before another number."""
    return " " in written and _HOURS.match(written) is not None


PLATES = Pattern(
    "plate",
    "⟨🚗⟩",
    (r"(?i)\d{2}[ .\-]{0,3}(?:\d{3}[ \-])?[a-zđ]{1,2}[1-9]?[ .\-–]{0,3}\d{2,3}|[A-Z]{2}[ \-]\d\d[\-.]\d\d",),
    _find,
)
