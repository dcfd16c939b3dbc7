"""Assessing: a person writes, the program adds what it knows of itself, and another person takes it on themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from civicbeat.governance.accounts.models import Account
from civicbeat.governance.assessment.asked import LONGEST_ANSWER, QUESTIONS, RISKS, Level
from civicbeat.governance.assessment.models import Assessment, State
from civicbeat.governance.audit import chain
from civicbeat.governance.audit.reasons import stated
from civicbeat.governance.topics.models import REVIEWED_EVERY, Topic
from civicbeat.governance.turns import alone
from civicbeat.records.errors import InputError, NotAllowed
from civicbeat.records.period import today

DUE_WITHIN = timedelta(days=60)
"""From the start of a topic to its assessment (Law 91/2025/QH15 counts 60 days from the beginning of processing)."""
WRITING = "Assessing what a topic may do to people"
_BELONGS = ("query", "filters", "purpose", "legal_basis")
"""Of a topic, what an approval is about: where one of them changed since, it is to be assessed anew."""


def newest(topic: Topic) -> Assessment | None:
    """The version that is written, else the last that was approved."""
    return Assessment.objects.filter(topic=topic).order_by("-number").first()


def approved(topic: Topic) -> Assessment | None:
    """The last version that was approved."""
    return approved_of([topic]).get(topic.pk)


def approved_of(topics: Iterable[Topic]) -> Mapping[int, Assessment]:
    """By the number of its topic, the last version of each of ``topics`` that was approved."""
    found = Assessment.objects.filter(topic__in=topics, state=State.APPROVED).order_by("number")
    return {one.topic_id: one for one in found}


def begin(by: Account, topic: Topic) -> Assessment:
    """A version to be written: the one there is, or a new one with the answers of the last.

    Raises:
        NotAllowed: the topic is another agency's.
    """
    topic.must_be_of(by)
    with alone(f"assessment of topic {topic.pk}"):
        last = newest(topic)
        if last is not None and last.state != State.APPROVED:
            return last
        made = Assessment(topic=topic, number=1 if last is None else last.number + 1, written_by=by.username)
        if last is not None:
            made.answers, made.risks = last.answers, last.risks
        made.save()
        chain.record(by.scope(WRITING), "assess-begin", f"topic {topic.pk}", number=made.number)
    return made


def write(by: Account, draft: Assessment, answers: Mapping[str, str], risks: Mapping[str, Mapping[str, Any]]) -> None:
    """Keeps what was answered so far.

    Raises:
        NotAllowed: it is no draft any more.
    """
    with transaction.atomic():
        found = _draft(draft)
        found.answers = {name: answers.get(name, "").strip()[:LONGEST_ANSWER] for name in QUESTIONS}
        found.risks = {name: _judged(risks.get(name, {})) for name in RISKS}
        found.written_by = by.username
        found.save()


def submit(by: Account, draft: Assessment, facts: Mapping[str, Any]) -> None:
    """Asks a steward to approve it; ``facts`` are what the program tells of itself now.

    Raises:
        InputError: something is not answered.
        NotAllowed: it is no draft any more.
    """
    with transaction.atomic():
        found = _draft(draft)
        if found.missing:
            raise InputError("Not everything is answered yet.", do="Answer what is marked, then submit again.")
        found.state, found.submitted_at, found.written_by = State.SUBMITTED, timezone.now(), by.username
        found.facts = dict(facts)
        found.save()
        chain.record(by.scope(WRITING), "assess-submit", f"topic {found.topic_id}", number=found.number)


def decide(by: Account, submitted: Assessment, *, approve: bool, reason: str) -> None:
    """A steward approves a version, or sends it back to be written on.

    Raises:
        InputError: there is no reason.
        NotAllowed: by whoever wrote it, outside the steward's agencies, or it was not submitted.
    """
    said = stated(reason)[:1_000]
    with transaction.atomic():
        found = Assessment.objects.select_for_update().select_related("topic").get(pk=submitted.pk)
        if found.written_by == by.username or found.topic.agency_id not in by.agency.below():
            raise NotAllowed("Another steward decides on this.", do="Ask one of the agency, who did not write it.")
        if found.state != State.SUBMITTED:
            raise NotAllowed("This is not submitted, or decided already.", do="Look at the assessment.")
        found.state = State.APPROVED if approve else State.DRAFT
        found.decided_at, found.decided_by, found.decision = timezone.now(), by.username, said
        found.review_on = today() + REVIEWED_EVERY if approve else None
        found.save()
        action = "assess-approve" if approve else "assess-return"
        left = Level(found.left).name.lower() if found.left else ""
        chain.record(by.scope(said), action, f"topic {found.topic_id}", number=found.number, risk=left)


def planned_on(topic: Topic, last: Assessment | None) -> date:
    """By when the topic is to be assessed (again) if it stays as it is; ``last`` is the version approved last."""
    return topic.starts_on + DUE_WITHIN if last is None or last.review_on is None else last.review_on


def due_on(topic: Topic, last: Assessment | None) -> date:
    """The same, and today at the latest where the topic changed since that approval."""
    planned = planned_on(topic, last)
    return planned if last is None or fits(last, topic) else min(planned, today())


def fits(assessment: Assessment, topic: Topic) -> bool:
    """Whether the topic is still what was assessed."""
    return all(assessment.facts.get(part) == getattr(topic, part) for part in _BELONGS)


def told_of(topic: Topic) -> dict[str, Any]:
    """Of the facts, those that the topic itself tells."""
    return {
        **{part: getattr(topic, part) for part in _BELONGS},
        "name": topic.name,
        "owner": str(topic.owner),
        "starts_on": topic.starts_on.isoformat(),
        "ends_on": topic.ends_on.isoformat(),
    }


def waiting(by: Account) -> list[Assessment]:
    """What was submitted and ``by`` may decide on, the oldest first."""
    found = Assessment.objects.filter(state=State.SUBMITTED, topic__agency__in=by.agency.below())
    return list(found.exclude(written_by=by.username).select_related("topic__agency").order_by("submitted_at"))


def _draft(draft: Assessment) -> Assessment:
    found = Assessment.objects.select_for_update().get(pk=draft.pk)
    if found.state != State.DRAFT:
        raise NotAllowed("This version is no draft any more.", do="Open the assessment anew.")
    return found


def _judged(given: Mapping[str, Any]) -> dict[str, Any]:
    levels = {name: str(given.get(name, "")) for name in ("likely", "grave")}
    known = {name: int(value) for name, value in levels.items() if value in ("1", "2", "3")}
    return {**known, "besides": str(given.get("besides", "")).strip()[:LONGEST_ANSWER]}
