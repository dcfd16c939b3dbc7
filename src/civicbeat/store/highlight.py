"""Highlight: where in a stored text the words of a query stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from civicbeat.store.answer import Span
from civicbeat.store.clauses import And, Clause, Or, Phrase, Prefix, Word
from civicbeat.store.words import Token, tokens


def spans(clause: Clause, text: str) -> tuple[Span, ...]:
    """The stretches of ``text`` that ``clause`` asks for (not what it excludes), in order, none overlapping."""
    wanted = list(_wanted(clause))
    if not wanted:
        return ()
    there = list(tokens(text))
    found = {span for one in wanted for span in _found(one, there)}
    return tuple(_merged(sorted(found)))


def _wanted(clause: Clause) -> Iterator[Word | Prefix | Phrase]:
    match clause:
        case Word() | Prefix() | Phrase():
            yield clause
        case And() | Or():
            for part in clause.clauses:
                yield from _wanted(part)
        case _:
            return


def _found(wanted: Word | Prefix | Phrase, there: Sequence[Token]) -> Iterator[tuple[int, int]]:
    match wanted:
        case Word():
            yield from ((token.start, token.end) for token in there if _is(token, wanted))
        case Prefix():
            pattern = re.compile(_regex(wanted.pattern))
            for token in there:
                if pattern.fullmatch(token.word) or (not wanted.exact and pattern.fullmatch(token.folded)):
                    yield token.start, token.end
        case Phrase():
            yield from _placed(wanted, there)


def _placed(phrase: Phrase, there: Sequence[Token]) -> Iterator[tuple[int, int]]:
    length = phrase.within or len(phrase.words)
    for first in range(len(there)):
        window = there[first : first + length]
        if phrase.within is None:
            if len(window) == length and all(map(_is, window, phrase.words)):
                yield window[0].start, window[-1].end
        elif all(any(_is(token, word) for token in window) for word in phrase.words):
            yield from ((t.start, t.end) for t in window if any(_is(t, word) for word in phrase.words))


def _is(token: Token, word: Word) -> bool:
    return (token.word if word.exact else token.folded) == word.word


def _regex(pattern: str) -> str:
    return "".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in pattern)


def _merged(found: Sequence[tuple[int, int]]) -> Iterator[Span]:
    last: Span | None = None
    for start, end in found:
        if last is not None and start <= last.end:
            last = Span(last.start, max(last.end, end))
            continue
        if last is not None:
            yield last
        last = Span(start, end)
    if last is not None:
        yield last
