"""Cards: what each model is for, what it is not for, and how often it was wrong when it was measured, and on what.

What is written stands in ``cards.toml``, what is measured in ``measured.json``.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from civicbeat.enrich.all import masking, understanding
from civicbeat.enrich.contract import Enricher

HERE = Path(__file__).parent
SHIPPED = HERE / "measured.json"
FIGURES = ("precision", "recall", "right", "unclear")
"""Shares of 0 to 1: of what was given how much is right; of what there is how much was found; of all clear answers how
many are right; of all answers how many are declined. The first two are micro-averaged."""


@dataclass(frozen=True, slots=True)
class Measured:
    """How a model did on one set of texts that it was not fitted on.

    Attributes:
        name_vi, name_en: what the set is.
        texts: how many there are.
        figures: of ``FIGURES``, those that were measured.
    """

    name_vi: str
    name_en: str
    texts: int
    figures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Card:
    """A model as the public reads of it.

    Attributes:
        model: its name in the program.
        version, licence: of the weights or rules it carries.
        name, does, limits: in Vietnamese and English.
        measured_on: the day; ``None`` where nothing is known of this version.
        measured: one for each set of texts.
    """

    model: str
    version: str
    licence: str
    name_vi: str
    name_en: str
    does_vi: str
    does_en: str
    limits_vi: str
    limits_en: str
    measured_on: date | None
    measured: tuple[Measured, ...]


def cards(sentiment_model: Path | None = None) -> tuple[Card, ...]:
    """The card of every model that guesses, as the program runs it.

    Args:
        sentiment_model: folder of the classifier that takes the place of the packaged one: of it nothing is known.
    """
    written = _written()["models"]
    models = (*masking({}), *understanding(sentiment_model))
    return tuple(_card(model, written[model.name]) for model in models if model.name in written)


@cache
def opinions() -> tuple[str, ...]:
    """The models with a card that have an opinion of what a post says, in order: each can be switched off.

    Masking has a card too, but protects people: it has no switch.
    """
    written = _written()["models"]
    return tuple(model.name for model in understanding() if model.name in written)


def names(model: str) -> tuple[str, str]:
    """What people call ``model``, in Vietnamese and in English; its name in the program where it has no card."""
    written = _written()["models"].get(model, {})
    return written.get("name_vi", model), written.get("name_en", model)


def _card(model: Enricher, written: Mapping[str, str]) -> Card:
    found = _measured().get(model.name, {})
    known = found if found.get("version") == model.version else {}
    return Card(
        model=model.name,
        version=model.version,
        licence=model.licence,
        measured_on=date.fromisoformat(known["measured_on"]) if known else None,
        measured=tuple(_set(each) for each in known.get("sets", ())),
        **written,
    )


def _set(found: Mapping[str, Any]) -> Measured:
    names = _written()["sets"][found["set"]]
    figures = {name: found[name] for name in FIGURES if name in found}
    return Measured(names["vi"], names["en"], found["texts"], figures)


@cache
def _written() -> dict[str, Any]:
    return tomllib.loads((HERE / "cards.toml").read_text(encoding="utf-8"))


@cache
def _measured() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return found
