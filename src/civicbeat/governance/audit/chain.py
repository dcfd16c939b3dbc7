"""The chain: adding an entry and proving that none was changed, removed or moved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from django.db import transaction

from civicbeat.governance.audit.models import Entry, Head, SignedHead
from civicbeat.records.scope import Scope

GREAT = 1e16
"""From which on JSON writes a float with an exponent."""
NOTHING = "0" * 64
"""The digest before the first entry."""


def record(scope: Scope, action: str, subject: str = "", **details: Any) -> Entry:
    """Adds an entry: under ``scope`` (who, for whom, why), ``action`` was done to ``subject``.

    Args:
        scope: who acts; its purpose is the entry's reason.
        action: a short verb phrase, for example ``look`` or ``export`` (one of a few; it is counted by).
        subject: what it was done to, for example a topic's id; never personal data of a citizen.
        details: JSON values that help to judge the act, for example the query and the number of posts shown.
    """
    with transaction.atomic():
        head = Head.objects.select_for_update().filter(id=1).first() or _first_head()
        entry = Entry(
            number=head.number + 1,
            moment=datetime.now(UTC),
            agency=scope.agency,
            person=scope.person,
            action=action,
            subject=_plain(subject)[:200],
            reason=_plain(scope.purpose),
            details=_plain(details),
        )
        entry.digest = digest(head.digest, entry)
        entry.save(force_insert=True)
        Head.objects.filter(id=1).update(number=entry.number, digest=entry.digest)
    return entry


def _first_head() -> Head:
    """The row that is locked from now on; of several that begin a log at once one makes it, and the others wait."""
    Head.objects.get_or_create(id=1)
    return Head.objects.select_for_update().get(id=1)


def _plain(value: Any) -> Any:
    """``value`` as every records store gives it back: PostgreSQL takes no NUL, and gives great floats back whole."""
    if isinstance(value, str):
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if isinstance(value, float) and value.is_integer() and abs(value) >= GREAT:
        return int(value)
    if isinstance(value, Mapping):
        return {_plain(name): _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else value


def digest(before: str, entry: Entry) -> str:
    """BLAKE2b-256, in hexadecimal, over the former digest and the entry's canonical JSON (sorted keys, no spaces)."""
    return blake2b(f"{before}\n{body(entry)}".encode(), digest_size=32).hexdigest()


def body(entry: Entry) -> str:
    """The canonical JSON of an entry: what its digest is made over, besides the digest before."""
    return json.dumps(_body(entry), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _body(entry: Entry) -> Mapping[str, Any]:
    return {
        "number": entry.number,
        "moment": entry.moment.astimezone(UTC).isoformat(timespec="microseconds"),
        "agency": entry.agency,
        "person": entry.person,
        "action": entry.action,
        "subject": entry.subject,
        "reason": entry.reason,
        "details": entry.details,
    }


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether the chain holds: ``broken_at`` is the number of the first entry that does not fit, 0 when all do."""

    entries: int
    head: str
    broken_at: int

    @property
    def holds(self) -> bool:
        """Whether every link fits."""
        return self.broken_at == 0


def verify() -> Proof:
    """Reads the whole chain and recomputes every digest; a missing last entry breaks the chain at its number.

    So does a signed head that says otherwise: whoever writes the whole chain anew cannot sign it.
    """
    before, count = NOTHING, 0
    heads = {head.number: head.digest for head in SignedHead.objects.all()}
    for entry in Entry.objects.order_by("number").iterator(chunk_size=2_000):
        count += 1
        if entry.number != count or not (entry.dropped or entry.digest == digest(before, entry)):
            return Proof(count, before, count)
        before = entry.digest
        if heads.pop(count, before) != before:
            return Proof(count, before, count)
    head = Head.objects.filter(id=1).first() or Head()
    whole = (head.number, head.digest) == (count, before) and not {number for number in heads if number > 0}
    return Proof(count, before, 0 if whole else count + 1)
