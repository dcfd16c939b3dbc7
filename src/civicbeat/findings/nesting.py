"""Nesting: places of which none lies in another, so that a post is seldom counted in two of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from civicbeat.enrich.places import gazetteer

NEARLY_ALL = 0.8
"""Share of the posts from which a place is no answer to *where*: the places in it are."""


def apart(posts: Mapping[str, float], day: date) -> tuple[str, ...]:
    """The widest places that tell posts apart, of those that have ``posts`` on ``day``.

    A place that holds nearly all of them gives way to the places in it: the city to its districts, and in talk about
    one district the district to its wards and streets.
    """
    held = {place: _holders(place, posts, day) for place in posts}
    level = _widest(posts, held)
    while level:
        first = max(level, key=lambda place: (posts[place], place))
        inner = _widest([place for place in posts if first in held[place]], held)
        if not inner or posts[first] < NEARLY_ALL * sum(posts[place] for place in level):
            break
        level = [place for place in level if place != first] + [place for place in inner if place not in level]
    return tuple(level)


def _widest(places: Iterable[str], held: Mapping[str, set[str]]) -> list[str]:
    known = set(places)
    return [place for place in sorted(known) if not held[place] & known]


def _holders(place: str, others: Iterable[str], day: date) -> set[str]:
    """The others that hold ``place`` on ``day``, former districts of a ward of today among them."""
    lineage = set(gazetteer.lineage(place, day))
    return {other for other in others if other != place and (other in lineage or _gave_way(other, place, day))}


def _gave_way(former: str, place: str, day: date) -> bool:
    known = gazetteer.places().get(former)
    return known is not None and place in known.successors and place not in gazetteer.lineage(former, day)
