"""Cases: what becomes of a request, from the moment it is received until nothing of it is left but what is counted."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.audit import chain
from civicbeat.governance.privacy.sealing import Sealer
from civicbeat.governance.requests.deadlines import CONTACT_KEPT, DONE_WITHIN, KEPT, LONGER
from civicbeat.governance.requests.models import Step, SubjectRequest
from civicbeat.governance.requests.secrets import digest_of, new_code, new_number, new_secret, plain
from civicbeat.governance.requests.wishes import Did, Proof, State, Tie, Wish
from civicbeat.records.errors import InputError, NotAllowed
from civicbeat.records.period import local_day
from civicbeat.records.scope import Scope

LONGEST_WORDS = 2_000
LONGEST_CONTACT = 200
MOST_POSTS = 20
LOOK_EVERY = timedelta(minutes=10)
"""The least time between two looks at the source for one request: its owner counts them."""
ASKING = "Somebody asks what is held about them"
ANSWERING = "Answering a request of a person"
FORGETTING = "What was asked is kept no longer than it must be"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks: about which posts (ids), what is to be done, and what they say about it.

    ``sentiment`` and ``themes`` are what a label should be; ``contact`` is how they want to be reached, if at all.
    """

    wish: Wish
    tie: Tie = Tie.AUTHOR
    posts: tuple[int, ...] = ()
    sentiment: str = ""
    themes: tuple[str, ...] = ()
    words: str = ""
    contact: str = ""
    language: str = "vi"


def public(purpose: str) -> Scope:
    """The scope of somebody who is not signed in: their acts stand in the audit log without telling who they are."""
    first = Agency.objects.filter(parent=None).order_by("pk").first()
    return Scope(agency=first.short_name if first else "public", person="public", purpose=purpose)


def receive(asked: Asked, sealer: Sealer, now: datetime | None = None) -> tuple[SubjectRequest, str]:
    """The request, acknowledged, and its secret, which is shown now and kept nowhere.

    Raises:
        InputError: it names too many posts, or neither a post nor words.
    """
    now = now or datetime.now(UTC)
    if len(asked.posts) > MOST_POSTS:
        raise InputError(f"A request is about {MOST_POSTS} posts at most.", do="Make another one for the others.")
    if not asked.posts and not asked.words.strip():
        raise InputError("The request says nothing.", do="Write what it is about.")
    secret, today = new_secret(), local_day(now)
    month = _month(now)
    with transaction.atomic():
        request = SubjectRequest.objects.create(
            number=_free_number(now),
            digest=digest_of(secret),
            wish=asked.wish,
            tie=asked.tie,
            posts=[str(number) for number in asked.posts],
            sentiment=asked.sentiment,
            themes=list(asked.themes),
            contact=sealer.seal(month, contact) if (contact := asked.contact.strip()[:LONGEST_CONTACT]) else b"",
            code=new_code() if asked.posts and asked.tie == Tie.AUTHOR else "",
            language=asked.language,
            received_at=now,
            due_on=today + DONE_WITHIN[asked.wish],
        )
        _step(request, Did.RECEIVED, now)
        if asked.words.strip():
            _step(request, Did.SAID, now, words=sealer.seal(month, asked.words.strip()[:LONGEST_WORDS]))
        chain.record(public(ASKING), "request", request.number, wish=asked.wish.value, posts=len(asked.posts))
    return request, secret


def known(number: str, secret: str) -> SubjectRequest | None:
    """The request of this number, for whoever has its secret."""
    typed = plain(number)
    request = SubjectRequest.objects.filter(number=f"{typed[:2]}-{typed[2:]}").first()
    kept = request.digest if request else "0" * 64
    fits = hmac.compare_digest(kept, digest_of(secret))
    return request if fits else None


def say(request: SubjectRequest, words: str, sealer: Sealer, now: datetime | None = None) -> None:
    """Adds what the person has to say.

    Raises:
        InputError: it says nothing.
        NotAllowed: the request is closed.
    """
    now = now or datetime.now(UTC)
    if not words.strip():
        raise InputError("The request says nothing.", do="Write what it is about.")
    with _open(request) as standing:
        _step(standing, Did.SAID, now, words=sealer.seal(_month(now), words.strip()[:LONGEST_WORDS]))


def want_look(request: SubjectRequest, now: datetime | None = None) -> None:
    """Asks that the source be looked at again; a background loop does it within a minute.

    Raises:
        NotAllowed: the request is closed, or it was looked at a few minutes ago.
    """
    now = now or datetime.now(UTC)
    with _open(request) as standing:
        if standing.looked_at is not None and now - standing.looked_at < LOOK_EVERY:
            raise NotAllowed("The source was looked at a few minutes ago.", do="Try again in ten minutes.")
        if not standing.look_wanted:
            _step(standing, Did.LOOK_WANTED, now)
        _keep(standing, look_wanted=True)


def looked(request: SubjectRequest, did: Did, now: datetime | None = None) -> None:
    """Notes what was seen at the source."""
    now = now or datetime.now(UTC)
    with transaction.atomic():
        _keep(request, look_wanted=False, looked_at=now)
        _step(request, did, now)


def withdraw(request: SubjectRequest, now: datetime | None = None) -> None:
    """Ends a request as whoever made it wants no more.

    Raises:
        NotAllowed: it is closed already.
    """
    now = now or datetime.now(UTC)
    with _open(request) as standing:
        _keep(standing, state=State.WITHDRAWN, closed_at=now, look_wanted=False)
        _step(standing, Did.WITHDRAWN, now)


