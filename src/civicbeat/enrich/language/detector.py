"""Which language a text is in: script first, then Vietnamese by its own signs, then CLD2."""

from __future__ import annotations

import re

import pycld2

from civicbeat.enrich.language.cleaning import words
from civicbeat.enrich.language.vietnamese import own_letters, unaccented

UNDETERMINED = "und"
CLEARLY_UNACCENTED = 0.5
"""The score from which ``unaccented`` is believed over CLD2; set by hand, on authored comments."""

_SCRIPTS = (
    ("ja", re.compile(r"[\u3041-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e]")),
    ("th", re.compile(r"[\u0e01-\u0e5b]")),
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]|[^\u0000-\uffff]")
_ALIKE = {"iw": "he", "jw": "jv", "no": "nb", "nn": "nb", "bh": "hi", "bho": "hi"}


def detect(text: str) -> tuple[str, float]:
    """ISO 639-1 code, or ``und`` when it cannot be said, and the confidence in 0…1."""
    plain = _UNSAFE.sub(" ", words(text))
    letters = sum(map(str.isalpha, plain))
    if not letters:
        return UNDETERMINED, 0.0
    return _by_script(plain, letters) or _by_words(plain)


def _by_script(plain: str, letters: int) -> tuple[str, float] | None:
    if plain.isascii():
        return None
    for language, script in _SCRIPTS:
        found = len(script.findall(plain))
        if found * 4 >= letters or (language == "ja" and found and len(_HAN.findall(plain)) * 2 >= letters):
            return language, 1.0
    if len(_HAN.findall(plain)) * 2 >= letters:
        return "zh", 0.95
    if own_letters(plain) * 25 >= letters:
        return "vi", 0.99
    return None


def _by_words(plain: str) -> tuple[str, float]:
    bare = unaccented(plain)
    reliable, _, found = pycld2.detect(plain, bestEffort=True)
    _, code, share, _ = found[0]
    if bare >= CLEARLY_UNACCENTED and not (reliable and code == "en" and bare < 0.8):
        return "vi", round(bare, 3)
    if code == "un":
        return UNDETERMINED, 0.0
    code = _ALIKE.get(code, code.split("-")[0])
    if len(code) != 2:
        return UNDETERMINED, 0.0
    return code, share / 100 * (1.0 if reliable else 0.5)
