"""Assessments: what listening to each topic may do to people, who took it on themselves, and what is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from civicbeat.governance.assessment.asked import Level
from civicbeat.governance.assessment.assessing import approved_of, fits, planned_on
from civicbeat.governance.assessment.models import Assessment
from civicbeat.governance.topics.models import Topic
from civicbeat.portal.register.part import Column, Part, Row
from civicbeat.portal.register.topics import agency
from civicbeat.portal.register.values import Both, both, in_both
from civicbeat.records.period import today

APPROVED, OUTDATED, OPEN, OVERDUE = (
    pgettext_lazy("state of an assessment", "approved"),
    pgettext_lazy("state of an assessment", "approved, but the topic has changed since"),
    pgettext_lazy("state of an assessment", "not yet approved"),
    pgettext_lazy("state of an assessment", "overdue"),
)
LEFT: Mapping[Level, Promise] = {
    Level.LOW: pgettext_lazy("level of a risk", "low"),
    Level.MEDIUM: pgettext_lazy("level of a risk", "medium"),
    Level.HIGH: pgettext_lazy("level of a risk", "high"),
}


def _rows() -> Sequence[Row]:
    """Every topic that runs or is to run, with its last assessment that was approved."""
    day = today()
    topics = Topic.objects.filter(ends_on__gt=day).select_related("agency").order_by("agency__short_name", "name")
    last = approved_of(topics)
    return [_row(topic, last.get(topic.pk), day) for topic in topics]


def _row(topic: Topic, last: Assessment | None, day: date) -> Row:
    due = planned_on(topic, last)
    return {
        "topic": topic.name,
        "agency": agency(topic.agency),
        "state": both(_state(topic, last, due, day)),
        "summary": last.answers.get("summary") if last else None,
        "risk": both(LEFT[last.left]) if last and last.left else None,
        "approved_at": last.decided_at if last else None,
        "due_on": due,
    }


def _state(topic: Topic, last: Assessment | None, due: date, day: date) -> Promise:
    if due <= day:
        return OVERDUE
    if last is None:
        return OPEN
    return APPROVED if fits(last, topic) else OUTDATED


def _brief() -> Both:
    day, running = today(), list(Topic.objects.running().only("pk", "starts_on"))
    last = approved_of(running)
    late = sum(planned_on(topic, last.get(topic.pk)) <= day for topic in running)
    if late:
        return in_both(lambda: ngettext("%(n)s is overdue", "%(n)s are overdue", late) % {"n": late})
    done = sum(topic.pk in last for topic in running)
    return in_both(lambda: ngettext("%(n)s was approved", "%(n)s were approved", done) % {"n": done})


ASSESSMENTS = Part(
    slug="assessments",
    title=_("What listening may do to people"),
    lead=_(
        "For each topic somebody writes what people may have to fear from it and what is done against that; "
        "another person, "
        "a data steward, approves it. It is due within 60 days after a topic begins, and looked at again twice a year."
    ),
    columns=(
        Column("topic", _("Topic")),
        Column("state", _("State"), both=True),
        Column("summary", _("In a few sentences"), wide=True),
        Column("risk", _("Greatest risk that is left"), both=True),
        Column("agency", _("Agency"), both=True),
        Column("approved_at", _("Approved")),
        Column("due_on", _("Due by")),
    ),
    rows=_rows,
    brief=_brief,
    told_once=7,
)
