"""Asked: what every assessment answers: questions, risks, and how grave a risk is that is left.

Sources: GDPR article 35(7) (description, necessity, risks, measures) and 35(9) (views of those concerned); Vietnam's
Law 91/2025/QH15 on personal data asks for the same dossier. Levels of risk: CNIL, *Privacy Impact Assessment: knowledge
bases* (2018), its four levels joined to three, as the ICO's template has them. Counsel must confirm what the law asks.
"""

from __future__ import annotations

from enum import IntEnum

QUESTIONS = ("summary", "need", "less", "people", "told", "consulted", "decisions")
"""By name; the first is what the public reads of the assessment."""
RISKS = ("recognised", "silenced", "turned", "mistaken", "unheard", "sensitive", "lost")
"""By name: somebody is recognised; people say less; it is used for something else; a machine errs; who is silent is not
heard; posts tell of health, belief or politics; data gets out."""
LONGEST_ANSWER = 4_000


class Level(IntEnum):
    """How likely something is, or how grave."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3


def risk(likely: Level, grave: Level) -> Level:
    """The level of a risk: the product of both in the usual matrix.

    High where both are high or one is high and the other medium; low where both are low or one is low and the other
    medium.
    """
    product = likely * grave
    return Level.HIGH if product >= 6 else Level.LOW if product <= 2 else Level.MEDIUM
