"""Recheck: asks sources what became of posts they gave before, so that edits and deletions follow in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Event

from civicbeat.governance.privacy.keyring import Keyring
from civicbeat.governance.privacy.sealing import Sealer
from civicbeat.listen.beat import Beat
from civicbeat.listen.follow import build, next_recheck
from civicbeat.listen.ledger import Ledger, note_run
from civicbeat.listen.models import FollowedSource
from civicbeat.listen.quotas import within
from civicbeat.listen.tally import Tally
from civicbeat.records.errors import FormatChanged, SourceError
from civicbeat.records.post import Post
from civicbeat.sources.contract import Page, Rechecks
from civicbeat.sources.web import AskedToWait
from civicbeat.store.standing import Standing

AT_ONCE = 100
MANY = 20
CONTROLS = 5
"""Posts seen lately that must not be gone too when as many as ``MANY`` of a batch all are."""
MOST_FAULTS = 3
"""Batches of a run that may fail; then the source itself is at fault."""
EARLY = 2
"""A post is looked at again in half the time its policy allows, so that a run that fails can be made up for."""


def recheck(beat: Beat, pk: int, stop: Event | None = None) -> int:
    """Looks again at all posts of a followed source that were not seen for half of the time its policy allows.

    Returns:
        How many posts were asked for.

    Raises:
        SourceError: the source did not deliver, or its key's quota is used up; what came before is stored.
    """
    followed = FollowedSource.objects.get(pk=pk)
    source = build(followed)
    allowed = source.policy.recheck_within
    if not isinstance(source, Rechecks) or allowed is None:
        return 0
    asked = 0
    faults: list[SourceError] = []
    ledger = Ledger(followed)
    total = Tally()
    try:
        for ids in _batches(beat, source, datetime.now(UTC) - allowed / EARLY):
            if (stop or beat.stopping).is_set() or len(faults) >= MOST_FAULTS:
                break
            asked += len(ids)
            try:
                pages = _believed(beat, source, ids)
                _add(total, beat.intake.take(source, pages, lambda _cursor, _tally: None, stop or beat.stopping))
            except AskedToWait:
                raise
            except SourceError as error:  # ids that provoke a fault must not keep the others from being asked
                faults.append(error)
            ledger.note(total)
        if faults:
            raise faults[0]
    finally:
        if asked:
            note_run(followed, rechecked=asked)
        FollowedSource.objects.filter(pk=pk).update(recheck_due_at=next_recheck(source))
    return asked


def _believed(beat: Beat, source: Rechecks, ids: list[str]) -> Iterator[Page]:
    """What the source says of ``ids``.

    That many are all gone is believed only if others, seen lately, still stand: a service that answers with an empty
    list by mistake would have everything deleted here.

    Raises:
        FormatChanged: nothing at all stands there any more.
    """
    pages, wait = answered(source, ids)
    if len(ids) >= MANY and all_gone(source, pages):
        sealer = Sealer(Keyring(beat.installation.keys))
        opened = (sealer.open(one.sealed) for one in beat.store.lately_seen(source.name, CONTROLS + len(ids)))
        others = [native for native in opened if native is not None and native not in ids][:CONTROLS]
        if others and all_gone(source, answered(source, others)[0]):
            raise FormatChanged(
                "The source says that nothing at all stands there any more.",
                do="It is not believed. Look there; stop following it and erase its posts if it is true.",
            )
    yield from pages
    if wait is not None:
        raise wait


def answered(source: Rechecks, ids: list[str]) -> tuple[list[Page], AskedToWait | None]:
    """What was answered, and whether the key was used up on the way: what is paid for is not thrown away."""
    pages: list[Page] = []
    try:
        pages.extend(within(source.policy.quota, source.recheck(ids)))
    except AskedToWait as wait:
        return pages, wait
    return pages, None


def all_gone(source: Rechecks, pages: list[Page]) -> bool:
    """Whether something was answered, and all of it is gone."""
    made = [source.to_post(raw) for page in pages for raw in page.raws]
    return bool(made) and all(isinstance(post, Post) and post.deleted for post in made)


def _batches(beat: Beat, source: Rechecks, before: datetime) -> Iterator[list[str]]:
    """The native ids to ask for, the longest unseen first; those whose month's key is destroyed cannot be told."""
    sealer = Sealer(Keyring(beat.installation.keys))
    last: Standing | None = None
    while waiting := beat.store.waiting(source.name, before, AT_ONCE, last):
        last = waiting[-1]
        ids = [native for one in waiting if (native := sealer.open(one.sealed)) is not None]
        if ids:
            yield ids


def _add(total: Tally, run: Tally) -> None:
    for name in ("new", "edited", "deleted", "repeated", "read", "buried"):
        setattr(total, name, getattr(total, name) + getattr(run, name))
    total.reasons.update(run.reasons)
    total.unknown.update(run.unknown)
