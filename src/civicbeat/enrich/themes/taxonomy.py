"""The civic taxonomy: what a city's people talk about, as data.

One file a theme in ``taxonomy/`` (names, definition and lexicon in Vietnamese and English) and ``idioms.toml`` for
phrases that only look civic. An id is persistent: it may be retired, never reused for something else.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

THEME_IDS = (
    *("traffic", "roads", "public-transport", "flooding", "waste", "water", "power", "land", "construction"),
    *("permits", "digital-services", "health", "food-safety", "schools", "prices", "safety", "fire", "noise"),
    *("environment", "animals", "trees-parks", "corruption-reports", "social-support"),
)
"""Every theme with a lexicon, in the order they are listed to people."""

UNCLASSIFIED = "unclassified"


@dataclass(frozen=True, slots=True)
class Theme:
    """A class of the taxonomy.

    Attributes:
        id: persistent slug.
        name_vi, name_en: what the console calls it.
        definition_vi, definition_en: one sentence on what belongs to it.
        vi: phrases that may be typed with or without accents.
        vi_exact: phrases that would be ambiguous without their accents.
        en: English phrases; a final ``*`` lets the word go on.
        weak: phrases of either language of which two different ones are needed.
        excluded: phrases that hold one of the above and mean something else.
    """

    id: str
    name_vi: str
    name_en: str
    definition_vi: str
    definition_en: str
    vi: tuple[str, ...] = ()
    vi_exact: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


_UNCLASSIFIED = Theme(
    UNCLASSIFIED,
    "Chưa phân loại",
    "Unclassified",
    "Bài đăng không có từ ngữ của lĩnh vực nào; tỷ lệ này luôn được hiển thị.",
    "Posts without the words of any theme; their share is always shown.",
)


@cache
def themes() -> tuple[Theme, ...]:
    """Every theme in order of ``THEME_IDS``, then *unclassified*."""
    return (*(_theme(_read(f"taxonomy/{theme_id}.toml")) for theme_id in THEME_IDS), _UNCLASSIFIED)


@cache
def idioms() -> tuple[str, ...]:
    """Phrases that cancel what lies within them, for every theme."""
    table = _read("idioms.toml")
    return (*table["vi"], *table["en"])


def theme(theme_id: str) -> Theme | None:
    """The theme with this id, ``None`` where there is none."""
    return next((each for each in themes() if each.id == theme_id), None)


def name(theme_id: str, language: str = "vi") -> str:
    """What a person of this language (``vi`` or ``en``) calls the theme; the id itself where it is not known."""
    found = theme(theme_id)
    if found is None:
        return theme_id
    return found.name_vi if language == "vi" else found.name_en


def _read(path: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / path).read_text(encoding="utf-8"))


def _theme(table: dict[str, Any]) -> Theme:
    return Theme(
        id=table["id"],
        name_vi=table["name_vi"],
        name_en=table["name_en"],
        definition_vi=table["definition_vi"],
        definition_en=table["definition_en"],
        vi=tuple(table["vi"]),
        vi_exact=tuple(table.get("vi_exact", ())),
        en=tuple(table["en"]),
        weak=tuple(table.get("weak", ())),
        excluded=tuple(table.get("not", ())),
    )
