"""Parse: from the text of a query to its clauses, or to an error at a position that a person can mend.

The grammar is Lucene's (through ``luqum``): AND OR NOT, neighbours mean AND, + and - before a word, phrases
"in quotes", proximity "a b"~5, wildcards ngập*, fields theme:flooding, parentheses. There is no field for authors.
"""

from __future__ import annotations

import difflib
import unicodedata
from functools import lru_cache

from luqum import tree
from luqum.exceptions import IllegalCharacterError, ParseSyntaxError
from luqum.thread import parse as luqum_parse

from civicbeat.records.errors import BadQuery
from civicbeat.records.post import POST_KINDS, SENTIMENTS
from civicbeat.store.clauses import And, Clause, Every, InField, Not, Or, Phrase, Prefix, Word, story_number
from civicbeat.store.words import has_accents, split

LONGEST = 2_000
MOST_WORDS = 100
DEEPEST = 30
WIDEST = 100
SHORTEST_PREFIX = 2

FIELDS = ("institution", "kind", "lang", "place", "platform", "sentiment", "source", "story", "theme", "url")
_CLOSED = {"kind": POST_KINDS, "sentiment": SENTIMENTS}
_WILD = ("*", "?")


@lru_cache(maxsize=256)
def parse(query: str) -> Clause:
    """The clauses of ``query``; an empty query finds every post.

    Raises:
        BadQuery: it cannot be understood; ``position`` is where, and ``do`` what to change.
    """
    _check_text(query)
    if not query.strip():
        return Every()
    _check_pairs(query)
    try:
        found = luqum_parse(query)
    except IllegalCharacterError as error:
        raise _bad(query, error, "has a meaning of its own here", "Put it in quotes.") from error
    except ParseSyntaxError as error:
        raise _bad(query, error, "cannot stand here", "Check AND, OR, NOT and the parentheses around it.") from error
    except (ArithmeticError, ValueError) as error:  # a number after ~ or ^ that is none
        at = max(query.find("~"), query.find("^"), 0)
        raise BadQuery(
            "A whole number must follow this sign.", position=at, do="Write it, or remove the sign."
        ) from error
    return _Reader().read(found)


def _check_text(query: str) -> None:
    if len(query) > LONGEST:
        raise BadQuery(
            f"The query has {len(query):,} characters; {LONGEST:,} are the most.", position=LONGEST, do="Shorten it."
        )
    for position, char in enumerate(query):
        if unicodedata.category(char) in ("Cc", "Cs") and char not in "\t\r\n":
            raise BadQuery("The query holds a character that cannot be seen.", position=position, do="Type it anew.")


def _check_pairs(query: str) -> None:
    opened: list[int] = []
    quote = -1
    escaped = False
    for position, char in enumerate(query):
        if escaped or char == "\\":
            escaped = not escaped
        elif char == '"':
            quote = -1 if quote >= 0 else position
        elif quote < 0 and char == "(":
            opened.append(position)
            if len(opened) > DEEPEST:
                raise BadQuery(
                    "The parentheses are too deep.", position=position, do=f"Use at most {DEEPEST} in each other."
                )
        elif quote < 0 and char == ")":
            if not opened:
                raise BadQuery(
                    "This parenthesis was never opened.", position=position, do="Remove it or open it before."
                )
            opened.pop()
    if quote >= 0:
        raise BadQuery("This quotation mark is never closed.", position=quote, do='Close the phrase with another ".')
    if opened:
        raise BadQuery("This parenthesis is never closed.", position=opened[-1], do="Close it with ).")


def _bad(query: str, error: Exception, what: str, do: str) -> BadQuery:
    if "unexpected end" in str(error).lower():
        return BadQuery(
            "The query ends too early.", position=len(query), do="Write what follows, or remove the last word."
        )
    position = _position(str(error), len(query))
    there = query[position : position + 12].partition(" ")[0] or "This"
    return BadQuery(f"“{there}” {what}.", position=position, do=do)


def _position(message: str, end: int) -> int:
    digits = "".join(char if char.isdigit() else " " for char in message.rpartition("position")[2]).split()
    return min(int(digits[0]), end) if digits else end


