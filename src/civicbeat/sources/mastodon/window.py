"""Window: the last statuses as they stood, so that edits, withdrawals and deletions show at the next reading.

The cursor holds a status's id on its server and two dates, never its address, which names its author.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from civicbeat.sources.contract import Raw
from civicbeat.sources.mastodon.wishes import withheld

MOST = 40
"""Statuses in one answer, the most the API gives."""

MOST_MISSING = 200
"""Missing statuses that are remembered until they are asked for."""

Known = dict[str, list[str]]
"""Id → when it was published, when it was last edited, and why it is withheld (all may be empty)."""


def order(native_id: str) -> tuple[int, str]:
    """Ids grow with time: longer is later, and equally long ones sort as text."""
    return len(native_id), native_id


def known_in(cursor: Mapping[str, Any], name: str) -> Known:
    """What ``cursor`` remembers under ``name``; entries that are not as this program writes them are forgotten."""
    known = cursor.get(name)
    if not isinstance(known, dict):
        return {}
    return {key: list(state) for key, state in known.items() if isinstance(state, list | tuple) and len(state) == 3}


def states(statuses: Iterable[Raw]) -> Known:
    """What to remember of ``statuses``."""
    return {
        status["id"]: [str(status.get("created_at") or ""), str(status.get("edited_at") or ""), withheld(status)]
        for status in statuses
    }


def missing(known: Known, stand: Known, before: Known) -> Known:
    """Statuses that were read, should stand in the window and do not: perhaps deleted. ``before`` were found missing.

    A full window has moved on from all that is older than its oldest; a window that is not full shows all there is.
    """
    oldest = order(first(stand)) if len(stand) >= MOST else (0, "")
    fell_out = {key: state for key, state in known.items() if not state[2] and order(key) > oldest}
    found = {key: state for key, state in {**before, **fell_out}.items() if key not in stand}
    return dict(list(found.items())[:MOST_MISSING])


def first(ids: Iterable[str]) -> str:
    """The oldest of ``ids``; empty when there is none."""
    return min(ids, key=order, default="")


def last(statuses: Iterable[Raw]) -> str:
    """The id of the newest of ``statuses``."""
    return max((str(status["id"]) for status in statuses), key=order)
