"""Passages: personal data that a person found in a post, known again without being kept.

What is kept of a passage is a keyed digest of its letters and digits and how many there are. Spaces, punctuation,
accents and capitals do not count, so that the same number written in another way is the same passage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from civicbeat.enrich.mask.all import PATTERNS
from civicbeat.enrich.mask.reading import Reading, Span
from civicbeat.records.errors import InputError

SHORTEST, LONGEST = 2, 80
"""Letters and digits of a passage: a single letter is nobody's, and a whole opinion is no personal datum."""
NAME, OTHER = "name", "other"
TOKENS: Mapping[str, str] = {pattern.kind: pattern.token for pattern in PATTERNS} | {NAME: "⟨👤⟩", OTHER: "⟨✱⟩"}
"""By kind of personal data, what stands in its place: no token holds a letter or a digit."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of one post: its ``kind``, its ``length`` in letters and digits, and its ``digest`` in hexadecimal."""

    kind: str
    length: int
    digest: str


def noted(key: bytes, post: int, words: str, kind: str) -> Passage:
    """What is kept of ``words`` in the post with the id ``post``.

    Raises:
        InputError: they are too short or too long, or there is no such kind.
    """
    bare = "".join(letter for letter, _place in _letters(words))
    if kind not in TOKENS:
        raise InputError("There is no such kind of personal data.", do="Choose one of the list.")
    if not SHORTEST <= len(bare) <= LONGEST:
        raise InputError(
            f"A passage has {SHORTEST} to {LONGEST} letters and digits.", do="Mark the personal data and nothing else."
        )
    return Passage(kind, len(bare), _digest(key, post, bare))


def holds(text: str, words: str) -> bool:
    """Whether ``words`` stand in ``text`` in any way of writing, also within a longer word."""
    inside, wanted = ("".join(letter for letter, _place in _letters(each)) for each in (text, words))
    return bool(wanted) and wanted in inside


def without(text: str, post: int, passages: Iterable[Passage], key: bytes) -> str:
    """``text`` of the post with the id ``post``, with the token of its kind in place of each of ``passages``."""
    letters = list(_letters(text))
    found = [
        (*span, TOKENS.get(passage.kind, TOKENS[OTHER]))
        for passage in passages
        for span in _spans(text, letters, passage, key, post)
    ]
    end, parts = 0, []
    for start, last, token in sorted(found):
        if start >= end:
            parts += [text[end:start], token]
        end = max(end, last)
    return "".join((*parts, text[end:]))


def _letters(text: str) -> Iterator[tuple[str, int]]:
    """The letters and digits of ``text``, plain, each with where it stands."""
    return ((letter, place) for place, letter in enumerate(Reading(text).plain) if letter.isalnum())


def _spans(text: str, letters: list[tuple[str, int]], passage: Passage, key: bytes, post: int) -> Iterator[Span]:
    """Where a passage stands as whole words: half-open spans of ``text``."""
    bare = "".join(letter for letter, _place in letters)
    for first in range(len(letters) - passage.length + 1):
        start, last = letters[first][1], letters[first + passage.length - 1][1]
        if (
            _begins(text, start)
            and _begins(text, last + 1)
            and _digest(key, post, bare[first : first + passage.length]) == passage.digest
        ):
            yield start, last + 1


def _begins(text: str, place: int) -> bool:
    """Whether something new begins at ``place``: not within a number, nor within a word of letters with capitals."""
    before, after = text[place - 1 : place] if place else "", text[place : place + 1]
    if before.isdigit() and after.isdigit():
        return False
    return not (before.isalpha() and after.isalpha() and _has_case(before) and _has_case(after))


def _has_case(letter: str) -> bool:
    return letter.lower() != letter.upper()


def _digest(key: bytes, post: int, bare: str) -> str:
    """Keyed BLAKE2b (RFC 7693), 128 bits: the same words in two posts have two digests."""
    return blake2b(f"{post}\0{bare}".encode(), key=key, digest_size=16, person=b"civicbeat.words").hexdigest()
