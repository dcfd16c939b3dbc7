"""Terms: how long the institution itself keeps posts, where their source sets no term or a longer one (0121).

A steward decides it, with a reason that everybody reads. It counts from the day on which a post was read first. What
comes in from then on is kept under the newest decision; what is stored already follows a shorter one after
``NOTICE``, in which it can be taken back, and is never kept for longer than it was said when it came in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from civicbeat.governance.accounts.scopes import program
from civicbeat.governance.audit import chain
from civicbeat.governance.turns import alone
from civicbeat.listen.models import FollowedSource, ImportRun, Term
from civicbeat.records.errors import InputError, NotAllowed
from civicbeat.records.scope import Scope
from civicbeat.sources.all import policies
from civicbeat.sources.policy import Policy
from civicbeat.store.store import Store

DEFAULT = timedelta(days=730)
"""Two years: a topic runs for one at most and is compared with the same season of the year before."""
LONGEST = timedelta(days=3_660)
NOTICE = timedelta(days=30)
LEAST_REASON, LONGEST_REASON = 20, 500
EVERY_SOURCE = ""
"""In place of a name: all sources whose place sets no term, and that have no term of their own."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How long posts of a source are kept.

    Attributes:
        source: its name.
        place: the term that its place sets, if it does.
        renewed: whether that term begins anew with each reading.
        own: the institution's own, from the first reading, if it has one; where both are, the earlier end counts.
        alone: whether that was decided for this source alone.
    """

    source: str
    place: timedelta | None
    renewed: bool
    own: timedelta | None
    alone: bool


def decide(scope: Scope, by: str, source: str, days: int | None) -> Term:
    """Sets the institution's own term.

    Args:
        scope: who decides; its purpose is the reason, which the public reads.
        by: the name of the person, as the public reads it.
        source: name of the source, or ``EVERY_SOURCE``.
        days: how long, from the first reading; ``None`` gives a source back to the rule for all.

    Raises:
        InputError: there is no such source, or the reason or the term is too short or too long.
        NotAllowed: the place sets a shorter term, or nothing would change.
    """
    reason = scope.purpose.strip()
    if len(reason) < LEAST_REASON:
        raise InputError(
            f"The reason has fewer than {LEAST_REASON} characters.",
            do="Say for what the posts are needed so long; everybody reads it in the public register.",
        )
    if source != EVERY_SOURCE and source not in names():
        raise InputError("There is no such source.", do="Choose one of the list.")
    _must_be_possible(source, days)
    with alone("terms"):
        last = Term.objects.filter(source=source).first()
        if (last.days if last else None) == days:
            raise NotAllowed("That is the term already.", do="Look at who decided it, and why.")
        now = datetime.now(UTC)
        made = Term.objects.create(source=source, days=days, moment=now, by=by[:150], reason=reason[:LONGEST_REASON])
        chain.record(scope, "keep", source or "every source without a term", days=days)
    return made


def _must_be_possible(source: str, days: int | None) -> None:
    if days is None:
        if source == EVERY_SOURCE:
            raise InputError("Posts are not kept for ever.", do="Give a number of days.")
        return
    if not 1 <= days <= LONGEST.days:
        raise InputError(f"A term has 1 to {LONGEST.days} days.", do="Give another number of days.")
    place = policy(source).keep_for if source != EVERY_SOURCE else None
    if place is not None and timedelta(days=days) > place:
        raise NotAllowed(
            f"The place that this source reads lets posts be kept for {place.days} days.", do="Give no longer term."
        )


def own(source: str, place: Policy) -> timedelta | None:
    """How long the institution itself keeps what comes from ``source`` now, from the first reading."""
    return _own(source, place, list(Term.objects.filter(source__in=(source, EVERY_SOURCE))))


def kept() -> tuple[Kept, ...]:
    """Every source that is followed or under whose name files were imported, with its terms."""
    return kept_of(names())


def kept_of(sources: Iterable[str]) -> tuple[Kept, ...]:
    """These ``sources`` with their terms."""
    decided = list(Term.objects.all())
    kinds = dict(FollowedSource.objects.values_list("name", "kind"))
    found = []
    for name in sources:
        place, single = _policy(name, kinds), _newest(decided, name) is not None
        mine = _own(name, place, decided)
        found.append(Kept(name, place.keep_for, place.keep_from_reading, mine, single))
    return tuple(found)


def for_all() -> timedelta:
    """The term of sources whose place sets none."""
    return _newest(list(Term.objects.filter(source=EVERY_SOURCE)), EVERY_SOURCE) or DEFAULT


def names() -> list[str]:
    """Every source for which something can be decided."""
    imported = ImportRun.objects.values_list("source", flat=True).distinct()
    return sorted({*FollowedSource.objects.values_list("name", flat=True), *imported})


def policy(source: str) -> Policy:
    """The rules of the place that ``source`` reads; of files, where nobody knows it."""
    kinds = dict(FollowedSource.objects.filter(name=source).values_list("name", "kind"))
    return _policy(source, kinds)


def apply(store: Store, now: datetime) -> int:
    """Ends stored posts by the decisions whose notice is over; gives of how many sources some end earlier by it.

    The rule for all that comes with the program has its notice too: it begins when this is done for the first time.
    """
    _begin(now)
    decided = list(Term.objects.all())
    kinds = dict(FollowedSource.objects.values_list("name", "kind"))
    shortened = 0
    for source in store.sources():
        term = _for_stored(source, _policy(source, kinds), decided, now)
        if term is not None and (days := store.shorten(source, term, now)):
            chain.record(program("The institution's own term"), "shorten", source, days=days, kept=term.days)
            shortened += 1
    return shortened


def _begin(now: datetime) -> None:
    with alone("terms"):
        if not Term.objects.filter(source=EVERY_SOURCE).exists():
            Term.objects.create(source=EVERY_SOURCE, days=DEFAULT.days, moment=now, by="", reason="")


def _for_stored(source: str, place: Policy, decided: Sequence[Term], now: datetime) -> timedelta | None:
    """The longest that was in force since the notice began, if there was one all the time.

    So a mistake is taken back before anything is lost.
    """
    since = now - NOTICE
    moments = [since, *(term.moment for term in decided if term.moment > since)]
    found = [_decided(source, place, [term for term in decided if term.moment <= moment]) for moment in moments]
    lengths = [term for term in found if term is not None]
    return max(lengths) if len(lengths) == len(found) else None


def _own(source: str, place: Policy, decided: Sequence[Term]) -> timedelta | None:
    return _decided(source, place, decided) or (DEFAULT if place.keep_for is None else None)


def _decided(source: str, place: Policy, decided: Sequence[Term]) -> timedelta | None:
    """What was decided for a source, or for all that have no term; ``None`` where nothing was."""
    single = _newest(decided, source)
    if single is not None:
        return single if place.keep_for is None else min(single, place.keep_for)
    return _newest(decided, EVERY_SOURCE) if place.keep_for is None else None


def _newest(decided: Sequence[Term], source: str) -> timedelta | None:
    """What was decided last; decisions stand with the newest first."""
    days = next((term.days for term in decided if term.source == source), None)
    return None if days is None else timedelta(days=days)


def _policy(source: str, kinds: Mapping[str, str]) -> Policy:
    known = policies()
    return known.get(kinds.get(source, source.partition(".")[0]), known["files"])
