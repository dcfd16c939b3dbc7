"""Repair: texts as their authors meant them, in one form of Unicode and of Vietnamese spelling.

Most posts need nothing: one linear scan of the column (RE2) names the rows that may, and only these are touched.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import ClassVar

import ftfy
import pyarrow as pa
import pyarrow.compute as pc

from civicbeat.enrich.syllables import RESPELLED, SYLLABLES, misplaced_tones
from civicbeat.records.post import RAW

LONGEST = 20_000
"""Characters kept of a text; a longer one is cut at a blank and ends with ``CUT``."""
CUT = " […]"
FEW = 64
"""Below this many texts, reading them all is quicker than compiling the scan that chooses among them."""

_INVISIBLE = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
)
_BLANKS = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u3164\uffa0"
_LINES = "\r\u0085\u2028\u2029"
_JOINERS = "\u200c\u200d"
_STYLED = "\uff10-\uff19\uff20-\uff3a\uff3f\uff41-\uff5a\U0001d400-\U0001d7ff"
_MOJIBAKE = re.compile(
    "[ÂÃÄÅÆÐØÙâãàáåÐðÑ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)


def _hint() -> str:
    """RE2: what a text holds that may need repair."""
    characters = _INVISIBLE + _BLANKS + _LINES + _JOINERS + _STYLED + "\U000e0000-\U000e007f"
    letters = "|".join(f"{letter}{{3}}" for letter in "abcdefghijklmnopqrstuvwxyzàáảãạăâđèéẻẽẹêìíỉĩịòóỏõọôơùúủũụưỳýỷỹỵ")
    return "|".join(
        (
            f"[{characters}]",
            r"\pM",
            "[\u0340\u0341\u0343\u0374\u212a\u212b\u2126]",
            f"(?i){letters}",
            r"[!?.,)(~^:;\-=_*]{4}",
            r"  |^\s|\s$|\n\n\n| \n|\n ",
            r"(?:h[aeiou]){4}|(?:k[aeiou]){4}",
            f"(?:{misplaced_tones()})",
            _MOJIBAKE.pattern,
        )
    )


_HINT = _hint()
_REMOVED = re.compile(f"[{_INVISIBLE}]")
_BLANK = re.compile(f"[{_BLANKS} ]+")
_LINE = re.compile(f"\r\n|[{_LINES}]")
_ROUND_LINES = re.compile(r" ?\n ?")
_MANY_LINES = re.compile(r"\n{3,}")
_STYLED_RUN = re.compile(f"[{_STYLED}]+")
_JOINER = re.compile(f"[{_JOINERS}]")
_TAGS = re.compile("[\U000e0000-\U000e007f]+")
_MARKS = re.compile(r"([!?,)(~^:;\-=_*])\1{3,}|\.{4,}")
_LAUGH = re.compile(r"\b((?:h[aeiou])|(?:k[aeiou]))\1{3,}", re.IGNORECASE)
_WORD = re.compile(r"(?:https?://|www\.|[@#])\S+|\b([^\W\d_]+)\b(?![\w.+\-]{0,64}@)")
_RUN = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
_ROMAN = re.compile(r"[IVXLCDM]+")
_ROUNDS = 6


@dataclass(frozen=True)
class Repair:
    """Reads ``text``, gives ``text`` in one form, at most ``LONGEST`` characters of it.

    NFC without invisible or control characters; plain blanks; mojibake undone (ftfy); styled and full-width letters
    and digits
    plain; tones of Vietnamese syllables where spelling wants them (*hoà* → *hòa*, *qủa* → *quả*); stretched words
    shortened
    (*ngậppppp* → *ngập*). Emoji stay as they are. Repairing twice changes nothing.
    """

    name: ClassVar[str] = "repair"
    version: ClassVar[str] = "2026.1"
    licence: ClassVar[str] = "Apache-2.0"
    reads: ClassVar[tuple[str, ...]] = ("text",)
    gives: ClassVar[tuple[pa.Field, ...]] = (RAW.field("text"),)

    def __call__(self, batch: pa.RecordBatch) -> tuple[pa.Array, ...]:
        texts = batch.column("text")
        if len(texts) < FEW:
            return (pa.array([repaired(text) for text in texts.to_pylist()], pa.string()),)
        rows = (
            pc.or_(pc.match_substring_regex(texts, _HINT), pc.greater(pc.utf8_length(texts), LONGEST))
            .to_numpy(zero_copy_only=False)
            .nonzero()[0]
        )
        if not len(rows):
            return (texts,)
        values = texts.to_pylist()
        for row in rows.tolist():
            values[row] = repaired(values[row])
        return (pa.array(values, pa.string()),)


def repaired(text: str) -> str:
    """One text, repaired until nothing changes."""
    text = _cut(text)
    for _ in range(_ROUNDS):
        former, text = text, _once(text)
        if text == former:
            break
    return _cut(text)


def _cut(text: str) -> str:
    """At most ``LONGEST`` characters; a word (or number) that the cut would break is left out."""
    if len(text) <= LONGEST:
        return text
    kept = text[: LONGEST - len(CUT)]
    blank = max(kept.rfind(" "), kept.rfind("\n"))
    return (kept[:blank] if blank > LONGEST // 2 else kept).rstrip() + CUT


def _once(text: str) -> str:
    if _MOJIBAKE.search(text):
        text = ftfy.fix_encoding(text)  # first: control characters may be halves of letters
    text = unicodedata.normalize("NFC", _REMOVED.sub("", _LINE.sub("\n", text)))
    text = _STYLED_RUN.sub(_unstyled, text)
    text = _TAGS.sub(_flag_tags, _JOINER.sub(_joiner, text))
    text = _LAUGH.sub(lambda match: match[1] * 3, _MARKS.sub(lambda match: match[0][:3], text))
    text = _WORD.sub(_respelled, text)
    text = _ROUND_LINES.sub("\n", _BLANK.sub(" ", text))
    return _MANY_LINES.sub("\n\n", text).strip()


def _unstyled(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0])


def _joiner(match: re.Match[str]) -> str:
    """Joiners stay inside emoji sequences and between letters of scripts that need them."""
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    if not before or not after:
        return ""
    if match[0] == "\u200d" and _is_pictorial(before) and _is_pictorial(after):
        return match[0]
    return match[0] if _needs_joiners(before) and _needs_joiners(after) else ""


def _is_pictorial(char: str) -> bool:
    return char == "\ufe0f" or unicodedata.category(char) in {"So", "Sk"}


def _needs_joiners(char: str) -> bool:
    return (
        "\u0600" <= char <= "\u08ff"
        or "\u0900" <= char <= "\u0dff"
        or "\u1000" <= char <= "\u109f"
        or "\u1780" <= char <= "\u17ff"
    )


def _flag_tags(match: re.Match[str]) -> str:
    """Tag characters mean something only behind a black flag (England, Scotland, Wales)."""
    return match[0] if match.string[match.start() - 1 : match.start()] == "\U0001f3f4" else ""


def _respelled(match: re.Match[str]) -> str:
    """A word with its tone in place and no stretched letters; addresses, mentions and hashtags stay as they are."""
    word = match[1]
    if word is None:
        return match[0]
    if _RUN.search(word):
        word = _unstretched(word)
    right = RESPELLED.get(word.lower())
    return word if right is None else _cased_like(word, right)


def _unstretched(word: str) -> str:
    """*vuiiii* → *vui*, *cooool* → *cool*: one letter where a syllable results, else two of ``e`` and ``o``."""
    if len(set(word.lower())) == 1:
        return word[:3]
    if _ROMAN.fullmatch(word):
        return word
    once = _without_echo(_RUN.sub(r"\1", word))
    if once.lower() in SYLLABLES:
        return once
    return _RUN.sub(_shortened, word)


def _without_echo(word: str) -> str:
    """*quáa* (from *quáaaa*) → *quá*: a vowel that only draws out the accented one before it."""
    if len(word) > 1 and word.lower() not in SYLLABLES and _base(word[-1]) == _base(word[-2]):
        return word[:-1]
    return word


def _base(char: str) -> str:
    return unicodedata.normalize("NFD", char.lower())[0]


def _shortened(match: re.Match[str]) -> str:
    inside = match.start() > 0 and match.end() < len(match.string)
    return match[0][:2] if inside and match[1].lower() in "eo" else match[1]


def _cased_like(word: str, right: str) -> str:
    if word.isupper() and len(word) > 1:
        return right.upper()
    if len(word) == len(right):
        return "".join(new.upper() if old.isupper() else new for old, new in zip(word, right, strict=True))
    return right
