"""Reviewing: twice a year somebody says anew that a topic's purpose holds, and a topic never stays without an owner."""

from __future__ import annotations

from django.db import transaction

from civicbeat.governance.accounts.models import Account
from civicbeat.governance.accounts.rights import RIGHTS, Right, Role
from civicbeat.governance.audit import chain
from civicbeat.governance.audit.reasons import stated
from civicbeat.governance.topics.models import REVIEWED_EVERY, Topic
from civicbeat.records.errors import NotAllowed
from civicbeat.records.period import today

OWNING_ROLES = tuple(role for role in Role if Right.TOPICS in RIGHTS[role])
"""Whose work lets them answer for a topic."""


def review(by: Account, topic: Topic, reason: str) -> None:
    """Notes that the purpose still holds; the next review is due in half a year, or never where it ends before.

    Raises:
        InputError: nothing is said.
        NotAllowed: the topic is another agency's, or does not run.
    """
    said = stated(reason)[:500]
    topic.must_be_of(by)
    topic.must_run()
    with transaction.atomic():
        topic.reviewed_on, topic.review_on = today(), today() + REVIEWED_EVERY
        topic.save()
        chain.record(by.scope(said), "topic-review", f"topic {topic.pk}", next=str(topic.review_on))


def hand_over(by: Account, topic: Topic, to: Account, reason: str) -> None:
    """Makes ``to`` the owner: who answers for the topic, in the public register.

    Raises:
        InputError: there is no reason.
        NotAllowed: the topic is another agency's, or ``to`` cannot own one there.
    """
    said = stated(reason)[:500]
    topic.must_be_of(by)
    if to not in heirs(topic):
        raise NotAllowed("This person cannot answer for the topic.", do="Choose an analyst or manager of its agency.")
    with transaction.atomic():
        before, topic.owner = topic.owner, to
        topic.save()
        chain.record(
            by.scope(said),
            "topic-owner",
            f"topic {topic.pk}",
            before=before.username,
            after=to.username,
        )


def heirs(topic: Topic) -> list[Account]:
    """Who may own the topic: people of its agency who work with topics, and are still there."""
    there = Account.objects.filter(agency=topic.agency_id, is_active=True, role__in=OWNING_ROLES)
    return list(there.order_by("display_name", "pk"))


def orphaned(topic: Topic) -> bool:
    """Whether the owner has left, or works with topics no more."""
    return not topic.owner.is_active or topic.owner.role not in OWNING_ROLES
