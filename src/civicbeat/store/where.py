"""Where: clauses and filters as a SQL condition with bound parameters.

Words go to the text index (``hasAllTokens``, ``hasAnyTokens`` and ``hasPhrase`` on the column ``words``, written just
so: another spelling would leave the index unused). What the index does not know of where words stand is read from the
texts of the posts that hold them all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from civicbeat.records.errors import InputError
from civicbeat.store.bound import Binder
from civicbeat.store.clauses import And, Clause, Every, InField, Not, Or, Phrase, Prefix, Word, story_number
from civicbeat.store.question import Filter, Group
from civicbeat.store.words import fold, has_accents

EXACT = "tokens(lowerUTF8(text), 'splitByRegexp', '[^\\\\p{L}\\\\p{M}\\\\p{N}_]+')"
FOLDED = (
    "tokens(translateUTF8(lowerUTF8(removeDiacriticsUTF8(text)), 'đð', 'dd'),"
    " 'splitByRegexp', '[^\\\\p{L}\\\\p{M}\\\\p{N}_]+')"
)
_COLUMNS = {"lang": "language", "theme": "themes", "place": "places"}
_LISTS = ("themes", "places")
_GROUPS = {
    Group.SOURCE: "source",
    Group.PLATFORM: "platform",
    Group.KIND: "kind",
    Group.LANGUAGE: "language",
    Group.SENTIMENT: "sentiment",
    Group.THEME: "themes",
    Group.PLACE: "places",
    Group.STORY: "story",
    Group.INSTITUTION: "institution",
}

Expand = Callable[[Prefix], Sequence[str]]
"""Gives the words of the index that a pattern stands for."""


def holds(clause: Clause, filters: Sequence[Filter], bind: Binder, expand: Expand) -> str:
    """The condition that a row of ``posts`` must meet, its time apart."""
    conditions = [] if isinstance(clause, Every) else [_Writer(bind, expand).sql(clause)]
    conditions += [_filter(one, bind) for one in filters]
    return " AND ".join(conditions) or "1"


class _Writer:
    def __init__(self, bind: Binder, expand: Expand) -> None:
        self._bind = bind
        self._expand = expand

    def sql(self, clause: Clause) -> str:  # noqa: PLR0911  # one line a kind of clause
        """The condition that a clause stands for."""
        match clause:
            case Every():
                return "1"
            case Word():
                return self._all([clause.word])
            case Prefix():
                return self._any(self._expand(clause))
            case Phrase():
                return self._phrase(clause)
            case InField():
                return self._field(clause)
            case Not():
                return f"NOT {self.sql(clause.clause)}"
            case And():
                return self._and(clause.clauses)
            case Or():
                return self._or(clause.clauses)

    def _all(self, words: Sequence[str]) -> str:
        return f"hasAllTokens(words, {self._bind(list(dict.fromkeys(words)), 'Array(String)')})"

    def _any(self, words: Sequence[str]) -> str:
        return f"hasAnyTokens(words, {self._bind(list(dict.fromkeys(words)), 'Array(String)')})" if words else "0"

    def _and(self, clauses: Sequence[Clause]) -> str:
        words = [clause.word for clause in clauses if isinstance(clause, Word)]
        rest = [self.sql(clause) for clause in clauses if not isinstance(clause, Word)]
        return "(" + " AND ".join([self._all(words)] * bool(words) + rest) + ")"

    def _or(self, clauses: Sequence[Clause]) -> str:
        words = [clause.word for clause in clauses if isinstance(clause, Word)]
        rest = [self.sql(clause) for clause in clauses if not isinstance(clause, Word)]
        return "(" + " OR ".join([self._any(words)] * bool(words) + rest) + ")"

    def _phrase(self, phrase: Phrase) -> str:
        if phrase.indexed:
            return self._stands([word.word for word in phrase.words])
        narrowed = [self._all([word.word for word in phrase.words])]
        if phrase.within is None:
            narrowed.append(self._stands([fold(word.word) for word in phrase.words]))
        return f"({' AND '.join(narrowed)} AND {self._placed(phrase)})"

    def _stands(self, words: Sequence[str]) -> str:
        return f"hasPhrase(words, {self._bind(' '.join(words), 'String')})"

    def _placed(self, phrase: Phrase) -> str:
        """Whether the words stand as asked; ``e`` and ``f`` are the post's words with and without accents."""
        if phrase.within is None:
            there = " AND ".join(
                f"{self._side(w)}[i + {n}] = {self._bind(w.word, 'String')}" for n, w in enumerate(phrase.words)
            )
        else:
            spans = (
                f"has(arraySlice({self._side(w)}, i, {int(phrase.within)}), {self._bind(w.word, 'String')})"
                for w in dict.fromkeys(phrase.words)
            )
            there = " AND ".join(spans)
        sides = {self._side(word) for word in phrase.words}
        exact = EXACT if "e" in sides else "[]::Array(String)"
        folded = FOLDED if "f" in sides else "[]::Array(String)"
        longest = "e" if "e" in sides else "f"
        return f"arrayExists((e, f) -> arrayExists(i -> {there}, arrayEnumerate({longest})), [{exact}], [{folded}])"

    @staticmethod
    def _side(word: Word) -> str:
        return "e" if word.exact else "f"

    def _field(self, clause: InField) -> str:
        column = _COLUMNS.get(clause.field, clause.field)
        if column == "url":
            return f"positionUTF8(lowerUTF8(url), {self._bind(clause.value.strip('*'), 'String')}) > 0"
        if column == "story":
            return f"story = {self._bind(int(clause.value), 'UInt64')}"
        if clause.pattern:
            return self._like(column, _like(clause.value))
        if column in _LISTS:
            return f"hasAnyTokens({column}, {self._bind([clause.value], 'Array(String)')})"
        if column == "institution" and not has_accents(clause.value):
            folded = f"translateUTF8(lowerUTF8(removeDiacriticsUTF8({column})), 'đð', 'dd')"
            return f"{folded} = {self._bind(fold(clause.value), 'String')}"
        return f"lowerUTF8({column}) = {self._bind(clause.value, 'String')}"

    def _like(self, column: str, pattern: str) -> str:
        bound = self._bind(pattern, "String")
        if column in _LISTS:
            return f"arrayExists(x -> lowerUTF8(x) LIKE {bound}, {column})"
        return f"lowerUTF8({column}) LIKE {bound}"


def _like(pattern: str) -> str:
    plain = pattern.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return plain.replace("*", "%").replace("?", "_")


def _filter(one: Filter, bind: Binder) -> str:
    column = _GROUPS.get(one.group)
    if column is None:
        raise InputError(f"Posts cannot be filtered by {one.group}.", do="Choose the period instead.")
    if column in _LISTS:
        found = f"hasAnyTokens({column}, {bind(list(one.values), 'Array(String)')})"
    elif column == "story":
        numbers = [story_number(value) for value in one.values]
        if None in numbers:
            raise InputError("A story is given by its number.", do="Follow a story from a post.")
        found = f"story IN {bind(numbers, 'Array(UInt64)')}"
    else:
        found = f"{column} IN {bind(list(one.values), 'Array(String)')}"
    return f"NOT {found}" if one.exclude else found
