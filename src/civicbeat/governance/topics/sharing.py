"""Sharing: another agency looks at a topic, so that no two do the same work unknowingly.

It is given by the topic's agency, at once or when it is asked for, and ended by either; each act has a reason and
stands in the audit log. Whoever looks by a share sees figures, findings and posts as their own role lets them, under
the topic's purpose and for their own agency, and changes nothing.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.audit import chain
from civicbeat.governance.audit.reasons import stated
from civicbeat.governance.topics.models import OTHERS, Share, Topic
from civicbeat.governance.turns import alone
from civicbeat.records.errors import NotAllowed

LONGEST_REASON = 500


def give(by: Account, topic: Topic, agency: Agency, reason: str) -> Share:
    """Lets ``agency`` look at ``topic``; where it asked for that, this is the answer.

    Raises:
        InputError: there is no reason.
        NotAllowed: the topic is another agency's or has ended, or ``agency`` can look at it already.
    """
    topic.must_be_of(by)
    said = _said(reason)
    with alone(f"shares of topic {topic.pk}"):
        share = _unended(topic, agency) or Share(topic=topic, agency=agency, why=said)
        _must_be_new(topic, agency, share)
        share.given_at, share.given_by = timezone.now(), by.username
        share.save()
        chain.record(by.scope(said), "share", f"topic {topic.pk}", agency=agency.short_name, asked=bool(share.asked_at))
    return share


def ask(by: Account, topic: Topic, reason: str) -> Share:
    """Asks the topic's agency that the one of ``by`` may look at it.

    Raises:
        InputError: there is no reason.
        NotAllowed: it is the own agency's topic or has ended, or it was asked or given already.
    """
    said = _said(reason)
    with alone(f"shares of topic {topic.pk}"):
        if _unended(topic, by.agency) is not None:
            raise NotAllowed("Your agency has asked already.", do="Wait for the answer of the topic's agency.")
        share = Share(topic=topic, agency=by.agency, asked_at=timezone.now(), asked_by=by.username, why=said)
        _must_be_new(topic, by.agency, share)
        share.save()
        chain.record(by.scope(said), "share-ask", f"topic {topic.pk}", of=topic.agency.short_name)
    return share


def end(by: Account, share: Share, reason: str) -> None:
    """Ends a share, or refuses what was asked; both agencies may do so at any time.

    Raises:
        InputError: there is no reason.
        NotAllowed: it is neither agency's, or has ended already.
    """
    said = _said(reason)
    if by.agency_id not in (share.agency_id, share.topic.agency_id):
        raise NotAllowed(OTHERS, do="Ask somebody there.")
    with transaction.atomic():
        found = share.end(by, said)
        was = "share" if found.given_at else "question"
        chain.record(by.scope(said), "share-end", f"topic {found.topic_id}", agency=share.agency.short_name, ended=was)


def waiting(agency: Agency) -> list[Share]:
    """What other agencies ask of this one, the oldest first."""
    asked = Share.objects.asked().filter(topic__agency=agency).select_related("topic", "agency")
    return list(asked.order_by("asked_at"))


def _must_be_new(topic: Topic, agency: Agency, share: Share) -> None:
    topic.must_run()
    if agency.pk == topic.agency_id:
        raise NotAllowed("This topic is the agency's own.", do="Open it.")
    if share.given_at is not None:
        raise NotAllowed("This agency can look at the topic already.", do="Look at the list.")


def _unended(topic: Topic, agency: Agency) -> Share | None:
    return Share.objects.filter(topic=topic, agency=agency, ended_at=None).first()


def _said(reason: str) -> str:
    return stated(reason)[:LONGEST_REASON]