class _Reader:
    """Reads luqum's tree; counts words so that no query grows without bound."""

    def __init__(self) -> None:
        self._words = 0

    def read(self, node: tree.Item, field: str = "", depth: int = 0) -> Clause:
        """The clause of one node, ``depth`` signs and parentheses deep."""
        if depth > DEEPEST:
            raise BadQuery("The query is too deep.", position=_at(node), do=f"Use at most {DEEPEST} levels.")
        if isinstance(node, tree.Not | tree.Prohibit):
            return Not(self.read(node.children[0], field, depth + 1))
        if isinstance(node, tree.Plus | tree.BaseGroup):
            return self.read(node.children[0], field, depth + 1)
        return self._other(node, field, depth)

    def _other(self, node: tree.Item, field: str, depth: int) -> Clause:
        match node:
            case tree.AndOperation() | tree.UnknownOperation():
                return And(self._parts(node, (tree.AndOperation, tree.UnknownOperation), field, depth))
            case tree.OrOperation():
                return Or(self._parts(node, (tree.OrOperation,), field, depth))
            case tree.SearchField():
                return self._field(node, field, depth)
            case tree.Proximity():
                return self._near(node, field)
            case tree.Phrase():
                return self._phrase(node, node.value[1:-1], field)
            case tree.Word():
                return self._word(node, field)
            case _:
                raise self._unknown(node)

    def _parts(self, node: tree.Item, kind: tuple[type[tree.Item], ...], field: str, depth: int) -> tuple[Clause, ...]:
        """The operands, those of nested operations of the same kind included, without recursion for long chains."""
        parts: list[Clause] = []
        waiting: list[tree.Item] = list(reversed(node.children))
        while waiting:
            child = waiting.pop()
            if isinstance(child, kind):
                waiting.extend(reversed(child.children))
            else:
                parts.append(self.read(child, field, depth + 1))
        return tuple(parts)

    def _field(self, node: tree.SearchField, outer: str, depth: int) -> Clause:
        if outer:
            raise BadQuery("A field stands within a field.", position=_at(node), do="Give each field its own value.")
        name = node.name.lower()
        if name not in FIELDS:
            near = difflib.get_close_matches(name, FIELDS, n=1, cutoff=0.5)
            hint = f"Did you mean {near[0]}:?" if near else f"The fields are {', '.join(FIELDS)}."
            raise BadQuery(f"There is no field “{node.name[:40]}”.", position=_at(node), do=hint)
        return self.read(node.expr, name, depth + 1)

    def _near(self, node: tree.Proximity, field: str) -> Clause:
        if field:
            raise BadQuery("Proximity works on words of the text only.", position=_at(node), do="Remove the ~.")
        distance = int(node.degree)
        if not 0 <= distance <= WIDEST:
            raise BadQuery(
                f"Words can be at most {WIDEST} apart.", position=_at(node), do="Give a smaller number after ~."
            )
        found = self._phrase(node.term, node.term.value[1:-1], "")
        return Phrase(found.words, len(found.words) + distance) if isinstance(found, Phrase) else found

    def _phrase(self, node: tree.Item, text: str, field: str) -> Clause:
        if field:
            return self._value(node, field, _plain(text), wild=False)
        words = tuple(self._counted(node, _plain(text)))
        return words[0] if len(words) == 1 else Phrase(words)

    def _word(self, node: tree.Word, field: str) -> Clause:
        text = node.value
        wild = any(mark in text.replace("\\*", "").replace("\\?", "") for mark in _WILD)
        if field:
            return self._value(node, field, text if wild else _plain(text), wild=wild)
        if wild:
            return self._wildcard(node, text)
        words = tuple(self._counted(node, _plain(text)))
        return words[0] if len(words) == 1 else Phrase(words)

    def _wildcard(self, node: tree.Word, text: str) -> Clause:
        if text == "*":
            return Every()
        pattern = unicodedata.normalize("NFC", text).lower()
        before = pattern.replace("?", "*").split("*")[0]
        if len(before) < SHORTEST_PREFIX:
            raise BadQuery(
                "A wildcard needs letters before it, or it would stand for too many words.",
                position=_at(node),
                do=f"Begin with at least {SHORTEST_PREFIX} letters.",
            )
        if split(pattern.replace("*", "").replace("?", "")) != [pattern.replace("*", "").replace("?", "")]:
            raise BadQuery("A wildcard works within one word.", position=_at(node), do="Search the words one by one.")
        self._count(node, 1)
        return Prefix(pattern, exact=has_accents(pattern))

    def _counted(self, node: tree.Item, text: str) -> list[Word]:
        found = split(text)
        if not found:
            raise BadQuery("There is no letter or digit to search for.", position=_at(node), do="Search for a word.")
        self._count(node, len(found))
        return [Word(word, exact=has_accents(word)) for word in found]

    def _value(self, node: tree.Item, field: str, text: str, *, wild: bool) -> Clause:
        value = unicodedata.normalize("NFC", text).strip().lower()
        self._count(node, 1)
        if not value:
            raise BadQuery(f"The field {field} has no value.", position=_at(node), do=f"Write a value after {field}:.")
        if field in _CLOSED and not wild and value not in _CLOSED[field]:
            near = difflib.get_close_matches(value, _CLOSED[field], n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Choose of {', '.join(_CLOSED[field])}."
            raise BadQuery(f"“{value[:40]}” is no {field}.", position=_at(node), do=hint)
        if field == "story" and story_number(value) is None:
            raise BadQuery("A story is given by its number.", position=_at(node), do="Follow a story from a post.")
        return InField(field, value, wild)

    def _count(self, node: tree.Item, words: int) -> None:
        self._words += words
        if self._words > MOST_WORDS:
            raise BadQuery(f"The query has more than {MOST_WORDS} words.", position=_at(node), do="Split it in two.")

    def _unknown(self, node: tree.Item) -> BadQuery:
        names = {
            tree.Range: "ranges",
            tree.Fuzzy: "similar words (~)",
            tree.Boost: "weights (^)",
            tree.Regex: "patterns /…/",
        }
        what = next((name for kind, name in names.items() if isinstance(node, kind)), "such signs")
        return BadQuery(
            f"The search knows no {what}.", position=_at(node), do="Put the text in quotes or remove the sign."
        )


def _at(node: tree.Item) -> int:
    return int(node.pos or 0)


def _plain(text: str) -> str:
    """``text`` without the backslashes that took their meaning from signs."""
    kept: list[str] = []
    escaped = False
    for char in text:
        if char == "\\" and not escaped:
            escaped = True
            continue
        kept.append(char)
        escaped = False
    return "".join(kept)
