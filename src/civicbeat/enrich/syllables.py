"""Vietnamese syllables: which there are, and where their tone mark belongs.

One form is kept for each: the mark stands on the vowel with a diacritic of its own (*huế*, *người*); without one, on
the last
vowel before a final consonant (*toàn*), on the middle of three (*ngoài*) and on the first of two (*hòa*, *thúy*,
*mía*): the
placement of the official place names (Khánh Hòa, Thanh Hóa) and of most keyboards. ``u`` after ``q`` and ``i`` of
``gi`` belong to the
beginning (*quý*, *già*).

Source: Hoàng Phê (ed.), Từ điển tiếng Việt, on the parts of a syllable.
"""

from __future__ import annotations

import unicodedata
from itertools import product

TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
_SHARP_OR_HEAVY = ("\u0301", "\u0323")
_ONSETS = (
    *(
        "",
        "b",
        "c",
        "ch",
        "d",
        "đ",
        "g",
        "gh",
        "gi",
        "h",
        "k",
        "kh",
        "l",
        "m",
        "n",
        "ng",
        "ngh",
        "nh",
        "p",
        "ph",
        "qu",
        "r",
    ),
    *("s", "t", "th", "tr", "v", "x"),
)
_NUCLEI = {
    "a": ("", "c", "ch", "i", "m", "n", "ng", "nh", "o", "p", "t", "u", "y"),
    "ă": ("c", "m", "n", "ng", "p", "t"),
    "â": ("c", "m", "n", "ng", "p", "t", "u", "y"),
    "e": ("", "c", "m", "n", "ng", "o", "p", "t"),
    "ê": ("", "ch", "m", "n", "nh", "p", "t", "u"),
    "i": ("", "a", "ch", "m", "n", "nh", "p", "t", "u"),
    "iê": ("c", "m", "n", "ng", "p", "t", "u"),
    "o": ("", "c", "i", "m", "n", "ng", "p", "t"),
    "oo": ("c", "ng"),
    "ô": ("", "c", "i", "m", "n", "ng", "p", "t"),
    "ơ": ("", "i", "m", "n", "p", "t"),
    "oa": ("", "c", "ch", "i", "m", "n", "ng", "nh", "o", "p", "t", "y"),
    "oă": ("c", "m", "n", "ng", "t"),
    "oe": ("", "n", "o", "t"),
    "u": ("", "a", "c", "i", "m", "n", "ng", "p", "t"),
    "uâ": ("n", "ng", "t", "y"),
    "uê": ("", "ch", "n", "nh"),
    "uô": ("c", "i", "m", "n", "ng", "t"),
    "uơ": ("",),
    "uy": ("", "a", "ch", "n", "nh", "p", "t", "u"),
    "uyê": ("n", "t"),
    "ư": ("", "a", "c", "i", "m", "n", "ng", "t", "u"),
    "ươ": ("c", "i", "m", "n", "ng", "p", "t", "u"),
    "y": ("", "ch", "n", "nh", "p", "t", "u"),
    "yê": ("m", "n", "ng", "t", "u"),
}
_VOWELS = "aăâeêioôơuưy"
_MARKED = "ăâêôơư"
_FRONT = "eêiy"
_BACK = "aăâoôơuư"
_FIRST_VOWELS = {
    **dict.fromkeys(("gh", "k", "ngh"), _FRONT),
    **dict.fromkeys(("c", "ng"), _BACK),
    "gi": _BACK + "eê",
    "qu": "aăâeêiôơy",
}
"""Which vowels may follow a beginning that not all may follow."""
_STOPS = ("c", "ch", "p", "t")


def placed(onset: str, rhyme: str, tone: str) -> str:
    """The syllable with its tone where it belongs, NFC."""
    return _with_tone(onset, rhyme, tone, _place(rhyme))


def _place(rhyme: str) -> int:
    vowels = [i for i, char in enumerate(rhyme) if char in _VOWELS]
    marked = [i for i in vowels if rhyme[i] in _MARKED]
    if marked:
        return marked[-1]
    if len(vowels) < len(rhyme):
        return vowels[-1]
    return vowels[1] if len(vowels) == 3 else vowels[0]


def _with_tone(onset: str, rhyme: str, tone: str, place: int) -> str:
    return unicodedata.normalize("NFC", onset + rhyme[: place + 1] + tone + rhyme[place + 1 :])


def _syllables() -> tuple[frozenset[str], dict[str, str]]:
    """Every well-formed syllable in its one form, and every misplaced form → that."""
    right: set[str] = set()
    respelled: dict[str, str] = {}
    rhymes = [nucleus + coda for nucleus, codas in _NUCLEI.items() for coda in codas]
    for onset, rhyme, tone in product(_ONSETS, rhymes, TONES):
        if not _allowed(onset, rhyme, tone):
            continue
        form = placed(onset, rhyme, tone)
        right.add(form)
        if tone:
            for misplaced in _misplaced(onset, rhyme, tone):
                respelled[misplaced] = form
    return frozenset(right), {wrong: form for wrong, form in respelled.items() if wrong not in right}


def _allowed(onset: str, rhyme: str, tone: str) -> bool:
    if rhyme.endswith(_STOPS) and tone not in ("", *_SHARP_OR_HEAVY):
        return False
    if rhyme[0] == "y" and len(rhyme) > 1 and onset != "qu":
        return not onset and rhyme[1] == "ê"
    if onset == "g":
        return rhyme[0] not in _FRONT or rhyme in {"i", "in", "iêng", "im", "iêt"}
    return rhyme[0] in _FIRST_VOWELS.get(onset, _VOWELS)


def _misplaced(onset: str, rhyme: str, tone: str) -> list[str]:
    """The same letters and tone with the mark on another vowel, the glide of ``qu`` and ``gi`` included."""
    right = _place(rhyme)
    others = [i for i, char in enumerate(rhyme) if char in _VOWELS and i != right]
    forms = [_with_tone(onset, rhyme, tone, place) for place in others]
    if onset in ("qu", "gi"):
        forms.append(unicodedata.normalize("NFC", onset + tone + rhyme))
    return forms


SYLLABLES, RESPELLED = _syllables()
"""Every well-formed syllable, and every form with a misplaced tone → its right form; NFC, lower case."""


def misplaced_tones() -> str:
    """RE2 expression, case-insensitive: finds something in every text that holds a key of ``RESPELLED``."""
    endings: dict[str, set[str]] = {}
    for wrong in RESPELLED:
        vowels = next(i for i, char in enumerate(wrong) if unicodedata.normalize("NFD", char)[0] in "aeiouy")
        if wrong.startswith(("qu", "gi")):
            vowels = 2
        before = (
            {"u": r"(?:^|[^q])", "i": r"(?:^|[^g])"}.get(wrong[vowels], "")
            if vowels < 2 or wrong[:2] not in ("qu", "gi")
            else wrong[:2]
        )
        endings.setdefault(before, set()).add(wrong[vowels:])
    return (
        "(?i)(?:"
        + "|".join(f"{before}(?:{'|'.join(sorted(forms))})" for before, forms in sorted(endings.items()))
        + r")(?:\PL|$)"
    )
