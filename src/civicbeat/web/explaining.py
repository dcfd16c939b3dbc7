"""Explaining: what the search says about a query it cannot read, in the reader's language.

The post store knows no languages: its sentences are English. Those a reader meets are listed here, with ``{}`` where a
word of the query stands; one that is not listed is shown as it is.
"""

from __future__ import annotations

import re
from functools import cache

from django.utils.translation import gettext, gettext_noop

from civicbeat.records.errors import CivicbeatError

SENTENCES = (
    gettext_noop("“{}” stands for more than {} words."),
    gettext_noop("Add letters."),
    gettext_noop("A whole number must follow this sign."),
    gettext_noop("Write it, or remove the sign."),
    gettext_noop("The query has {} characters; {} are the most."),
    gettext_noop("Shorten it."),
    gettext_noop("The query holds a character that cannot be seen."),
    gettext_noop("Type it anew."),
    gettext_noop("The parentheses are too deep."),
    gettext_noop("Use at most {} in each other."),
    gettext_noop("This parenthesis was never opened."),
    gettext_noop("Remove it or open it before."),
    gettext_noop("This quotation mark is never closed."),
    gettext_noop('Close the phrase with another ".'),
    gettext_noop("This parenthesis is never closed."),
    gettext_noop("Close it with )."),
    gettext_noop("The query ends too early."),
    gettext_noop("Write what follows, or remove the last word."),
    gettext_noop("There is no field “{}”."),
    gettext_noop("A wildcard needs letters before it, or it would stand for too many words."),
    gettext_noop("A wildcard works within one word."),
    gettext_noop("Search the words one by one."),
    gettext_noop("There is no letter or digit to search for."),
    gettext_noop("Search for a word."),
    gettext_noop("The field {} has no value."),
    gettext_noop("Write a value after {}:."),
    gettext_noop("The query has more than {} words."),
    gettext_noop("Split it in two."),
    gettext_noop("The search knows no {}."),
    gettext_noop("Put the text in quotes or remove the sign."),
    gettext_noop("Words can be at most {} apart."),
    gettext_noop("Give a smaller number after ~."),
    gettext_noop("No place is called “{}”."),
    gettext_noop("There is no theme “{}”."),
    gettext_noop("Did you mean {}?"),
    gettext_noop("Write it as on a map, or search for it as a word."),
    gettext_noop("The fields are {}."),
    gettext_noop("The themes are {}."),
    gettext_noop("Choose of {}."),
    gettext_noop("“{}” is no {}."),
    gettext_noop("Begin with at least {} letters."),
    gettext_noop("A story is given by its number."),
    gettext_noop("Follow a story from a post."),
    gettext_noop("“{}” has a meaning of its own here."),
    gettext_noop("Put it in quotes."),
    gettext_noop("Check AND, OR, NOT and the parentheses around it."),
    gettext_noop("“{}” cannot stand here."),
    gettext_noop("{} cannot be reached."),
    gettext_noop("Check the address."),
)


def explained(error: CivicbeatError) -> str:
    """What happened and what to do, in the reader's language."""
    return f"{sentence(error.what)} {sentence(error.do)}".strip()


def told(problem: str) -> str:
    """A problem that was written down earlier, sentence by sentence in the reader's language."""
    return " ".join(sentence(part) for part in re.split(r"(?<=[.?]) ", problem))


def sentence(said: str) -> str:
    """One sentence in the reader's language, with the words of the query where they stood."""
    for known, pattern in _patterns():
        if found := pattern.fullmatch(said):
            return gettext(known).format(*found.groups())
    return said


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((known, re.compile(re.escape(known).replace(r"\{\}", "(.+)"), re.DOTALL)) for known in SENTENCES)
