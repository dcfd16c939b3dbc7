"""Shredding: keys by which codes lead to names are destroyed in time (0104-a-months-key-is-destroyed.md).

A month's pseudonym key is needed while its posts are still read for the first time; the months in which that may be are
few. After that nobody, whatever they have, can tell which code a name had, or which codes of two months are one
person's. What is sealed lives longer, under keys of its own: until the last post that can be asked for at its source is
gone.
"""

from __future__ import annotations

import threading
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta

from civicbeat.governance.accounts.scopes import program
from civicbeat.governance.audit import chain
from civicbeat.governance.loop import Loop
from civicbeat.governance.privacy.keyring import Keyring
from civicbeat.governance.privacy.sealing import MONTH_BYTES
from civicbeat.governance.privacy.tidying import tidy
from civicbeat.governance.requests.models import Step, SubjectRequest
from civicbeat.listen import terms
from civicbeat.listen.beat import Beat
from civicbeat.listen.serving import end_terms
from civicbeat.records.period import today
from civicbeat.store.erasures import ErasureList, Kind

LATE = timedelta(days=92)
"""How long after its end, and after its key was made, posts of a month may be read for the first time: a quarter, in
which monthly and quarterly exports come in."""
EVERY = 24 * 3_600.0
SOON = 3_600.0
TERM_OVER = "The term of this key is over"


class Shredder(Loop):
    """Destroys what is due, at once and every day."""

    def __init__(self, beat: Beat, stopping: threading.Event) -> None:
        super().__init__("shred", stopping, first=60.0, after_fault=SOON)
        self._beat = beat

    def work(self) -> float:
        """Destroys the keys that are due now, ends the terms of what is kept no longer, and tidies up."""
        now = datetime.now(UTC)
        shred(self._beat, now)
        end_terms(self._beat.store, today())
        terms.apply(self._beat.store, now)
        tidy(now)
        return EVERY


def due(keys: Keyring, now: datetime) -> list[str]:
    """The months whose pseudonym key is to be destroyed: over, and the key made, ``LATE`` ago or longer.

    So is one of which only the mark of its destruction was made, because the program was ended then.
    """
    return [month for month in keys if keys.is_destroyed(month) or _late(keys, month, now)]


def seals_due(seals: Keyring, used: AbstractSet[str], now: datetime) -> list[str]:
    """The months whose seal key is to be destroyed: over since ``LATE``, and none in ``used``."""
    return [month for month in seals if month not in used and _late(seals, month, now)]


def shred(beat: Beat, now: datetime) -> list[str]:
    """Destroys every key that is due, each with an entry in the audit log; the months of the pseudonym keys.

    First the mark, so that no process uses the key any more; then the codes in the store are drawn anew, so that not
    even a copy of the key makes them; then the key. Whatever a crash leaves is done at the next time.
    """
    keys = Keyring(beat.installation.keys)
    gone = due(keys, now)
    for month in gone:
        keys.forbid(month)
        ErasureList(beat.installation.erasures).note(Kind.KEY, [month])
        people = beat.store.redraw(month)
        keys.destroy(month)
        chain.record(program(TERM_OVER), "shred", f"pseudonym key of {month}", people=people)
    for month in seals_due(keys.seals, beat.store.sealed_months() | _sealed_by_people(), now):
        keys.seals.drop(month)
        chain.record(program(TERM_OVER), "shred", f"seal key of {month}")
    if gone:
        beat.workers.renew()
    return gone


def _sealed_by_people() -> frozenset[str]:
    """The months with whose keys something is sealed that people wrote to the institution."""
    sealed = (
        *SubjectRequest.objects.exclude(contact=b"").values_list("contact", flat=True),
        *Step.objects.exclude(words=b"").values_list("words", flat=True),
    )
    return frozenset(bytes(one[:MONTH_BYTES]).decode("ascii") for one in sealed)


def _late(keys: Keyring, month: str, now: datetime) -> bool:
    return max(_end(month), keys.made_at(month)) + LATE <= now


def _end(month: str) -> datetime:
    first = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    return (first + timedelta(days=32)).replace(day=1)
