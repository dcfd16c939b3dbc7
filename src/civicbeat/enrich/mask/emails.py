"""E-mail addresses, also as people spell them out: ``name (at) example dot com``, ``name a còng gmail chấm com``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from civicbeat.enrich.mask.reading import Pattern, Reading, Span

_NAME = r"[\w.+%\-]{1,64}"
_PLAIN = re.compile(rf"(?<![\w.+%\-])(?:mailto:)?{_NAME}@[a-z0-9\-]{{1,63}}(?:\.[a-z0-9\-]{{1,63}}){{1,5}}")
_PROVIDER = r"(?:g ?mail|yahoo|ymail|hotmail|outlook|icloud|proton(?:mail)?|live|mail)"
_SIGN = r" ?@ ?"
_AT = r"(?: ?[\[({] ?(?:at|a|a cong|a moc) ?[\])}] ?| (?:at|a cong|a moc|a vong) )"
_DOT = r"(?: ?\. ?| ?[\[({] ?(?:dot|cham) ?[\])}] ?| (?:dot|cham) )"
_SPELLED = re.compile(
    rf"(?<![\w.+%\-])[a-z0-9][\w.+%\-]{{1,63}}(?:(?:{_SIGN}|{_AT}){_PROVIDER}(?:{_DOT}(?:com|vn|net|me)(?:{_DOT}vn)?)?"
    rf"|{_AT}[a-z0-9\-]{{2,63}}{_DOT}[a-z]{{2,10}}(?:{_DOT}vn)?)(?![\w])"
)
_FEDIVERSE = re.compile(r"@\w")
_BARE_PROVIDER = re.compile(r" at (?:live|mail|yahoo|outlook|icloud|proton)$")
_TOP = re.compile(
    r"(?: at ).*(?: dot | ?[\[({] ?dot ?[\])}] ?|\.)(?:com|net|org|vn|edu|gov|info|io|me|co|uk|us|de|fr|ru"
    r"|au)(?: (?:dot|cham) vn)?$"
)


def _find(reading: Reading) -> Iterator[Span]:
    for match in _PLAIN.finditer(reading.plain):
        if not _FEDIVERSE.match(reading.plain, match.start() - 1):
            yield match.span()
    for match in _SPELLED.finditer(reading.plain):
        if _is_address(match[0]):
            yield match.span()


def _is_address(written: str) -> bool:
    """Whether a bare ``at``, also an English word, stands before a mail provider or a known top-level name."""
    if " at " not in written:
        return True
    return not _BARE_PROVIDER.search(written) and (" at gmail" in written or _TOP.search(written) is not None)


EMAILS = Pattern(
    "email",
    "⟨✉⟩",
    (
        rf"(?i)[\pL\pM\pN_.%+\-]@|@ ?{_PROVIDER}",
        r"(?i)[\[({] ?(?:at|a|a c[oòó]ng|a m[oóò]c) ?[\])}]| (?:at|a c[oòó]ng|a m[oóò]c|a v[oòó]ng) ",
    ),
    _find,
)
