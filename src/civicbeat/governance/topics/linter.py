"""The linter of queries: topics are listened to, never people (charter rule 1).

A query is *personal* when all that it finds must name a private person, a handle, a number or an address of one, and
nothing else is asked of it. It is read as the store reads it: a person as one of several alternatives is enough, since
each alternative finds by itself; beside a person another word that says something makes the query about that. Fields
(``lang:vi``, ``theme:flooding``) only narrow: they do not make a person a topic.

What it cannot know: whether a bearer of an ordinary name is known in public, a name of two syllables without capitals,
a name that is also words. A name beside a word passes; the query stands in the register, and looks in the audit log.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from luqum import tree
from luqum.exceptions import ParseError
from luqum.thread import parse as luqum_parse

from civicbeat.enrich.mask.reading import Reading
from civicbeat.enrich.mask.text import find as find_masked
from civicbeat.enrich.phrases import fold
from civicbeat.enrich.places import gazetteer
from civicbeat.store.parse import parse

LONGEST_NAME, USUAL_NAME, SHORTEST_NAME = 5, 3, 2
SURE = frozenset({"thị", "văn"})
"""Middle names after which whatever follows a family name is a given name."""
_WORD = re.compile(r"[^\W\d_]+")
_HANDLE = re.compile(
    r"(?:(?<![\w.])@[\w.]{2,})|(?:\bu/[\w-]{2,})|(?:\b(?:facebook|fb|twitter|x|tiktok|instagram|t|threads|youtube)\.(?:com|me|net)/@?[\w.]{2,})",
    re.IGNORECASE,
)


class Kind(StrEnum):
    """What makes a query personal."""

    NAME = "name"
    HANDLE = "handle"
    NUMBER = "number"
    """Of a telephone, an identity card, a bank account or a plate; or an e-mail or home address."""


@dataclass(frozen=True, slots=True)
class _About:
    """What a part of a query asks for: ``kinds`` of persons, and whether it asks for anything that is ``more``."""

    kinds: frozenset[Kind] = frozenset()
    more: bool = False


@lru_cache(maxsize=256)
def lint(query: str) -> Kind | None:
    """The kind of person that ``query`` asks for and nothing else; ``None`` when it is about something.

    Raises:
        BadQuery: it cannot be understood.

    >>> lint('"Nguyễn Văn An"'), lint('"Nguyễn Văn An" ngập'), lint("đường Nguyễn Văn An"), lint("0912345678 OR ngập")
    (<Kind.NAME: 'name'>, None, None, <Kind.NUMBER: 'number'>)
    """
    parse(query)
    if not query.strip():
        return None
    try:
        about = _read(luqum_parse(query))
    except ParseError:  # the store's parser, which knows more, has let it pass
        about = _judged(query)
    return min(about.kinds) if about.kinds and not about.more else None


def _read(node: tree.Item) -> _About:
    if isinstance(node, tree.OrOperation):
        return _either([_read(child) for child in node.children])
    if isinstance(node, (tree.AndOperation, tree.UnknownOperation)):
        return _together(list(_demands(node)))
    if isinstance(node, (tree.Not, tree.Prohibit)):
        return _About()
    if isinstance(node, tree.SearchField):
        return _judged(_text(node.expr)) if node.name == "url" else _About()
    if isinstance(node, (tree.Group, tree.FieldGroup, tree.Plus, tree.BaseApprox, tree.Boost)):
        return _read(node.children[0])
    return _judged(_text(node))


def _either(parts: Sequence[_About]) -> _About:
    """Of alternatives each finds by itself: one person is enough, and one that asks for nothing adds nothing."""
    persons = [part for part in parts if part.kinds and not part.more]
    if persons:
        return _About(frozenset().union(*(part.kinds for part in persons)))
    return _About(more=all(part.more for part in parts))


def _demands(node: tree.Item) -> Iterator[tree.Item]:
    for child in node.children:
        if isinstance(child, (tree.AndOperation, tree.UnknownOperation)):
            yield from _demands(child)
        else:
            yield child


def _together(demands: Sequence[tree.Item]) -> _About:
    """Words that stand side by side are read as one text: a name is several of them."""
    parts: list[_About] = []
    words: list[str] = []
    for demand in [*demands, None]:
        if demand is not None and _is_text(demand):
            words.append(_text(demand))
            continue
        if words:
            parts.append(_judged(" ".join(words)))
            words = []
        if demand is not None:
            parts.append(_read(demand))
    return _About(frozenset().union(*(part.kinds for part in parts)), any(part.more for part in parts))


def _is_text(node: tree.Item) -> bool:
    while isinstance(node, (tree.Plus, tree.BaseApprox)):
        node = node.children[0]
    return isinstance(node, tree.Term) and not isinstance(node, tree.Regex)


def _text(node: tree.Item) -> str:
    while not isinstance(node, tree.Term) and node.children:
        node = node.children[0]
    return re.sub(
        r"\\(.)", r"\1", str(getattr(node, "value", node)).strip().strip('"').replace("*", "").replace("?", "")
    )


def _judged(text: str) -> _About:
    """Takes the persons out of a text and looks at what is left."""
    kinds: set[Kind] = set()
    left = text
    for match in _HANDLE.finditer(text):
        kinds.add(Kind.HANDLE)
        left = left.replace(match[0], " ")
    masked = find_masked(Reading(left, False, frozenset()))  # noqa: FBT003  # not written by an institution
    for found in reversed(masked):
        kinds.add(Kind.HANDLE if found.pattern.kind == "handle" else Kind.NUMBER)
        left = f"{left[: found.start]} {left[found.end :]}"
    names, others = _names(left)
    if names:
        kinds.add(Kind.NAME)
    titles = _known()["titles"]
    more = any(fold(word) not in titles for word in others) or bool(re.search(r"\d", left) and not kinds)
    return _About(frozenset(kinds), more)


def _names(text: str) -> tuple[list[str], list[str]]:
    """The names of persons in a text, and its other words."""
    words = _WORD.findall(text)
    if any(office in f" {fold(text)} " for office in _offices()):
        return [], words
    names: list[str] = []
    others: list[str] = []
    at = 0
    while at < len(words):
        length = 0 if at and fold(words[at - 1]) in _known()["places"] else _length(words[at:])
        if length > 0:
            names.append(" ".join(words[at : at + length]))
        else:
            others.extend(words[at : at + max(1, -length)])
        at += max(1, abs(length))
    return names, others


def _length(words: Sequence[str]) -> int:
    """How many of the first words are a person's name; below 0: so many are one of history or of a place."""
    for length in range(min(LONGEST_NAME, len(words)), SHORTEST_NAME - 1, -1):
        name = words[:length]
        if fold(" ".join(name)) in _public() or gazetteer.find(" ".join(name)):
            return -length
    for length in range(min(LONGEST_NAME, len(words)), SHORTEST_NAME - 1, -1):
        if _is_vietnamese(words[:length]) or _is_english(words[:length]):
            return length
    return 0


