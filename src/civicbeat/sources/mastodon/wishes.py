"""Wishes: whether a status may be read at all, by what it and its author's profile say."""

from __future__ import annotations

import re

from civicbeat.sources.contract import Raw
from civicbeat.sources.feeds.plaintext import plain_text

REASONS = {
    "reblog": "It only repeats another status.",
    "not-public": "Its author did not publish it to everybody.",
    "no-account": "Its author's profile, which would tell the author's wish, is missing.",
    "not-indexable": "Its author has not allowed that public posts are searched.",
    "no-index": "Its author asks not to be found by search engines.",
    "asks-no-bots": "Its author's profile asks programs to stay away.",
}
"""Slug → why a status is set aside, without a word of what it says."""

_STAY_AWAY = re.compile(r"#no(?:bots?|search|index(?:ing)?|archiv(?:e|ing)|scrap(?:e|ing)|ai)(?!\w)", re.IGNORECASE)


def withheld(status: Raw) -> str:
    """Why ``status`` must be set aside, a key of ``REASONS``; empty when it may be read.

    A profile without *indexable* (older servers) has said nothing against it.
    """
    account = status.get("account")
    if status.get("reblog") is not None:
        return "reblog"
    if status.get("visibility") != "public" or status.get("local_only") is True:
        return "not-public"
    if not isinstance(account, dict):
        return "no-account"
    if account.get("indexable") is False:
        return "not-indexable"
    if account.get("noindex") is True:
        return "no-index"
    return "asks-no-bots" if _STAY_AWAY.search(_profile(account)) else ""


def _profile(account: Raw) -> str:
    """All that a profile says in words: its name, its note and its fields."""
    fields = account.get("fields")
    rows = [field for field in fields if isinstance(field, dict)] if isinstance(fields, list) else []
    said = [account.get("display_name"), account.get("note"), *(row.get(part) for row in rows for part in _PARTS)]
    return "\n".join(plain_text(text) for text in said if isinstance(text, str))


_PARTS = ("name", "value")
