"""Topics: what is listened to, why, by which right, by whom and until when (charter rule 3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from civicbeat.governance.accounts.models import Agency
from civicbeat.governance.topics.models import Share, Topic
from civicbeat.portal.register.part import Column, Part, Row
from civicbeat.portal.register.values import Both, Code, both, in_both
from civicbeat.records.period import today

RUNNING, ENDED, NOT_BEGUN = (
    pgettext_lazy("state of a topic", "running"),
    pgettext_lazy("state of a topic", "ended"),
    pgettext_lazy("state of a topic", "not begun"),
)


def agency(of: Agency) -> Both:
    """An agency's name in both languages."""
    return Both(of.name_vi, of.name_en)


def _rows() -> Sequence[Row]:
    """Every topic of every agency, those that run first."""
    day = today()
    states = {state: both(words) for state, words in ((0, RUNNING), (1, NOT_BEGUN), (2, ENDED))}
    shares = Prefetch("shares", Share.objects.open().select_related("agency"), to_attr="open_shares")
    given = Count("kept__givings", filter=Q(kept__givings__ended_at=None, kept__removed_at=None))
    topics = Topic.objects.select_related("agency", "owner").prefetch_related(shares).annotate(findings_given=given)
    found = topics.order_by("agency__short_name", "name")
    ranked = sorted(((_rank(topic, day), topic) for topic in found), key=lambda pair: pair[0])
    return [_row(topic, states[rank]) for rank, topic in ranked]


def _rank(topic: Topic, day: date) -> int:
    return 0 if topic.is_active() else 2 if topic.ends_on <= day else 1


def _row(topic: Topic, state: Both) -> Row:
    return {
        "name": topic.name,
        "state": state,
        "purpose": topic.purpose,
        "legal_basis": topic.legal_basis,
        "agency": agency(topic.agency),
        "owner": str(topic.owner),
        "query": Code(topic.query),
        "shared_with": _shared(topic),
        "findings_given": topic.findings_given,  # type: ignore[attr-defined]  # counted with it
        "starts_on": topic.starts_on,
        "ends_on": topic.ends_on,
        "reviewed_on": topic.reviewed_on,
        "review_on": topic.review_on,
    }


def _shared(topic: Topic) -> Both | None:
    """The agencies that may look at it too."""
    names = [agency(share.agency) for share in topic.open_shares]  # type: ignore[attr-defined]  # looked up with it
    return Both("; ".join(name.vi for name in names), "; ".join(name.en for name in names)) if names else None


def _brief() -> Both:
    running = Topic.objects.running().count()
    return in_both(lambda: ngettext("%(n)s topic runs", "%(n)s topics run", running) % {"n": running})


TOPICS = Part(
    slug="topics",
    title=_("What is listened to, and why"),
    lead=_(
        "Every topic of every agency, with its purpose, its legal basis, who answers for it and when it ends. Topics "
        "are listened to, never persons: names are removed before anything is kept."
    ),
    columns=(
        Column("name", _("Topic")),
        Column("state", _("State"), both=True),
        Column("purpose", _("Purpose"), wide=True),
        Column("legal_basis", _("Legal basis"), wide=True),
        Column("agency", _("Agency"), both=True),
        Column("owner", _("Owner")),
        Column("query", _("Query"), wide=True),
        Column("shared_with", _("Shared with"), both=True),
        Column("findings_given", _("Findings given to other agencies")),
        Column("starts_on", _("From")),
        Column("ends_on", _("Until")),
        Column("reviewed_on", _("Last reviewed")),
        Column("review_on", _("To be reviewed by")),
    ),
    rows=_rows,
    brief=_brief,
    told_once=12,
)
