"""How people type: without accents, in teencode, with slips, stretched words, emoji, hashtags and personal data.

Every number, address and plate here is nobody's: telephone numbers stand in ranges that were withdrawn (0199, eleven
digits, closed in 2018) or are reserved for drama (+44 7700 900), mail addresses in ``example.com`` (RFC 2606), plates
with 000.
"""

from __future__ import annotations

import unicodedata
from random import Random

from civicbeat.sources.samplecity.grammar import grammar, pick

_MARKS = {
    code: unicodedata.normalize("NFD", chr(code))[0]
    for code in (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))
    if unicodedata.normalize("NFD", chr(code))[0].isascii()
} | {ord("đ"): "d", ord("Đ"): "D"}
_TEENCODE = (
    *(
        ("không", "ko"),
        ("không", "hong"),
        ("không", "k"),
        ("được", "dc"),
        ("được", "đc"),
        ("với", "vs"),
        ("mọi người", "mn"),
    ),
    *(("vậy", "v"), ("rồi", "r"), ("biết", "bít"), ("người", "ng"), ("gì", "j"), ("trời ơi", "troi oi"), ("quá", "wá")),
    *(("cảm ơn", "cám ơn"), ("bao nhiêu", "bn"), ("luôn", "lun"), ("thôi", "thoi"), ("nha", "nhen"), ("giờ", "h")),
)
_TONES = (("hòa", "hoà"), ("thủy", "thuỷ"), ("khỏe", "khoẻ"), ("òa", "oà"), ("ủy", "uỷ"), ("ọa", "oạ"), ("óa", "oá"))
_STRETCH = (
    ("quá", "quáaaa"),
    ("trời", "trờiiii"),
    ("ghê", "ghêêê"),
    ("so ", "sooo "),
    ("luôn", "luônnn"),
    ("hoài", "hoàiiii"),
)


def bare(text: str) -> str:
    """The text without accents, ``đ`` as ``d``."""
    return text.translate(_MARKS)


def typed(rng: Random, text: str, feeling: str, language: str) -> str:
    """The text as somebody types it in haste."""
    luck = rng.random()
    if language != "en":
        text = _vietnamese_habits(rng, text, luck)
    if luck > 0.95:
        text = _slip(rng, text)
    elif luck > 0.92:
        text = _first_found(rng, text, _STRETCH)
    elif luck > 0.5:
        text = text[0].upper() + text[1:]
    elif luck > 0.49:
        text = text.upper()
    return _decorated(rng, text, feeling)


def _vietnamese_habits(rng: Random, text: str, luck: float) -> str:
    if luck < 0.42:
        for _ in range(3):
            text = text.replace(*_TEENCODE[int(rng.random() * len(_TEENCODE))])
    elif luck > 0.88:
        for pair in _TONES:
            text = text.replace(*pair)
    if luck < 0.21:
        return bare(text)
    if luck < 0.26:
        return " ".join(bare(word) if rng.random() < 0.5 else word for word in text.split(" "))
    return text


def _slip(rng: Random, text: str) -> str:
    """Two neighbouring letters changed places."""
    at = int(rng.random() * (len(text) - 2))
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _first_found(rng: Random, text: str, pairs: tuple[tuple[str, str], ...]) -> str:
    start = int(rng.random() * len(pairs))
    for short, long in pairs[start:] + pairs[:start]:
        if short in text:
            return text.replace(short, long, 1)
    return text


def _decorated(rng: Random, text: str, feeling: str) -> str:
    phrases = grammar().phrases
    luck = rng.random()
    if luck < 0.34:
        text += " " + pick(rng, phrases[f"{feeling}_emoji"]) * (1 + int(rng.random() * 2.4))
    if luck < 0.06 or luck > 0.93:
        text += " " + pick(rng, phrases["hashtags"])
    if 0.5 < luck < 0.522:
        text += personal(rng)
    return text


def personal(rng: Random) -> str:
    """Something personal that people leak, which the mask must take out."""
    number = int(rng.random() * 10_000_000)
    return (
        f", ai cần gọi mình 0199{number:07d}",
        f", liên hệ 0199 {number // 10_000:03d} {number % 10_000:04d} gặp chủ nhà",
        f" mail mình: cudan{number % 9973}@example.com",
        f", xe biển số 59X1-000.{number % 100:02d} đó",
        f" @nguoi.qua.duong{number % 9000} vô coi nè",
        f", call +44 7700 900{number % 1000:03d}",
    )[int(rng.random() * 6)]
