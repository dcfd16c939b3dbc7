"""What of a post is language: links, mentions, emoji, digits and control characters are not."""

from __future__ import annotations

import re

LONGEST = 2_000
"""Characters read of a post; the rest would not change the answer."""

_NOT_WORDS = re.compile(r"https?://\S+|www\.\S+|(?<![^\s@])[^\s@]+@[^\s@]+|@\w+|&#?\w+;|\b(?:RT|MT)\b")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_WRITING = re.compile(r"[\W\d_]+")


def words(text: str) -> str:
    """The words of the first ``LONGEST`` characters, one space between; hashtags in camel case are taken apart."""
    plain = _NOT_WORDS.sub(" ", text[:LONGEST])
    if "#" in plain:
        plain = " ".join(_CAMEL.sub(" ", part) if part.startswith("#") else part for part in plain.split())
    return _NOT_WRITING.sub(" ", plain).strip()
