"""Words of an assessment: what each question and risk asks, and what the program does against a risk by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from civicbeat.governance.assessment.asked import Level


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its ``title``, and what a good answer says."""

    title: Promise
    hint: Promise


@dataclass(frozen=True, slots=True)
class Feared:
    """A risk: its ``title``, and what the program ``does`` against it, whatever anybody sets."""

    title: Promise
    does: Promise


ASKED: Mapping[str, Asked] = {
    "summary": Asked(
        _("In a few sentences for everybody"),
        _("What is listened to, what for, and what that means for people. It stands in the public register."),
    ),
    "need": Asked(
        _("Why is it needed?"),
        _("What the agency does better because it listens, and why it cannot know that in another way."),
    ),
    "less": Asked(
        _("Would less do?"),
        _("Fewer sources, narrower words, a shorter time: what was considered, and why it does not suffice."),
    ),
    "people": Asked(
        _("Whom does it concern?"),
        _("Who speaks and who is spoken about; whether children, patients or other people in need are among them."),
    ),
    "told": Asked(
        _("How do they learn of it, and how can they object?"),
        _("The register and “Your data” are there for everybody. What else does the agency do where these people are?"),
    ),
    "consulted": Asked(
        _("Whose views were sought?"),
        _("People concerned or who speaks for them, the data steward, experts; or why nobody was asked."),
    ),
    "decisions": Asked(
        _("What is decided by it?"),
        _("Who decides what by these figures, and how nobody comes to harm when they are wrong."),
    ),
}
FEARED: Mapping[str, Feared] = {
    "recognised": Feared(
        _("Somebody is recognised in a post or in a figure"),
        _(
            "Names become codes that change every month and whose keys are destroyed; numbers, addresses and "
            "accounts are "
            "masked; figures about fewer than 10 people are hidden, all others are changed a little."
        ),
    ),
    "silenced": Feared(
        _("People say less because they know of it"),
        _("Only public posts; nobody can be searched, followed or listed; purpose, sources and rules are public."),
    ),
    "turned": Feared(
        _("It is used for something else, or against somebody"),
        _(
            "Every look needs a reason and stands in a log that cannot be changed unseen; queries about persons "
            "are refused; "
            "the topic ends within a year."
        ),
    ),
    "mistaken": Feared(
        _("A machine errs, and somebody decides by it"),
        _(
            "Shares are corrected for known errors and shown with their interval; every model has a card; a "
            "person decides."
        ),
    ),
    "unheard": Feared(
        _("Who is silent online is not heard"),
        _("Coverage and gaps stand beside every figure; online talk is never presented as the opinion of the people."),
    ),
    "sensitive": Feared(
        _("Posts tell of health, belief or politics"),
        _("No trait of anybody is inferred or kept; there are no profiles, and no question by author."),
    ),
    "lost": Feared(
        _("Data gets out"),
        _(
            "Nothing unmasked is written to disk; rights by role, a second factor for powerful ones; backups "
            "hold no keys; "
            "incidents are public."
        ),
    ),
}
LIKELY: Mapping[int, Promise] = {
    Level.LOW: pgettext_lazy("how likely", "unlikely"),
    Level.MEDIUM: pgettext_lazy("how likely", "possible"),
    Level.HIGH: pgettext_lazy("how likely", "likely"),
}
GRAVE: Mapping[int, Promise] = {
    Level.LOW: pgettext_lazy("how grave", "slight"),
    Level.MEDIUM: pgettext_lazy("how grave", "considerable"),
    Level.HIGH: pgettext_lazy("how grave", "grave"),
}
LEFT: Mapping[int, Promise] = {
    Level.LOW: pgettext_lazy("level of a risk", "low"),
    Level.MEDIUM: pgettext_lazy("level of a risk", "medium"),
    Level.HIGH: pgettext_lazy("level of a risk", "high"),
}
