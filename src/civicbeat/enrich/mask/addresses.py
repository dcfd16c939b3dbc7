"""The house number of somebody's home. The street stays: where the water stands is civic, who lives there is not.

Only a number that the text ties to a person's home, delivery or meeting is masked; *ngập trước số 12 Nguyễn Trãi*
keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from civicbeat.enrich.mask.reading import Pattern, Reading, Span

_HOUSE = r"(?:\d{1,4}[a-z]?(?:/\d{1,4}[a-z]?){0,4})"
_WHO = (
    r"(?:toi|minh|em|tui|tao|anh|chi|chu|chau|ong|ba|bac|(?<=ban |nha )co|co (?:ay|ta)|anh (?:ay|ta)|chi ay|no|tui em)"
)
_HOME_VI = re.compile(
    rf"(?<![a-z])(?:nha (?:rieng )?(?:cua )?{_WHO}|{_WHO} (?:dang |hien )?(?:o|song|tro|thue tro|thue nha|cu ngu)"
    rf"|dia chi(?: nha)?(?: cua)?(?: {_WHO})?|dc(?= ?:)|ship|giao hang|gui hang|ho khau|thuong tru|tam tru|noi o)"
    rf"(?: (?:rieng|o|tro|tai|den|toi|ve|nha|duong|hien|cho|minh|em|la|qua|dang|cua|thuong tru))*[ :,]{{1,3}}"
    rf"((?:so nha|so|hem|ngo|kiet|duong) )?({_HOUSE})(?= (duong |d\.|pho |hem |ngo |kiet |to |ap |khu pho )?[a-z])"
)
_HOME_EN = re.compile(
    rf"(?<![a-z])(?:i live at|we live at|my (?:home|house|place|address)(?: is)?(?: at)?"
    rf"|home address(?: is)?|his (?:house|home|address) is(?: at)?|her (?:house|home|address) is(?: at)?"
    rf"|lives at|deliver to|ship to)[ :,]{{1,3}}(?:no\.? ?|number )?({_HOUSE})(?= [a-z])(?! (?:am|pm"
    rf"|o'?clock|years?|days?|people|minutes?|hours?|km|least)(?![a-z]))"
)


def _find(reading: Reading) -> Iterator[Span]:
    for match in _HOME_VI.finditer(reading.plain):
        if _is_house(reading.text, match):
            yield match.span(2)
    for match in _HOME_EN.finditer(reading.plain):
        yield match.span(1)


def _is_house(text: str, match: re.Match[str]) -> bool:
    """Whether the number looks like a house's: called so, of the form 12/3 or 12A, or before a name in capitals."""
    named = match[1] is not None or match[3] is not None
    return named or not match[2].isdecimal() or text[match.end() + 1 : match.end() + 2].isupper()


ADDRESSES = Pattern(
    "address",
    "⟨🏠⟩",
    (
        (
            r"(?i)(?:nh[aà] |[oở] |s[oố]ng |tr[oọ] |[dđ][iị]a ch[iỉ]|[dđ]c|ship|h[aà]ng |h[oộ] kh[aẩ]u|tr[uú] "
            r"|lives? at|home|house|my place|address|deliver)[^\n]*\d"
        ),
    ),
    _find,
)
