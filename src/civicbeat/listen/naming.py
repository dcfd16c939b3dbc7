"""Naming: people write names of places and themes, the store knows ids; this puts the one in place of the other.

>>> named('ngập AND place:"Bình Thạnh"')
'ngập AND place:("vn.hcm.binh-thanh" OR "vn.hcm.phuong-binh-thanh")'
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping

from luqum import tree
from luqum.exceptions import ParseError
from luqum.thread import parse as luqum_parse

from civicbeat.enrich.phrases import fold
from civicbeat.enrich.places import gazetteer
from civicbeat.enrich.themes import taxonomy
from civicbeat.records.errors import BadQuery, InputError
from civicbeat.store.parse import parse


def named(query: str) -> str:
    """``query`` with the names in ``place:`` and ``theme:`` replaced by ids; ids and wildcards stay as they are.

    Raises:
        BadQuery: the query is wrong, or a name is not known; the position is that in ``query``.
    """
    parse(query)
    if ":" not in query:
        return query
    try:
        found = luqum_parse(query)
    except ParseError:  # the store's parser, which knows more, has let it pass
        return query
    parts: list[str] = []
    end = 0
    for field, node in _values(found):
        start = int(node.pos)
        text = query[start : start + int(node.size)]
        parts += [query[end:start], _in_query(field, text, start)]
        end = start + len(text)
    return "".join((*parts, query[end:]))


def narrowed(*queries: str) -> str:
    """What all of some ``queries`` find, names replaced; empty ones find everything.

    Each is read by itself before they are joined: a bracket in one must not lead out of another.

    Raises:
        BadQuery: one is wrong; the position is that in it.
    """
    found = [named(query) for query in queries if query]
    return " AND ".join(f"({query})" for query in found) if len(found) > 1 else "".join(found)


def _values(node: tree.Item, field: str = "") -> Iterator[tuple[str, tree.Item]]:
    """Field and value of everything that is asked of a place or a theme, in order of their position."""
    if isinstance(node, tree.SearchField):
        field = node.name.lower()
    if isinstance(node, tree.Word | tree.Phrase):
        if field in _CALLED:
            yield field, node
        return
    for child in node.children:
        yield from _values(child, field)


def the_one(field: str, name: str) -> str:
    """The id of the one place or theme (``field``: ``place`` or ``theme``) that ``name`` means; ids mean themselves.

    Raises:
        InputError: nothing is called so, or several are.
    """
    ids = _CALLED[field](name, 0)
    if len(ids) > 1:
        raise InputError(f"“{name[:60]}” is the name of several.", do=f"Choose of {', '.join(ids)}.")
    return ids[0]


def _in_query(field: str, text: str, position: int) -> str:
    name = text.strip('"')
    if "*" in name or "?" in name:
        return text
    ids = _CALLED[field](name, position)
    return text if ids in ([name], [name.lower()]) else _either(ids)


def _places(name: str, position: int) -> list[str]:
    ids = [name] if name in gazetteer.places() else [place.id for place in gazetteer.find(name)]
    if not ids:
        near = difflib.get_close_matches(name, (place.name for place in gazetteer.places().values()), n=1)
        hint = f"Did you mean {near[0]}?" if near else "Write it as on a map, or search for it as a word."
        raise BadQuery(f"No place is called “{name[:60]}”.", position=position, do=hint)
    return ids


def _themes(name: str, position: int) -> list[str]:
    ids = {theme.id for theme in taxonomy.themes()} | {taxonomy.UNCLASSIFIED}
    if name.lower() in ids:
        return [name.lower()]
    wanted = fold(name)
    names = {one: (fold(taxonomy.name(one, "vi")), fold(taxonomy.name(one, "en"))) for one in sorted(ids)}
    found = [one for one, both in names.items() if any(each.startswith(wanted) for each in both)]
    if not found:
        known = [taxonomy.name(one, language) for one in sorted(ids) for language in ("vi", "en")]
        near = difflib.get_close_matches(name, [*known, *sorted(ids)], n=1)
        hint = f"Did you mean {near[0]}?" if near else f"The themes are {', '.join(sorted(ids))}."
        raise BadQuery(f"There is no theme “{name[:60]}”.", position=position, do=hint)
    return found


def _either(ids: list[str]) -> str:
    quoted = [f'"{one}"' for one in ids]
    return quoted[0] if len(quoted) == 1 else f"({' OR '.join(quoted)})"


_CALLED: Mapping[str, Callable[[str, int], list[str]]] = {"place": _places, "theme": _themes}
"""Ids of what a name in a query means, by its field."""
