"""What of a post is language: links, mentions, emoji, digits and control characters are not."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 2_000
"""Characters read of a post; the rest would not change the answer."""

_LINK = re.compile(r"(?:https?://|www\.)[!-~]+")
_ADDRESS = re.compile(r"(?<![\w.%+-])[\w.%+-]*@[\w.-]*", re.ASCII)
_ENTITY = re.compile(r"&#?\w{1,12};", re.ASCII)
_HASHTAG = re.compile(r"#\w+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def words(text: str) -> str:
    """The words of the first ``LONGEST`` characters, one space between; hashtags in camel case are taken apart.

    Only letters and marks of the first plane are left, so that no reader in C stumbles over a control or a surrogate.
    """
    plain = text[:LONGEST].removeprefix("RT ")
    if "//" in plain or "www." in plain:
        plain = _LINK.sub(" ", plain)
    if "@" in plain:
        plain = _ADDRESS.sub(" ", plain)
    if "&" in plain:
        plain = _ENTITY.sub(" ", plain)
    if "#" in plain:
        plain = _HASHTAG.sub(lambda tag: _CAMEL.sub(" ", tag[0]), plain)
    if plain.isascii():
        return " ".join(plain.encode().translate(_ASCII).decode().split())
    return _NOT_WRITING.sub(" ", plain).strip()


def _not_writing() -> re.Pattern[str]:
    """Runs of what is neither letter nor mark; the usual class of words loses the vowel signs of Hindi and Thai."""
    kept = [
        unicodedata.category(chr(code))[0] in "LM" for code in range(0xFE00)
    ]  # above: signs of variation, and forms
    kept += [unicodedata.category(chr(code))[0] == "L" for code in range(0xFE00, 0x10000)]
    bounds = [code for code in range(0x10000) if kept[code] != (code > 0 and kept[code - 1])]
    spans = zip(bounds[::2], [*bounds[1::2], 0x10000], strict=False)
    return re.compile("[^" + "".join(f"{chr(low)}-{chr(high - 1)}" for low, high in spans) + "]+")


_ASCII = bytes(code if chr(code).isalpha() else 32 for code in range(128)) + bytes(128)
_NOT_WRITING = _not_writing()
