"""Which script a text is written in, and which languages write it.

Source: Unicode Standard, Blocks.txt and Scripts.txt.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter

ALONE = {
    "armenian": "hy",
    "bengali": "bn",
    "burmese": "my",
    "georgian": "ka",
    "greek": "el",
    "gujarati": "gu",
    "gurmukhi": "pa",
    "han": "zh",
    "hangul": "ko",
    "hebrew": "he",
    "kana": "ja",
    "kannada": "kn",
    "khmer": "km",
    "lao": "lo",
    "malayalam": "ml",
    "tamil": "ta",
    "telugu": "te",
    "thai": "th",
}
"""Scripts that as good as one language writes: the letters say it all."""

SHARED = {
    "latin": (
        *("az", "ca", "cs", "cy", "da", "de", "en", "es", "et", "eu", "fi", "fr", "ga", "gl", "hr", "hu", "id", "is"),
        *("it", "lt", "lv", "ms", "nl", "no", "pl", "pt", "ro", "sk", "sl", "so", "sq", "sr", "sv", "sw", "tl", "tr"),
        *("uz", "vi"),
    ),
    "cyrillic": ("be", "bg", "kk", "ky", "mk", "mn", "ru", "sr", "uk", "uz"),
    "arabic": ("ar", "fa", "ps", "ug", "ur"),
    "devanagari": ("hi", "mr", "ne"),
}
"""Scripts of several languages: their words decide."""

LATIN = "latin"

_RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
ALPHABETS = {
    "be": frozenset("абвгдеёжзійклмнопрстуўфхцчшыьэюя"),
    "bg": frozenset("абвгдежзийклмнопрстуфхцчшщъьюя"),
    "kk": frozenset(_RUSSIAN + "әғқңөұүһі"),
    "ky": frozenset(_RUSSIAN + "ңөү"),
    "mk": frozenset("абвгдѓежзѕијклљмнњопрстќуфхцчџш"),
    "mn": frozenset(_RUSSIAN + "өү"),
    "ru": frozenset(_RUSSIAN),
    "sr": frozenset("абвгдђежзијклљмнњопрстћуфхцчџш"),
    "uk": frozenset("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
    "uz": frozenset("абвгдеёжзийклмнопрстуфхцчшъьэюяўқғҳ"),
}
"""The letters of each language of the Cyrillic script; one that is not among them speaks against the language."""

_BLOCKS = (
    *((0x0000, LATIN), (0x0370, "greek"), (0x0400, "cyrillic"), (0x0530, "armenian"), (0x0590, "hebrew")),
    *((0x0600, "arabic"), (0x0700, ""), (0x0750, "arabic"), (0x0780, ""), (0x08A0, "arabic"), (0x0900, "devanagari")),
    *((0x0980, "bengali"), (0x0A00, "gurmukhi"), (0x0A80, "gujarati"), (0x0B00, ""), (0x0B80, "tamil")),
    *((0x0C00, "telugu"), (0x0C80, "kannada"), (0x0D00, "malayalam"), (0x0D80, ""), (0x0E00, "thai"), (0x0E80, "lao")),
    *((0x0F00, ""), (0x1000, "burmese"), (0x10A0, "georgian"), (0x1100, "hangul"), (0x1200, ""), (0x1780, "khmer")),
    *((0x1800, ""), (0x1C80, "cyrillic"), (0x1C90, "georgian"), (0x1CC0, ""), (0x1E00, LATIN), (0x1F00, "greek")),
    *((0x2000, ""), (0x2C60, LATIN), (0x2C80, ""), (0x2DE0, "cyrillic"), (0x2E00, ""), (0x3040, "kana")),
    *((0x3100, ""), (0x3130, "hangul"), (0x3190, ""), (0x31F0, "kana"), (0x3200, ""), (0x3400, "han"), (0xA000, "")),
    *((0xA640, "cyrillic"), (0xA6A0, ""), (0xAC00, "hangul"), (0xD7B0, ""), (0xF900, "han"), (0xFB00, LATIN)),
    *((0xFB13, "armenian"), (0xFB1D, "hebrew"), (0xFB50, "arabic"), (0xFE00, ""), (0xFE70, "arabic"), (0xFF00, "")),
    *((0xFF21, LATIN), (0xFF5B, ""), (0xFF66, "kana"), (0xFFA0, ""), (0x20000, "han"), (0x40000, "")),
)
_STARTS = [start for start, _ in _BLOCKS]
_SPARSE = frozenset([LATIN, "cyrillic", "greek", "armenian", "georgian"])
_KANA_OF_JAPANESE = 0.1


def script(text: str) -> str:
    """The script that most of the letters of ``text`` stand in, ``""`` where there is none that is known.

    A letter that carries a syllable or a consonant alone counts twice, so that a Thai or Chinese post stays one
    though it names a firm in Latin letters. A tenth of kana makes Japanese of Han.
    """
    if text.isascii():
        return LATIN if any(map(str.isalpha, text)) else ""
    found = Counter(map(_OF.__getitem__, text))
    found.pop("", None)
    if "kana" in found and found["kana"] >= _KANA_OF_JAPANESE * (found["han"] + found["kana"]):
        found["kana"] += found.pop("han", 0)
    return max(found, key=lambda name: (found[name] * (1 if name in _SPARSE else 2), name), default="")


class _Scripts(dict[str, str]):
    """Character → script, ``""`` for what is not a letter; filled as characters are met."""

    def __missing__(self, char: str) -> str:
        self[char] = found = _BLOCKS[bisect(_STARTS, ord(char)) - 1][1] if char.isalpha() else ""
        return found


_OF = _Scripts()
