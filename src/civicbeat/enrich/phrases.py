"""Finds many phrases at once in a batch of posts, minding Vietnamese accents and syllables.

All texts of a batch are laid end to end as code points, folded to ASCII in one vectorised step (length-preserving, so
that offsets stay true) and scanned by one Aho-Corasick automaton. A find counts only between word boundaries and only
if its accents are right: typed with accents, it must bear all of the phrase's; typed without any, it stands for every
accent, where the phrase allows it.

Source: A. V. Aho, M. J. Corasick, "Efficient string matching", CACM 18 (1975), through ``ahocorasick_rs``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from ahocorasick_rs import BytesAhoCorasick

_BREAK = 0x0A
_LAST = 0x10000
_JOINERS = "-_‐‑‒–—\u00a0"
_OTHER_LETTER = 0x01

Codes = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase to look for.

    Attributes:
        form: lower case, accents as they must be, single blanks between syllables.
        plain: whether it may also be typed without accents (``ngap nuoc``) and as one hashtag word (``#ngapnuoc``).
        prefix: whether the last word may go on (``flood`` finds *flooding*).
    """

    form: str
    plain: bool = True
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Find:
    """A phrase found: its number, its half-open span in ``Batch.text``, and whether its accents were all typed."""

    phrase: int
    start: int
    end: int
    typed: bool


@cache
def _tables() -> tuple[Codes, npt.NDArray[np.uint8]]:
    """Code point → lower-case code point, and → one ASCII byte without accents (0x01 for letters of other scripts)."""
    lower = np.arange(_LAST, dtype=np.uint32)
    fold = np.full(_LAST, ord(" "), dtype=np.uint8)
    for code in range(_LAST):
        if 0xD800 <= code <= 0xDFFF:
            continue
        char = chr(code)
        small = char.lower()
        if len(small) == 1:
            lower[code] = ord(small)
        fold[code] = _folded(small[0], unicodedata.category(char))
    for char in _JOINERS:
        lower[ord(char)] = ord(" ")
        fold[ord(char)] = ord(" ")
    lower[_BREAK] = fold[_BREAK] = _BREAK
    return lower, fold


def _folded(small: str, category: str) -> int:
    base = "d" if small == "đ" else unicodedata.normalize("NFD", small)[0]
    if ord(base) < 0x80:
        return ord(base) if base.isprintable() else ord(" ")
    return _OTHER_LETTER if category[0] in "LMN" else ord(" ")


_IS_WORD = np.zeros(256, dtype=bool)
_IS_WORD[[*b"abcdefghijklmnopqrstuvwxyz0123456789", _OTHER_LETTER]] = True


def fold(text: str) -> str:
    """``text`` in lower case, without accents, other scripts and doubled blanks: *Ngập  Nước* → ``ngap nuoc``."""
    return Batch([text]).folded.decode("ascii").strip()


