"""Every part of the register, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Mapping

from civicbeat.portal.register.asked import ASKED
from civicbeat.portal.register.assessments import ASSESSMENTS
from civicbeat.portal.register.changes import CHANGES
from civicbeat.portal.register.holdings import HOLDINGS
from civicbeat.portal.register.incidents import INCIDENTS
from civicbeat.portal.register.masked_late import MASKED_LATE
from civicbeat.portal.register.models import MODELS
from civicbeat.portal.register.part import Part
from civicbeat.portal.register.refusals import REFUSALS
from civicbeat.portal.register.removals import REMOVALS
from civicbeat.portal.register.retention import RETENTION
from civicbeat.portal.register.sources import SOURCES
from civicbeat.portal.register.topics import TOPICS
from civicbeat.portal.register.unheard import UNHEARD

PARTS: tuple[Part, ...] = (
    TOPICS,
    ASSESSMENTS,
    SOURCES,
    UNHEARD,
    MODELS,
    HOLDINGS,
    RETENTION,
    ASKED,
    REMOVALS,
    MASKED_LATE,
    REFUSALS,
    INCIDENTS,
    CHANGES,
)
BY_SLUG: Mapping[str, Part] = {part.slug: part for part in PARTS}
