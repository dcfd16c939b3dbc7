"""Place: an administrative unit or landmark, valid for a span of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the gazetteer.

    Attributes:
        id: persistent identifier, lower-case ASCII, for example ``vn.hcm`` or ``vn.hcm.thu-duc``.
        name: the official name in Vietnamese, with accents.
        name_en: the usual name in English.
        level: ``country``, ``province``, ``district``, ``ward``, ``street`` or ``landmark``.
        parent: the id of the unit it belongs to; empty for the country.
        aliases: other spellings and former names people use.
        valid_from, valid_to: first day and first day after; ``None`` where open.
        successors: ids of the units that took its place when it ended.
        latitude, longitude: WGS 84 degrees of a point inside, or ``None``.
    """

    id: str
    name: str
    name_en: str
    level: str
    parent: str = ""
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None

    def valid_on(self, day: date) -> bool:
        """Whether the unit existed on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)