def _is_vietnamese(name: Sequence[str]) -> bool:
    """Family name, then middle and given names; or, by foreign habit and without accents, the family name last.

    Three syllables and more are judged whatever their case; two of them only of common family names, where both begin
    with a capital: without, too many are words. Accents are compared where any is written; without accents and
    capitals only family names that are no words are looked at (*dong tien dien* is paying for electricity).
    """
    accented, cased = any(fold(word) != word.lower() for word in name), all(word[0].isupper() for word in name)
    known = _lists(accented)
    plain = [word.lower() for word in name]
    family, *middles, given = plain
    if not accented and not cased and family not in known["sure"]:
        return False
    if family in known["families"] and len(name) == USUAL_NAME and middles[0] in SURE:
        return True
    if family in known["families"] and given in known["givens"]:
        if len(name) == SHORTEST_NAME:
            return cased and family in known["common"]
        return all(middle in known["middles"] or middle in known["givens"] for middle in middles)
    turned = given in known["sure"] and family in known["givens"]
    return cased and turned and not accented and len(name) == SHORTEST_NAME


def _is_english(name: Sequence[str]) -> bool:
    """A common first name, then one or two words in capitals."""
    return (
        len(name) <= USUAL_NAME and name[0].lower() in _known()["english"] and all(word[0].isupper() for word in name)
    )


@cache
def _words() -> dict[str, str]:
    text = files(__package__).joinpath("names.toml").read_text("utf-8")
    return {name: str(words) for name, words in tomllib.loads(text).items()}


@cache
def _known() -> dict[str, frozenset[str]]:
    return {name: frozenset(map(fold, words.split())) for name, words in _words().items()}


@cache
def _lists(accented: bool) -> dict[str, frozenset[str]]:  # noqa: FBT001  # the key of the cache
    if not accented:
        return _known()
    return {name: frozenset(words.lower().split()) for name, words in _words().items()}


@cache
def _public() -> frozenset[str]:
    return frozenset(fold(" ".join(name.split())) for name in _words()["public"].split(";"))


@cache
def _offices() -> tuple[str, ...]:
    return tuple(f" {fold(' '.join(office.split()))} " for office in _words()["offices"].split(";") if office.strip())
