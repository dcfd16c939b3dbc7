"""Keeping: a finding that goes to another agency by itself, without the topic it was found in (least privilege).

It is kept as it is, looked at, given to an agency with a reason, and taken back at any time; whoever was given it can
give it up. Each act and each look stands in the audit log.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.audit import chain
from civicbeat.governance.audit.reasons import stated
from civicbeat.governance.topics.kept import Giving, KeptFinding
from civicbeat.governance.topics.models import OTHERS, Topic
from civicbeat.governance.turns import alone
from civicbeat.records.errors import NotAllowed
from civicbeat.records.scope import Scope

LONGEST_REASON = 500
WITHDRAWN = "The finding was removed."
"""Why a giving ended whose finding is gone."""


def keep(by: Account, topic: Topic, kind: str, content: Mapping[str, Any]) -> KeptFinding:
    """Keeps a finding for ``topic``, whose purpose is the reason. Nobody else sees it until it is given.

    Raises:
        NotAllowed: the topic is another agency's, or does not run.
    """
    topic.must_be_of(by)
    topic.must_run()
    with transaction.atomic():
        kept = KeptFinding.objects.create(topic=topic, kind=kind, content=dict(content), kept_by=by.username)
        chain.record(topic.scope(by), "finding-keep", _called(kept), topic=topic.pk, kind=kind)
    return kept


def give(by: Account, kept: KeptFinding, agency: Agency, reason: str) -> Giving:
    """Lets ``agency`` look at a kept finding, and at nothing else of its topic.

    Raises:
        InputError: there is no reason.
        NotAllowed: it is another agency's, is gone, or is the agency's already.
    """
    said = _said(reason)
    kept.topic.must_be_of(by)
    kept.topic.must_run()
    if agency.pk == kept.topic.agency_id:
        raise NotAllowed("This finding is the agency's own.", do="Open it.")
    with alone(f"givings of finding {kept.pk}"):
        if not KeptFinding.objects.standing().filter(pk=kept.pk).exists():
            raise NotAllowed("This finding is not kept any more.", do="Keep it anew.")
        if kept.givings.open().filter(agency=agency).exists():
            raise NotAllowed("This agency has the finding already.", do="Look at the list.")
        given = Giving.objects.create(kept=kept, agency=agency, why=said, given_by=by.username)
        chain.record(by.scope(said), "finding-give", _called(kept), agency=agency.short_name, topic=kept.topic_id)
    return given


def end(by: Account, given: Giving, reason: str) -> None:
    """Takes a finding back, or gives it up; both agencies may do so at any time.

    Raises:
        InputError: there is no reason.
        NotAllowed: it is neither agency's, or has ended already.
    """
    said = _said(reason)
    if by.agency_id not in (given.agency_id, given.kept.topic.agency_id):
        raise NotAllowed(OTHERS, do="Ask somebody there.")
    with transaction.atomic():
        given.end(by, said)
        chain.record(by.scope(said), "finding-end", _called(given.kept), agency=given.agency.short_name)


def remove(by: Account, kept: KeptFinding, reason: str) -> None:
    """Empties a kept finding and ends all by which others see it; the rows say that it was there, and with whom.

    Raises:
        InputError: there is no reason.
        NotAllowed: it is another agency's, or was removed already.
    """
    said = _said(reason)
    kept.topic.must_be_of(by)
    with alone(f"givings of finding {kept.pk}"):
        found = KeptFinding.objects.select_for_update().get(pk=kept.pk)
        if found.removed_at is not None:
            raise NotAllowed("This finding was removed already.", do="Look at the list.")
        found.content = None
        found.removed_at, found.removed_by, found.removed_why = timezone.now(), by.username, said
        found.save()
        ended = {"ended_at": found.removed_at, "ended_by": by.username, "ended_why": WITHDRAWN}
        found.givings.open().update(**ended)
        chain.record(by.scope(said), "finding-remove", _called(kept), topic=kept.topic_id)


def received(agency: Agency) -> list[Giving]:
    """What other agencies give this one, the newest first."""
    given = Giving.objects.open().filter(agency=agency, kept__in=KeptFinding.objects.given_to(agency))
    return list(given.select_related("kept__topic__agency"))


def looked(by: Account, kept: KeptFinding) -> None:
    """Writes down that somebody looks at a kept finding, for their own agency, before it is shown."""
    chain.record(_purpose(by, kept), "finding-look", _called(kept), of=kept.topic.agency.short_name)


def _purpose(by: Account, kept: KeptFinding) -> Scope:
    """Of a look: the topic's own, or why the finding was given."""
    given = kept.givings.open().filter(agency=by.agency).first()
    return by.scope(given.why) if given else kept.topic.scope(by)


def _called(kept: KeptFinding) -> str:
    """What the audit log calls it; its key opens it, so that is not told there."""
    return f"finding {kept.pk}"


def _said(reason: str) -> str:
    return stated(reason)[:LONGEST_REASON]
