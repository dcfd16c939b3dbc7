"""Options: what a person is asked for before a source of a kind is followed."""

from __future__ import annotations

from dataclasses import dataclass

FORMS = ("text", "address", "host", "number", "yes", "words", "tag")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to fill in; never a secret: those are keys.

    Attributes:
        name: the keyword argument of the source's class that it fills.
        label: what it is called, in English; the console translates it.
        form: one of ``FORMS``: a line of text, an address of the web, that of a server (its path is left out), a whole
            number, yes or no, a list of words, or a hashtag (without its sign, in small letters).
        required: whether the source cannot be followed without it.
        tells_apart: whether two sources of the kind that differ in it are two; what is required always does.
        example: what may stand there.
        why: one sentence for somebody who does not know what to write; may be empty.
        choices: the only values that may stand there; any where empty.
    """

    name: str
    label: str
    form: str = "text"
    required: bool = False
    tells_apart: bool = False
    example: str = ""
    why: str = ""
    choices: tuple[str, ...] = ()