class Batch:
    """The texts of a batch, laid end to end.

    Attributes:
        text: all texts in lower case, joiners and runs of blanks as one blank, a line feed between texts.
        folded: the same, one ASCII byte for each code point of ``text``.
    """

    __slots__ = ("_starts", "_words", "cased", "folded", "text")

    def __init__(self, texts: Sequence[str]) -> None:
        joined = "\n".join(text.replace("\n", ". ") if "\n" in text else text for text in texts)
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        lower, fold_to = _tables()
        narrow = np.minimum(codes, _LAST - 1)
        folded = fold_to[narrow]
        blank = folded == ord(" ")
        keep = np.ones(len(codes), dtype=bool)
        keep[1:] = ~(blank[1:] & blank[:-1])
        folded = folded[keep]
        self.cased = _string(codes[keep])
        self.text = _string(np.where(narrow < _LAST - 1, lower[narrow], ord(" "))[keep])
        self.folded = folded.tobytes()
        self._words = np.concatenate([[False], _IS_WORD[folded], [False]])
        self._starts = np.concatenate([[0], np.flatnonzero(folded == _BREAK) + 1])

    def post_of(self, positions: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """The number of the post that holds each position."""
        return np.searchsorted(self._starts, positions, side="right") - 1

    def start_of(self, post: int) -> int:
        """Where a post begins in ``text``."""
        return int(self._starts[post])

    def end_of(self, post: int) -> int:
        """Where a post ends in ``text``."""
        return int(self._starts[post + 1]) - 1 if post + 1 < len(self._starts) else len(self.folded)

    def word_end(self, position: int) -> int:
        """The end of the word that ``position`` stands in or just after."""
        while self._words[position + 1]:
            position += 1
        return position

    def bounded(self, starts: npt.NDArray[np.intp], ends: npt.NDArray[np.intp]) -> npt.NDArray[np.uint8]:
        """Bit 1: nothing of a word stands before; bit 2: nothing of a word stands after."""
        return (~self._words[starts]).astype(np.uint8) + (~self._words[ends + 1]).astype(np.uint8) * np.uint8(2)


def _string(codes: Codes) -> str:
    return codes.astype(np.uint32).tobytes().decode("utf-32-le", "surrogatepass")


class Finder:
    """An automaton over phrases; build it once per process, it is read-only afterwards."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self.phrases = tuple(phrases)
        patterns: dict[bytes, list[int]] = {}
        for number, phrase in enumerate(self.phrases):
            patterns.setdefault(_ascii(phrase.form), []).append(number)
            if phrase.plain and " " in phrase.form:
                patterns.setdefault(b"#" + _ascii(phrase.form).replace(b" ", b""), []).append(number)
        self._numbers = tuple(tuple(numbers) for numbers in patterns.values())
        self._automaton = BytesAhoCorasick(list(patterns))

    def find(self, batch: Batch) -> Iterator[tuple[int, list[Find]]]:
        """The posts that hold a phrase, each with its finds in order of their start; the longest first at one start."""
        hits = self._automaton.find_matches_as_indexes(batch.folded, overlapping=True)
        if not hits:
            return
        table = np.array(hits, dtype=np.intp)
        edges = batch.bounded(table[:, 1], table[:, 2])
        table, edges = table[(edges & 1) > 0], edges[(edges & 1) > 0]
        posts = batch.post_of(table[:, 1])
        order = np.lexsort((-table[:, 2], table[:, 1]))
        post, finds = -1, list[Find]()
        for at, (pattern, start, end), edge in zip(
            posts[order].tolist(), table[order].tolist(), edges[order].tolist(), strict=True
        ):
            if at != post:
                if finds:
                    yield post, finds
                post, finds = at, []
            finds.extend(self._accepted(batch, pattern, start, end, closed=edge > 1))
        if finds:
            yield post, finds

    def _accepted(self, batch: Batch, pattern: int, start: int, end: int, *, closed: bool) -> Iterator[Find]:
        written = batch.text[start:end]
        for number in self._numbers[pattern]:
            phrase = self.phrases[number]
            if not closed and not phrase.prefix:
                continue
            last = end if closed else batch.word_end(end)
            if written == phrase.form:
                yield Find(number, start, last, typed=True)
            elif phrase.plain and _stands_for(written, phrase.form):
                yield Find(number, start, last, typed=False)


def _stands_for(written: str, form: str) -> bool:
    """Whether ``written`` bears no accents at all; who types some of them means the others as they stand."""
    return written.isascii() or (written[0] == "#" and written[1:] == form.replace(" ", ""))


def _ascii(form: str) -> bytes:
    codes = np.frombuffer(form.encode("utf-32-le"), dtype=np.uint32)
    return _tables()[1][codes].tobytes()


def outermost(finds: Sequence[Find]) -> list[Find]:
    """The finds that do not lie within a longer one: *điện* within *điện thoại* goes; equal spans all stay.

    Reads finds in the order ``Finder.find`` gives them.
    """
    kept: list[Find] = []
    furthest, widest = -1, (-1, -1)
    for find in finds:
        if find.end > furthest or (find.start, find.end) == widest:
            kept.append(find)
        if find.end > furthest:
            furthest, widest = find.end, (find.start, find.end)
    return kept
