"""Answering: carries out what somebody asked of their posts, when it was shown to be theirs or a person decided it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from civicbeat.governance.accounts.models import Account
from civicbeat.governance.loop import Loop
from civicbeat.governance.requests import cases, rules
from civicbeat.governance.requests.models import SubjectRequest
from civicbeat.governance.requests.wishes import Did, Proof, State, Wish
from civicbeat.listen import corrections, passages, subjects, terms
from civicbeat.listen.beat import Beat
from civicbeat.listen.looking_again import look_again
from civicbeat.listen.shredding import LATE
from civicbeat.records.errors import InputError
from civicbeat.store.relabel import Labels

EVERY = 30.0
HOURLY = timedelta(hours=1)


def grant(beat: Beat, request: SubjectRequest, said: str, *, proof: Proof, by: Account | None = None) -> None:
    """Does what was asked, then closes the request with the words its person reads.

    Raises:
        InputError: no reason is given, or there is nothing to correct.
        NotAllowed: it is closed already.
    """
    cases.must_be_said(said)
    request.refresh_from_db()
    cases.must_be_open(request)
    _carry_out(beat, request, posts_of(request))
    cases.close(request, State.GRANTED, said, proof=proof, by=by)


def posts_of(request: SubjectRequest) -> list[int]:
    """Ids of the posts that a request is about."""
    return [int(number) for number in request.posts]


def look(beat: Beat, request: SubjectRequest) -> Did:
    """Looks at the source of a request's posts; what is shown by that is done at once."""
    seen = look_again(beat, posts_of(request), request.code)
    cases.looked(request, seen)
    if seen is Did.GONE:
        _by_itself(beat, request, Proof.GONE)
    elif seen is Did.CODE_SEEN and request.wish == Wish.CORRECT:
        SubjectRequest.objects.filter(pk=request.pk).update(proof=Proof.CODE)  # what is right is for a person to say
    elif seen is Did.CODE_SEEN:
        _by_itself(beat, request, Proof.CODE)
    return seen


def gone_meanwhile(beat: Beat, request: SubjectRequest) -> bool:
    """Whether all posts of an open request have left by themselves; it is closed then."""
    if not request.posts or beat.store.held(posts_of(request)):
        return False
    _by_itself(beat, request, Proof.GONE)
    return True


def _by_itself(beat: Beat, request: SubjectRequest, proof: Proof) -> None:
    with override(request.language):
        done = _("Done: it was shown that the post is yours.") if proof is Proof.CODE else _("Done: the post is gone.")
    if proof is Proof.GONE:
        subjects.erase(beat.store, posts_of(request))
        cases.close(request, State.GRANTED, done, proof=proof)
    else:
        grant(beat, request, done, proof=proof)


def _carry_out(beat: Beat, request: SubjectRequest, ids: Sequence[int]) -> None:
    if request.wish == Wish.ERASE:
        subjects.erase(beat.store, ids)
    elif request.wish == Wish.OBJECT:
        subjects.stop_using(beat.store, ids)
    elif request.wish == Wish.CORRECT:
        labels = Labels(request.sentiment, tuple(request.themes))
        if labels == Labels():
            raise InputError("The request names no label.", do="Write down which label is right, then grant it.")
        corrections.correct(beat.store, ids, labels)


def in_force(beat: Beat) -> dict[str, str]:
    """The rules by which this installation works now."""
    of_here = {"keys.kept": rules.term(LATE), "kept.own": rules.term(terms.for_all())}
    return rules.in_force(beat.installation.sentiment_model) | of_here


class Answerer(Loop):
    """Looks at sources for those who ask, closes what is settled, forgets what is old, and notes changed rules."""

    def __init__(self, beat: Beat, stopping: threading.Event, every: float = EVERY) -> None:
        super().__init__("answerer", stopping, first=0, after_fault=every)
        self._beat, self._every = beat, every
        self._hour = datetime.fromtimestamp(0, UTC)

    def work(self) -> float:
        """Does what is due."""
        for request in SubjectRequest.objects.filter(state=State.OPEN, look_wanted=True):
            look(self._beat, request)
        if datetime.now(UTC) - self._hour >= HOURLY:
            self._hour = datetime.now(UTC)
            self._hourly()
        return self._every

    def _hourly(self) -> None:
        rules.note(in_force(self._beat))
        for request in SubjectRequest.objects.filter(state=State.OPEN):
            gone_meanwhile(self._beat, request)
        corrections.keep(self._beat.store)
        passages.forget(self._beat.store, datetime.now(UTC))
        cases.forget()
