"""Naming: people write names of places and themes, the store knows ids; this puts the one in place of the other.

>>> named('ngập AND place:"Bình Thạnh"')
'ngập AND place:("vn.hcm.binh-thanh" OR "vn.hcm.phuong-binh-thanh")'
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator

from luqum import tree
from luqum.exceptions import ParseError
from luqum.thread import parse as luqum_parse

from civicbeat.enrich.phrases import fold
from civicbeat.enrich.places import gazetteer
from civicbeat.enrich.themes import taxonomy
from civicbeat.records.errors import BadQuery
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
        parts += [query[end:start], _FIELDS[field](text, start)]
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
        if field in _FIELDS:
            yield field, node
        return
    for child in node.children:
        yield from _values(child, field)


def _place(text: str, position: int) -> str:
    name = text.strip('"')
    if "*" in name or "?" in name or name in gazetteer.places():
        return text
    ids = [place.id for place in gazetteer.find(name)]
    if not ids:
        near = difflib.get_close_matches(name, (place.name for place in gazetteer.places().values()), n=1)
        hint = f"Did you mean {near[0]}?" if near else "Write it as on a map, or search for it as a word."
        raise BadQuery(f"No place is called “{name[:60]}”.", position=position, do=hint)
    return _either(ids)


def _theme(text: str, position: int) -> str:
    name = text.strip('"')
    ids = {theme.id for theme in taxonomy.themes()} | {taxonomy.UNCLASSIFIED}
    if "*" in name or "?" in name or name.lower() in ids:
        return text
    wanted = fold(name)
    names = {one: (fold(taxonomy.name(one, "vi")), fold(taxonomy.name(one, "en"))) for one in sorted(ids)}
    found = [one for one, both in names.items() if any(each.startswith(wanted) for each in both)]
    if not found:
        known = [taxonomy.name(one, language) for one in sorted(ids) for language in ("vi", "en")]
        near = difflib.get_close_matches(name, [*known, *sorted(ids)], n=1)
        hint = f"Did you mean {near[0]}?" if near else f"The themes are {', '.join(sorted(ids))}."
        raise BadQuery(f"There is no theme “{name[:60]}”.", position=position, do=hint)
    return _either(found)


def _either(ids: list[str]) -> str:
    quoted = [f'"{one}"' for one in ids]
    return quoted[0] if len(quoted) == 1 else f"({' OR '.join(quoted)})"


_FIELDS: dict[str, Callable[[str, int], str]] = {"place": _place, "theme": _theme}
