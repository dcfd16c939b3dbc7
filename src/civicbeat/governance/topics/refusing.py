"""Refusing queries about persons: every refusal is noted, may be contested, and is decided by a steward."""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2b

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from civicbeat.enrich.phrases import fold
from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.audit import chain
from civicbeat.governance.audit.reasons import stated
from civicbeat.governance.topics.linter import Kind, lint
from civicbeat.governance.topics.models import Refusal
from civicbeat.records.errors import InputError, NotAllowed, PersonalQuery
from civicbeat.records.period import today
from civicbeat.records.scope import Scope

ALLOWED_FOR = timedelta(days=366)
"""An override ends with the longest topic; going on is a new decision."""
LEAST_REASON = 20
_SAID = {
    Kind.NAME: "This query is only a person's name.",
    Kind.HANDLE: "This query is only somebody's account.",
    Kind.NUMBER: "This query is only a number or an address of somebody.",
}
_DO = "Ask about a topic instead: civicbeat listens to topics, never to people."


def check(scope: Scope, query: str) -> None:
    """Lets a query pass that is about something; notes one about a person, once a day, and refuses it.

    Args:
        scope: who asks, for which agency.
        query: as it was typed.

    Raises:
        BadQuery: it cannot be understood.
        PersonalQuery: it is about a person and nothing else, and no steward allowed it.
    """
    kind = lint(query)
    if kind is None:
        return
    agency = Agency.objects.filter(short_name=scope.agency).first()
    if agency is not None:
        if is_allowed(agency, query):
            return
        with transaction.atomic():
            _, new = Refusal.objects.get_or_create(
                agency=agency, person=scope.person, digest=digest(query), refused_on=today(), defaults={"kind": kind}
            )
            if new:
                chain.record(scope, "refuse", "query", kind=kind.value)
    raise refusal(kind)


def refusal(kind: Kind) -> PersonalQuery:
    """The error for a query of this kind."""
    error = PersonalQuery(_SAID[kind], do=_DO)
    error.kind = kind.value
    return error


def refuse_unless_allowed(agency: Agency, query: str) -> None:
    """As ``check``, for a topic that is saved.

    Raises:
        BadQuery: it cannot be understood.
        PersonalQuery: it is about a person and nothing else, and no steward allowed it.
    """
    kind = lint(query)
    if kind is not None and not is_allowed(agency, query):
        raise refusal(kind)


def is_allowed(agency: Agency, query: str) -> bool:
    """Whether a steward allowed this query to this agency within the last year."""
    since = timezone.now() - ALLOWED_FOR
    return Refusal.objects.filter(agency=agency, digest=digest(query), allowed=True, decided_at__gte=since).exists()


def contest(by: Account, query: str, why: str) -> Refusal:
    """Asks that a refused query be allowed: a steward sees it, with the reason, until it is decided.

    Raises:
        BadQuery: it cannot be understood.
        InputError: the query is not refused at all, or the reason is too short.
    """
    kind = lint(query)
    if kind is None:
        raise InputError("This query is not refused.", do="Use it.")
    if len(why.strip()) < LEAST_REASON:
        raise InputError(
            f"The reason has fewer than {LEAST_REASON} characters.",
            do="Say which public office the person holds, or why the name is none.",
        )
    with transaction.atomic():
        found, _ = Refusal.objects.get_or_create(
            agency=by.agency, person=by.username, digest=digest(query), refused_on=today(), defaults={"kind": kind}
        )
        found.asked_at, found.why, found.query = timezone.now(), why.strip()[:500], query[:2_000]
        found.decided_at, found.allowed = None, False
        found.save()
        chain.record(by.scope(why.strip()[:500]), "contest", f"refusal {found.pk}", kind=kind.value)
    return found


def decide(by: Account, refused: Refusal, *, allowed: bool, reason: str) -> None:
    """A steward's decision; the query's text is dropped with it.

    Raises:
        NotAllowed: by whoever asked, or outside the steward's agencies, or it is decided already.
        InputError: there is no reason.
    """
    why = stated(reason)[:500]
    with transaction.atomic():
        found = Refusal.objects.select_for_update().get(pk=refused.pk)
        if found.person == by.username or found.agency_id not in by.agency.below():
            raise NotAllowed("Another steward decides on this.", do="Ask one of the agency, who did not ask for it.")
        if found.decided_at is not None or found.asked_at is None:
            raise NotAllowed("This is decided already.", do="Look at the decision.")
        found.decided_at, found.decided_by, found.decision = timezone.now(), by.username, why
        found.allowed, found.query = allowed, ""
        found.save()
        chain.record(by.scope(why), "decide", f"refusal {found.pk}", allowed=allowed)


def digest(query: str) -> str:
    """What is kept of a query: BLAKE2b-256 of its folded words, keyed by the installation's secret."""
    words = " ".join(fold(query).split())
    key = blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"refused queries").digest()
    return blake2b(words.encode(), key=key, digest_size=32).hexdigest()


def waiting(by: Account) -> list[Refusal]:
    """What waits for a decision that ``by`` may make."""
    open_ones = Refusal.objects.filter(agency__in=by.agency.below(), decided_at=None).exclude(asked_at=None)
    return list(open_ones.exclude(person=by.username).select_related("agency"))
