"""Reasons: the one word with which a JSON API says why it did not answer.

A status alone often does not tell: YouTube's 403 may mean that a video takes no comments, or that the quota is used up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

LARGEST = 64 * 1024

_WORD = re.compile(r"[A-Za-z][A-Za-z_-]{2,59}")


def reason(body: bytes) -> str:
    """The reason in the ``body`` of an error; empty where there is none. A word for programs, never a sentence.

    Known are the forms of Google (``error.errors[].reason``), Reddit (``reason``), Discourse (``error_type``), of RFC
    9457, which X follows (``type``, an address whose last part counts), and of Meta (``error.code``).
    """
    try:
        told = json.loads(body) if len(body) <= LARGEST else None
    except (ValueError, RecursionError):
        return ""
    if not isinstance(told, Mapping):
        return ""
    error = told.get("error")
    details = error.get("errors") if isinstance(error, Mapping) else None
    detail = details[0] if isinstance(details, list) and details else None
    given = (
        *(detail.get("reason") if isinstance(detail, Mapping) else None, told.get("reason"), told.get("type")),
        told.get("error_type"),
    )
    words = (value.rpartition("/")[2] for value in given if isinstance(value, str))
    return next((word for word in words if _WORD.fullmatch(word)), "") or _code(error)


def _code(error: object) -> str:
    """Meta's number of an error as a word: ``code-100``, with a second number ``code-100-33``."""
    if not isinstance(error, Mapping) or not isinstance(error.get("type"), str):
        return ""
    numbers = (error.get("code"), error.get("error_subcode"))
    known = [str(number) for number in numbers if isinstance(number, int) and 0 < number < 10**9]
    return "-".join(("code", *known)) if known else ""
