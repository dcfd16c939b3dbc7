"""Sentences of the sample city: templates by theme and feeling, filled with places, times and things."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random
from typing import Any, NamedTuple

FEELINGS = ("negative", "neutral", "positive")
_SHORT = {"negative": "neg", "neutral": "neu", "positive": "pos"}


@dataclass(frozen=True, slots=True)
class Theme:
    """One subject of talk.

    Attributes:
        name: its key in ``talk.toml``; a planted event has a subject of its own.
        gold: the id of the civic taxonomy, or ``unclassified``.
        weight: how much everyday talk it gets; 0 where only an event brings it up.
        places: the places it is talked about at.
        things: what fills ``{o}``.
        vi, en: templates by feeling.
    """

    name: str
    gold: str
    weight: float
    places: tuple[str, ...]
    things: tuple[str, ...]
    vi: Mapping[str, tuple[str, ...]]
    en: Mapping[str, tuple[str, ...]]


class Said(NamedTuple):
    """A text, the place it names, and the taxonomy id and feeling it was written for."""

    text: str
    place: str
    theme: str
    feeling: str
    language: str


def read(name: str) -> dict[str, Any]:
    """The TOML file ``name`` of this folder."""
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.splitlines() if line)


def pick(rng: Random, of: Sequence[str]) -> str:
    """One of ``of``; several times as fast as ``rng.choice``."""
    return of[int(rng.random() * len(of))]


class Grammar:
    """All templates, read once per process; use ``grammar()``."""

    def __init__(self) -> None:
        phrases = read("phrases.toml")
        places = {name: tuple(listed) for name, listed in phrases.pop("places").items()}
        places["any"] = places["street"] + places["area"] + places["spot"]
        self.phrases: Mapping[str, tuple[str, ...]] = {
            name: _lines(value) if isinstance(value, str) else tuple(value) for name, value in phrases.items()
        }
        self.themes = {name: _theme(name, entry, places) for name, entry in read("talk.toml").items()}
        self._everyday = tuple(theme for theme in self.themes.values() if theme.weight)
        self._cumulative = tuple(accumulate(theme.weight for theme in self._everyday))

    def subject(self, rng: Random) -> Theme:
        """A subject of everyday talk, by weight."""
        return rng.choices(self._everyday, cum_weights=self._cumulative)[0]

    def say(self, rng: Random, theme: Theme, feeling: str, language: str) -> Said:
        """One utterance in ``language`` (``vi``, ``en`` or ``mixed``)."""
        english = "en_" if language == "en" else ""
        place = pick(rng, theme.places)
        text = self._body(rng, theme, feeling, english, place)
        form = rng.random()
        if 0.2 < form < 0.5:
            text = pick(rng, self.phrases[english + "openings"]) + pick(rng, (" ", ", ", "... ", "! ")) + text
        if form > 0.4 or language == "mixed":
            text += pick(rng, (", ", ". ", " ", "... ", "! ")) + self._detail(rng, feeling, english, language)
        if form > 0.93:
            for _ in range(2 + int(rng.random() * 4)):
                text += ".\n" + self._body(rng, theme, feeling, english, place)
                text += ", " + self._detail(rng, feeling, english, "")
        return Said(text, place, theme.gold, feeling, language)

    def _body(self, rng: Random, theme: Theme, feeling: str, english: str, place: str) -> str:
        templates = theme.en[feeling] if english else theme.vi[feeling]
        return pick(rng, templates).format(
            p=place,
            t=pick(rng, self.phrases[english + "times"]),
            d=pick(rng, self.phrases[english + "durations"]),
            q=pick(rng, self.phrases["intensifiers"]),
            o=pick(rng, theme.things),
            n=2 + int(rng.random() * 38),
        )

    def _detail(self, rng: Random, feeling: str, english: str, language: str) -> str:
        bank = "mixed" if language == "mixed" else english + feeling
        return pick(rng, self.phrases[bank]).replace("{n}", str(2 + int(rng.random() * 11)))


def _theme(name: str, entry: Mapping[str, Any], places: Mapping[str, tuple[str, ...]]) -> Theme:
    return Theme(
        name=name,
        gold=entry.get("theme", name),
        weight=entry["weight"],
        places=places[entry["places"]],
        things=tuple(entry["things"]),
        vi={feeling: _lines(entry[_SHORT[feeling]]) for feeling in FEELINGS},
        en={feeling: _lines(entry["en_" + _SHORT[feeling]]) for feeling in FEELINGS},
    )


@cache
def grammar() -> Grammar:
    """The one grammar of this process."""
    return Grammar()
