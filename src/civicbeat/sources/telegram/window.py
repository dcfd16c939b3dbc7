"""Window: a channel's last page as it stood, so that edits and deletions show at the next reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from civicbeat.sources.contract import Raw

Known = dict[str, list[str]]
"""Number of a message → when it was published, and a digest of what it said."""


def known_in(state: Mapping[str, Any]) -> Known:
    """What ``state`` remembers; entries that are not as this program writes them are forgotten."""
    known = state.get("known")
    if not isinstance(known, dict):
        return {}
    return {
        key: list(seen)
        for key, seen in known.items()
        if key.isdecimal() and isinstance(seen, list | tuple) and len(seen) == 2
    }


def states(messages: Sequence[Raw]) -> Known:
    """What to remember of ``messages``."""
    return {str(message["id"]): [message["published"], message["digest"]] for message in messages}


def changed(known: Known, messages: Sequence[Raw]) -> list[Raw]:
    """Messages that are new or edited."""
    stand = states(messages)
    return [message for message in messages if known.get(str(message["id"])) != stand[str(message["id"])]]


def lost(known: Known, messages: Sequence[Raw], channel: str) -> list[Raw]:
    """Messages that were read and no longer stand between those that do; an empty page tells nothing."""
    there = {message["id"] for message in messages}
    gone = [key for key in known if there and int(key) > min(there) and int(key) not in there]
    return [{"id": int(key), "channel": channel, "published": known[key][0], "gone": True} for key in gone]
