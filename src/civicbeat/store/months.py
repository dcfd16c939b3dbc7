"""Months of which posts are held: as long as one is, its month's key is needed to follow what its author does with it."""

from __future__ import annotations

from civicbeat.store.client import Clients

_HELD = """SELECT DISTINCT formatDateTime(published_at, '%Y-%m', 'UTC') FROM posts
WHERE gone = 0 AND keep_until > now()"""


def months(clients: Clients) -> frozenset[str]:
    """``YYYY-MM`` (UTC) of every post that is neither gone nor past its term."""
    return frozenset(str(month) for [month] in clients.rows(_HELD))
