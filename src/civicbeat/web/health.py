"""Health: how a followed source fares, in one word and one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from civicbeat.listen.models import FollowedSource


@dataclass(frozen=True, slots=True)
class Health:
    """How a source fares.

    Attributes:
        level: ``good``, ``warn`` or ``bad``, the colour of its chip.
        icon: of the chip.
        word: what the chip says.
        why: one sentence more.
    """

    level: str
    icon: str
    word: str | Promise
    why: str | Promise = ""


def health(followed: FollowedSource) -> Health:
    """How ``followed`` fares now."""
    if followed.paused:
        return Health("warn", "pause", _("paused"), _("Somebody here paused it; what is said meanwhile is a gap."))
    if followed.failures:
        return Health("bad", "close", _("does not deliver"), _("It is tried again, each time after twice as long."))
    if followed.problem and followed.due_at is not None and followed.due_at > datetime.now(UTC):
        return Health("warn", "pause", _("waits"), _("It is left alone until then; nothing here is wrong."))
    if followed.last_read_at is None:
        return Health("warn", "why", _("not read yet"), _("It is read within a minute of being added."))
    if followed.quiet_since is not None:
        return Health(
            "warn",
            "why",
            _("quiet"),
            _("It is read without a fault, but gives less than it ever does at these hours. Has it moved?"),
        )
    return Health("good", "check", _("well"))
