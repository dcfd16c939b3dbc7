"""Asking: from parameters to a question under the scope of the person who is signed in, with an entry in the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest

from civicbeat.analysis.calibration import Calibration
from civicbeat.api.about import About, WithReason
from civicbeat.findings.labelling import known
from civicbeat.findings.wanted import Wanted, read_filters, write_filters
from civicbeat.governance.accounts.models import Account
from civicbeat.governance.audit import chain
from civicbeat.governance.topics.models import Topic
from civicbeat.governance.topics.refusing import check
from civicbeat.listen.beat import current
from civicbeat.listen.naming import narrowed
from civicbeat.records.errors import InputError, NotAllowed
from civicbeat.store.question import Question
from civicbeat.store.store import Store


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: the question, how it was put, and the topic it is about (``None`` for a free one)."""

    question: Question
    wanted: Wanted
    topic: Topic | None


def store() -> Store:
    """The process's post store."""
    return current().store


def errors(topic: Topic | None) -> Calibration | None:
    """What is known of the errors of the sentiment model in use, in a topic or wherever it reads."""
    return known(topic, current().sentiment_version)


def asked(request: HttpRequest, given: About, what: str) -> Asked:
    """The question that a person puts by ``given``; that ``what`` was asked is recorded before anything is read.

    Raises:
        Http404: the topic is none that the person's agency may look at.
        InputError: a parameter is not known, or the query cannot be understood.
        NotAllowed: the topic is not, or no longer, listened to.
        PersonalQuery: ``q`` is about a person and nothing else.
    """
    _refuse_unknown(request, given)
    person = _account(request)
    topic = None if given.topic is None else _topic(person, given.topic)
    wanted = given.wanted()
    scope = person.scope(given.reason)
    check(scope, given.q)
    question = Question(
        scope=scope,
        period=wanted.period(),
        query=narrowed(topic.query if topic else "", given.q),
        filters=(*(read_filters(topic.filters) if topic else ()), *wanted.filters),
    )
    chain.record(question.scope, "ask", f"topic {topic.pk}" if topic else "search", **_details(question, what))
    return Asked(question, wanted, topic)


def noted(request: HttpRequest, given: WithReason, what: str) -> Account:
    """The person who asks for what is kept already; that ``what`` was asked is recorded before anything is read.

    Raises:
        InputError: a parameter is not known.
    """
    _refuse_unknown(request, given)
    person = _account(request)
    chain.record(person.scope(given.reason), "ask", what)
    return person


def _account(request: HttpRequest) -> Account:
    if not isinstance(request.user, Account):
        raise NotAllowed("Nobody is signed in.", do="Sign in first.")
    return request.user


def _topic(person: Account, number: int) -> Topic:
    topic = Topic.objects.seen_by(person.agency.short_name).select_related("agency").filter(pk=number).first()
    if topic is None:
        raise Http404
    topic.must_run()
    return topic


def _refuse_unknown(request: HttpRequest, given: WithReason) -> None:
    """A misspelt filter that is passed over would give a figure about something else."""
    known = {field.alias or name for name, field in type(given).model_fields.items()}
    if unknown := sorted(set(request.GET) - known):
        raise InputError(
            f"{len(unknown)} parameters are not known here.", do=f"Those that are known: {', '.join(sorted(known))}."
        )


def _details(question: Question, what: str) -> dict[str, Any]:
    return {
        "what": what,
        "query": question.query,
        "filters": write_filters(question.filters),
        "from": question.period.start.isoformat(),
        "to": question.period.end.isoformat(),
    }
