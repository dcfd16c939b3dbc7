"""Scope: who asks, for which agency, and why."""

from __future__ import annotations

from dataclasses import dataclass

from civicbeat.records.errors import ScopeMissing

SMALLEST_GROUP = 10
"""Charter rule 2: no figure about fewer people than this leaves the store. A scope may ask for more, never for less."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The right under which a question is asked; no question can be built without one.

    Attributes:
        agency: the agency that asks, as its short name.
        person: the account that asks, as it stands in the audit log.
        purpose: why: a topic's purpose, or the reason the person gave.
        k: the smallest group of people a figure may be about (at least ``SMALLEST_GROUP``).

    Raises:
        ScopeMissing: a part is empty, or ``k`` is below ``SMALLEST_GROUP``.
    """

    agency: str
    person: str
    purpose: str
    k: int = SMALLEST_GROUP

    def __post_init__(self) -> None:
        for name in ("agency", "person", "purpose"):
            if not getattr(self, name).strip():
                raise ScopeMissing(
                    f"A question needs the {name} that asks.", do="Give every part of the scope; none may be empty."
                )
        if self.k < SMALLEST_GROUP:
            raise ScopeMissing(
                f"Figures about fewer than {SMALLEST_GROUP} people are never given.",
                do=f"Ask with k of {SMALLEST_GROUP} or more.",
            )
