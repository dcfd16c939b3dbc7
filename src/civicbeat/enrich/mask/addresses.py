"""The house number of somebody's home. The street stays: where the water stands is civic, who lives there is not.

Only a number that the text ties to a person's home, delivery or meeting is masked; *ngập trước số 12 Nguyễn Trãi*
keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from civicbeat.enrich.mask.reading import Pattern, Reading, Span

_HOUSE = r"(?:\d{1,4}[a-z]?(?:/\d{1,4}[a-z]?){0,4})"
_WHO = r"(?:toi|minh|em|tui|tao|anh|chi|co|chu|bac|ba|ong|chau|con|tụi em|bon minh|nha toi|tui em)"
_HOME_VI = re.compile(
    rf"(?<![a-z])(?:nha (?:rieng )?(?:cua )?{_WHO}|{_WHO} (?:dang |hien )?(?:o|song|tro|thue tro|thue nha"
    rf"|cu ngu)|dia chi nha|dia chi cua {_WHO}|dia chi(?= ?:)|dc(?= ?:)|ship|giao hang|gui hang|ho khau"
    rf"|thuong tru|tam tru|noi o)"
    rf"(?: (?:rieng|o|tai|den|toi|ve|so|nha|hem|hẻm|ngo|kiet|duong|hien|cho|minh|em|toi|la|qua|dang"
    rf"|cua))*[ :,]{{1,3}}(?:so |hem |ngo |kiet )?({_HOUSE})(?= (?:duong |d\.|pho |hem |ngo |kiet |to |ap "
    rf"|khu pho )?[a-z])(?! (?:gio|ngay|thang|nam|phut|nguoi|nha|trieu|ty|lan|tuoi|tang|can|con|cai|h|k|km"
    rf"|met|m|tuan|dua|phong|vu|xe|cay)(?![a-z]))"
)
_HOME_EN = re.compile(
    rf"(?<![a-z])(?:i live at|we live at|my (?:home|house|place|address)(?: is)?(?: at)?"
    rf"|home address(?: is)?|his (?:house|home|address) is(?: at)?|her (?:house|home|address) is(?: at)?"
    rf"|lives at|deliver to|ship to)[ :,]{{1,3}}(?:no\.? ?|number )?({_HOUSE})(?= [a-z])(?! (?:am|pm"
    rf"|o'?clock|years?|days?|people|minutes?|hours?|km|least)(?![a-z]))"
)


def _find(reading: Reading) -> Iterator[Span]:
    for expression in (_HOME_VI, _HOME_EN):
        for match in expression.finditer(reading.plain):
            yield match.span(1)


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
