"""Stretches: which ids of a forum were not read yet, and how its newest posts stood.

A forum lists its newest posts first. So a reading goes back from there, and what it does not reach is kept as stretches
of ids, both ends excluded: each page makes one of them shorter, and no post is lost wherever a reading ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from civicbeat.sources.contract import Raw
from civicbeat.sources.discourse.mapping import withdrawn

PAGE = 50
"""Posts in one answer; in older versions, ids that one answer is about."""
MOST_LEFT = 20
"""Stretches that are kept apart; more are read as one, of which some is read twice."""

Known = dict[str, list[str]]
"""Id → when it was posted, when it was last changed, and why it may not be kept (may be empty)."""


def known_in(cursor: Mapping[str, Any]) -> Known:
    """What ``cursor`` remembers of the newest posts; entries that are not as this program writes them are forgotten."""
    known = cursor.get("known")
    if not isinstance(known, dict):
        return {}
    return {key: list(state) for key, state in known.items() if isinstance(state, list) and len(state) == 3}


def states(posts: Sequence[Raw]) -> Known:
    """What to remember of ``posts``."""
    return {
        str(post["id"]): [str(post.get("created_at") or ""), str(post.get("updated_at") or ""), withdrawn(post)]
        for post in posts
    }


def lost(known: Known, newest: Sequence[Raw]) -> list[Raw]:
    """Posts that were taken, should stand among the newest and do not: deleted, or open to everybody no more."""
    ids = {post["id"] for post in newest}
    gone = [key for key in taken(known) if ids and int(key) > min(ids) and int(key) not in ids]
    return [{"id": int(key), "created_at": known[key][0], "gone": True} for key in gone]


def taken(known: Known) -> set[str]:
    """Ids of the posts that were not withheld."""
    return {key for key, state in known.items() if not state[2]}


def opened(cursor: Mapping[str, Any], newest: Sequence[Raw]) -> dict[str, Any]:
    """The cursor's ``highest`` id that is read and what is ``left`` below it, now that the ``newest`` are read, too."""
    highest, left = int(cursor.get("highest") or 0), [list(pair) for pair in cursor.get("left") or []]
    ids = [post["id"] for post in newest]
    if highest and ids and min(ids) > highest + 1:
        left = [[highest, min(ids)], *left]
    if len(left) > MOST_LEFT:
        left = [*left[: MOST_LEFT - 1], [left[-1][0], left[MOST_LEFT - 1][1]]]
    return {"highest": max([highest, *ids]), "left": left}


def rest(low: int, high: int, found: Sequence[int]) -> list[list[int]]:
    """What is left of the stretch from ``low`` to ``high`` after an answer with the ids ``found``; nothing, or one.

    A forum gives the 50 posts in front of ``high``; older versions give what is public among the 50 ids up to it.
    """
    lowest = min(found, default=high)
    if len(found) < PAGE:
        # too few posts that reach further than an older version's answer does: no more stand below
        lowest = 0 if lowest <= high - PAGE else high - PAGE + 1
    return [[low, lowest]] if lowest > low + 1 else []
