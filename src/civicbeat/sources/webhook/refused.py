"""Refused: why a delivery is not taken, in a word for programs and a sentence for people."""

from __future__ import annotations

from civicbeat.records.errors import InputError


class Refused(InputError):
    """A delivery is not taken; nothing of it was stored.

    Attributes:
        slug: the reason in a word that never changes.
        wait: seconds after which the same delivery may be sent again; 0 where that would not help.
    """

    def __init__(self, slug: str, what: str, *, do: str = "", wait: int = 0) -> None:
        self.slug = slug
        self.wait = wait
        super().__init__(what, do=do)