def ask(by: Account, request: SubjectRequest, said: str, now: datetime | None = None) -> None:
    """Asks the person for something; the time in which the request must be done goes on.

    Raises:
        InputError: nothing is asked.
        NotAllowed: the request is closed.
    """
    now = now or datetime.now(UTC)
    with _open(request) as standing:
        _step(standing, Did.ASKED, now, said=must_be_said(said))
        chain.record(by.scope(ANSWERING), "request-ask", standing.number)


def prolong(by: Account, request: SubjectRequest, said: str, now: datetime | None = None) -> None:
    """Takes longer, once, and tells the person why.

    Raises:
        InputError: no reason is given.
        NotAllowed: the request is closed, or was prolonged already.
    """
    now = now or datetime.now(UTC)
    with _open(request) as standing:
        if standing.prolonged:
            raise NotAllowed("The request was prolonged already.", do="Decide it now.")
        _step(standing, Did.PROLONGED, now, said=must_be_said(said))
        _keep(standing, prolonged=True, due_on=standing.due_on + LONGER)
        chain.record(by.scope(ANSWERING), "request-prolong", standing.number, reason=said.strip())


def name_posts(by: Account, request: SubjectRequest, posts: Sequence[int]) -> None:
    """Notes which posts a request is about that named none; what it may be shown by changes nothing.

    Raises:
        InputError: there are none, or too many.
        NotAllowed: the request is closed.
    """
    if not 0 < len(posts) <= MOST_POSTS:
        raise InputError("No post was found, or too many.", do="Give the address or exactly the words of one.")
    with _open(request) as standing:
        _keep(standing, posts=[str(number) for number in posts])
        chain.record(by.scope(ANSWERING), "request-posts", standing.number, posts=len(posts))


def name_labels(by: Account, request: SubjectRequest, sentiment: str, themes: Sequence[str]) -> None:
    """Notes which labels are right, where the person wrote it in words.

    Raises:
        NotAllowed: the request is closed.
    """
    with _open(request) as standing:
        _keep(standing, sentiment=sentiment, themes=list(themes))
        chain.record(by.scope(ANSWERING), "request-labels", standing.number, sentiment=sentiment, themes=list(themes))


def close(request: SubjectRequest, state: State, said: str, *, proof: Proof, by: Account | None = None) -> None:
    """Closes a request that was carried out or is refused, with the words its person reads.

    Args:
        request: which is open.
        state: granted or refused.
        said: why; and where it was refused, where to complain.
        proof: how it was shown that it may be granted.
        by: who decided; ``None`` where the proof did, which a machine can see.

    Raises:
        InputError: no reason is given.
        NotAllowed: it is closed already.
    """
    now = datetime.now(UTC)
    with _open(request) as standing:
        did = Did.GRANTED if state is State.GRANTED else Did.REFUSED
        _step(standing, did, now, said=must_be_said(said))
        decided_by = by.username if by else ""
        _keep(standing, state=state, proof=proof, closed_at=now, decided_by=decided_by, look_wanted=False)
        scope = by.scope(ANSWERING) if by else public(ANSWERING)
        chain.record(scope, "request-decide", standing.number, state=state.value, proof=proof.value, wish=standing.wish)


def must_be_said(said: str) -> str:
    """What the person reads, as it is kept.

    Raises:
        InputError: it says nothing.
    """
    if not said.strip():
        raise InputError("A reason is missing.", do="Say why; the person reads it.")
    return said.strip()[:LONGEST_WORDS]


def must_be_open(request: SubjectRequest) -> None:
    """Nothing more becomes of a request that is closed.

    Raises:
        NotAllowed: it is.
    """
    if not request.is_open:
        raise NotAllowed("This request is closed.", do="Make a new one if something is still wrong.")


def forget(now: datetime | None = None) -> int:
    """Removes what need not be kept of closed requests, and gives of how many something was removed.

    After ``CONTACT_KEPT`` what the person wrote and how to reach them; after ``KEPT`` all but what is counted.
    """
    now = now or datetime.now(UTC)
    with transaction.atomic():
        early = SubjectRequest.objects.filter(closed_at__lt=now - CONTACT_KEPT)
        written = Step.objects.filter(request__in=early).exclude(words=b"")
        touched = set(written.values_list("request_id", flat=True))
        touched |= set(early.exclude(contact=b"").values_list("pk", flat=True))
        written.update(words=b"")
        early.exclude(contact=b"").update(contact=b"")
        late = early.filter(closed_at__lt=now - KEPT).filter(~Q(digest="") | Q(steps__isnull=False))
        whole = set(late.values_list("pk", flat=True))
        Step.objects.filter(request__in=whole).delete()
        SubjectRequest.objects.filter(pk__in=whole).update(
            digest="", posts=[], sentiment="", themes=[], code="", decided_by=""
        )
        if touched | whole:
            chain.record(public(FORGETTING), "request-forget", "", requests=len(touched | whole))
    return len(touched | whole)


@contextmanager
def _open(request: SubjectRequest) -> Iterator[SubjectRequest]:
    """The request as it stands now, while nobody else can change it; what is kept of it is seen in ``request`` too."""
    with transaction.atomic():
        standing = SubjectRequest.objects.select_for_update().get(pk=request.pk)
        must_be_open(standing)
        yield standing
    request.refresh_from_db()


def _keep(request: SubjectRequest, **values: Any) -> None:
    for name, value in values.items():
        setattr(request, name, value)
    request.save(update_fields=list(values))


def _step(request: SubjectRequest, did: Did, now: datetime, *, said: str = "", words: bytes = b"") -> None:
    Step.objects.create(request=request, moment=now, did=did, said=said, words=words)


def _month(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y-%m")


def _free_number(now: datetime) -> str:
    day = local_day(now)
    return next(number for number in iter(lambda: new_number(day), "") if not _taken(number))


def _taken(number: str) -> bool:
    return SubjectRequest.objects.filter(number=number).exists()
