"""Ready: what a command needs before it works: settings, the records store's tables, the post store."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.management import call_command

from civicbeat.cli import acting
from civicbeat.findings.wanted import read_filters
from civicbeat.governance.accounts.scopes import without_account
from civicbeat.governance.topics.models import Topic
from civicbeat.governance.topics.refusing import check
from civicbeat.governance.turns import in_turn
from civicbeat.listen.beat import Beat
from civicbeat.listen.naming import named, narrowed
from civicbeat.records.errors import InputError
from civicbeat.records.installation import Installation
from civicbeat.records.period import Period
from civicbeat.records.scope import Scope
from civicbeat.store.question import Question


def records() -> Installation:
    """The installation, with the records store's tables up to date."""
    with in_turn("migrate"):
        call_command("migrate", verbosity=0, interactive=False)
    return Installation.from_environment()


@contextmanager
def beat() -> Iterator[Beat]:
    """An open beat: both stores ready, nothing collected yet."""
    with Beat.open(records()) as opened:
        yield opened


def scope(reason: str) -> Scope:
    """The scope of whoever types: the account of ``--as``, else the system's user for the first agency."""
    if person := acting.person():
        return person.scope(reason)
    return without_account(getpass.getuser(), reason)


def query(scope: Scope, typed: str) -> str:
    """A typed query as the store takes it; one about a person is refused and noted.

    Raises:
        BadQuery: it cannot be understood.
        PersonalQuery: it is about a person and nothing else.
    """
    check(scope, typed)
    return named(typed)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed: the question, and the topic it is about (``None`` for a free one)."""

    question: Question
    topic: Topic | None = None

    @property
    def audited_as(self) -> str:
        """What the audit log calls it."""
        return f"topic {self.topic.pk}" if self.topic else "search"


def asked(reason: str, typed: str, days: int, topic: int | None = None) -> Asked:
    """The question that a typed query puts about the last ``days`` days, within a topic if one is given.

    Raises:
        BadQuery: the query cannot be understood.
        InputError: there is no such topic that the agency may look at.
        NotAllowed: the topic is not, or no longer, listened to.
        PersonalQuery: the query is about a person and nothing else.
    """
    who, period = scope(reason), Period.back_from(datetime.now(UTC), timedelta(days=days))
    check(who, typed)
    if topic is None:
        return Asked(Question(scope=who, period=period, query=named(typed)))
    about = _topic(who, topic)
    narrow = narrowed(about.query, typed)
    return Asked(Question(scope=who, period=period, query=narrow, filters=read_filters(about.filters)), about)


def _topic(who: Scope, number: int) -> Topic:
    seen = Topic.objects.seen_by(who.agency)
    found = seen.filter(pk=number).first()
    if found is None:
        known = ", ".join(f"{pk} ({name})" for pk, name in seen.values_list("pk", "name"))
        raise InputError(
            f"There is no topic {number} that your agency may look at.",
            do=f"There are {known}." if known else "There are none: make one first.",
        )
    found.must_run()
    return found
