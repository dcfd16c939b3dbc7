"""What was asked is carried out when it was shown whose the post is, or a person decided it, and not for a stranger."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.audit.models import Entry
from civicbeat.governance.requests import cases
from civicbeat.governance.requests.models import RuleChange, SubjectRequest
from civicbeat.governance.requests.secrets import sealer
from civicbeat.governance.requests.wishes import Did, Proof, State, Tie, Wish
from civicbeat.listen import answering
from civicbeat.listen.models import Correction
from civicbeat.records.errors import InputError, NotAllowed
from civicbeat.records.post import post_id

pytestmark = pytest.mark.django_db(transaction=True)


def number(n):
    return post_id("test.asked", str(n))


@pytest.fixture
def steward():
    agency = Agency.objects.create(short_name="sample", name_vi="Thành phố mẫu", name_en="Sample city")
    return Account.objects.create(username="hoa", agency=agency, role=Role.STEWARD)


def asked(beat, *posts, **more):
    wanted = cases.Asked(**{"wish": Wish.ERASE, "posts": tuple(map(number, posts)), **more})
    return cases.receive(wanted, sealer(beat.installation.keys))[0]


def test_a_stranger_who_shows_nothing_changes_nothing(beat, given):
    request = asked(beat, 3)
    assert answering.look(beat, request) is Did.STANDS
    assert not answering.gone_meanwhile(beat, request)
    request.refresh_from_db()
    assert request.is_open
    assert len(beat.store.held([number(3)])) == 1


@pytest.mark.parametrize("wish", [Wish.ERASE, Wish.OBJECT])
def test_the_code_in_the_post_is_enough_and_it_is_done_at_once(beat, given, wish):
    request = asked(beat, 3, wish=wish)
    given["edited"] = (3,)
    SubjectRequest.objects.filter(pk=request.pk).update(code="KHÁC RỒI")
    request.refresh_from_db()
    assert answering.look(beat, request) is Did.CODE_SEEN
    assert (request.state, request.proof, request.decided_by) == (State.GRANTED, Proof.CODE, "")
    assert beat.store.held([number(3)]) == ()
    assert len(beat.store.held([number(4)])) == 1
    last = request.steps.last()
    assert (last.did, last.said) == (Did.GRANTED, "Đã thực hiện: bài đăng được chứng minh là của bạn.")
    assert Entry.objects.get(action="request-decide").person == "public"


def test_a_code_of_another_request_is_worth_nothing(beat, given):
    request = asked(beat, 3)
    given["edited"] = (3,)
    assert answering.look(beat, request) is Did.STANDS
    assert request.is_open


def test_whoever_is_not_the_author_has_no_code_and_a_person_decides(beat, given):
    request = asked(beat, 3, tie=Tie.ABOUT, words="Bài nói về tôi.")
    given["edited"] = (3,)
    assert answering.look(beat, request) is Did.STANDS
    assert request.is_open


def test_a_post_that_was_deleted_there_closes_its_request(beat, given):
    request, other = asked(beat, 3), asked(beat, 4, wish=Wish.CORRECT, sentiment="neutral")
    given["gone"] = (3, 4)
    assert answering.look(beat, request) is Did.GONE
    assert (request.state, request.proof) == (State.GRANTED, Proof.GONE)
    beat.store.erase([number(4)])
    assert answering.gone_meanwhile(beat, other)
    assert other.state == State.GRANTED


def test_the_author_of_a_post_does_not_decide_what_its_label_is(beat, given, steward):
    before = beat.store.held([number(3)])[0]
    right = "positive" if before.sentiment != "positive" else "negative"
    request = asked(beat, 3, wish=Wish.CORRECT, sentiment=right)
    given["edited"] = (3,)
    SubjectRequest.objects.filter(pk=request.pk).update(code="nói khác")
    request.refresh_from_db()
    assert answering.look(beat, request) is Did.CODE_SEEN
    request.refresh_from_db()
    assert (request.state, request.proof) == (State.OPEN, Proof.CODE)
    assert beat.store.held([number(3)])[0].sentiment == before.sentiment
    answering.grant(beat, request, "The post praises the repair.", proof=Proof.CODE, by=steward)
    assert beat.store.held([number(3)])[0].sentiment == right
    assert Correction.objects.get().post == str(number(3))


def test_a_person_decides_once_and_with_a_reason(beat, given, steward):
    request = asked(beat, 3)
    with pytest.raises(InputError):
        answering.grant(beat, request, "  ", proof=Proof.PERSON, by=steward)
    assert len(beat.store.held([number(3)])) == 1
    answering.grant(beat, request, "They showed the account's settings.", proof=Proof.PERSON, by=steward)
    assert beat.store.held([number(3)]) == ()
    with pytest.raises(NotAllowed):
        answering.grant(beat, request, "again", proof=Proof.PERSON, by=steward)
    with pytest.raises(InputError, match="no label"):
        answering.grant(beat, asked(beat, 5, wish=Wish.CORRECT), "x", proof=Proof.PERSON, by=steward)


def test_the_loop_looks_closes_forgets_and_notes_rules(beat, given, steward):
    wanted, gone, old = asked(beat, 3), asked(beat, 4), asked(beat, 5)
    cases.want_look(wanted)
    beat.store.erase([number(4)])
    cases.withdraw(old)
    SubjectRequest.objects.filter(pk=old.pk).update(closed_at=timezone.now() - timedelta(days=91))
    loop = answering.Answerer(beat, threading.Event(), every=7)
    assert loop.work() == 7
    for request in (wanted, gone, old):
        request.refresh_from_db()
    assert not wanted.look_wanted
    assert wanted.steps.last().did == Did.STANDS
    assert gone.state == State.GRANTED
    assert (old.posts, old.digest) == ([], "")
    assert RuleChange.objects.filter(rule="k").count() == 1
    loop.work()
    assert RuleChange.objects.filter(rule="k").count() == 1
