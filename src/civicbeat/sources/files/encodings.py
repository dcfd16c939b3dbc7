"""Encodings: in which characters a text file is written, judged by its beginning.

Order: a byte-order mark; strict UTF-8; UTF-16 without a mark (every other byte zero); Windows-1258, which only
Vietnamese uses and whose tone marks always follow a vowel; then what charset-normalizer prefers; else Windows-1252.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

LOOKED_AT = 32 * 1024

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_TONE_ON_VOWEL = re.compile("[aeiouyăâêôơư][\u0300\u0301\u0303\u0309\u0323]", re.IGNORECASE)
_VIETNAMESE_LETTER = re.compile("[ăđơư]", re.IGNORECASE)
_SURE = 0.9
_FEW = 0.25


def encoding_of(beginning: bytes) -> str:
    """The Python name of the encoding of a file with this beginning; a mark is always consumed by it."""
    for mark, name in _MARKS:
        if beginning.startswith(mark):
            return name
    if unmarked := _without_mark(beginning):
        return unmarked
    if _is_utf8(beginning):
        return "utf-8"
    if _is_windows_1258(beginning):
        return "cp1258"
    best = from_bytes(_telling(beginning)).best()
    return best.encoding if best is not None else "cp1252"


def _is_utf8(data: bytes) -> bool:
    """Whether ``data`` is UTF-8 but for a few places.

    Other encodings hardly ever look like it, and a few broken lines must not turn the rest into mojibake.
    """
    text = data.decode("utf-8", "replace")
    broken = text.rstrip("\ufffd").count("\ufffd") - data.count(b"\xef\xbf\xbd")
    sound = sum(character >= "\x80" for character in text) - text.count("\ufffd")
    return broken <= sound * _FEW


def _without_mark(data: bytes) -> str:
    even, odd = data[0::2].count(0), data[1::2].count(0)
    half = len(data) // 2
    if half and odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    return "utf-16-be" if half and even > half * 0.4 and odd < half * 0.05 else ""


def _is_windows_1258(data: bytes) -> bool:
    text = data.decode("cp1258", "replace")
    tones = len(_TONE.findall(text))
    on_vowels = len(_TONE_ON_VOWEL.findall(text))
    return tones > 0 and on_vowels >= _SURE * tones and bool(_VIETNAMESE_LETTER.search(text))


def _telling(data: bytes) -> bytes:
    """Lines with bytes beyond ASCII, which alone tell encodings apart."""
    lines = [line for line in data.splitlines() if not line.isascii()]
    return b"\n".join(lines)[:LOOKED_AT]
