"""Requests of people: a number and a secret, deadlines, one decision, and what is forgotten when."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.audit.models import Entry
from civicbeat.governance.privacy.sealing import NATIVE_IDS, Sealer
from civicbeat.governance.requests import cases, secrets
from civicbeat.governance.requests.cases import Asked
from civicbeat.governance.requests.deadlines import (
    CONTACT_KEPT,
    DONE_WITHIN,
    KEPT,
    decide_by,
    is_working,
    working_days_after,
)
from civicbeat.governance.requests.models import Incident, SubjectRequest
from civicbeat.governance.requests.wishes import Did, Proof, State, Tie, Wish
from civicbeat.records.errors import InputError, NotAllowed

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 5, 5, tzinfo=UTC)  # noon of a Thursday in the city
POST = 1234567890123456789


@pytest.fixture
def sealer(tmp_path):
    return secrets.sealer(tmp_path / "keys")


@pytest.fixture
def steward(db):
    agency = Agency.objects.create(short_name="sample", name_vi="Thành phố mẫu", name_en="Sample city")
    return Account.objects.create(username="hoa", agency=agency, role=Role.STEWARD)


def received(sealer, **more):
    return cases.receive(Asked(**{"wish": Wish.ERASE, "posts": (POST,), **more}), sealer, NOON)


def test_whoever_has_number_and_secret_finds_the_request_however_they_type_them(sealer):
    request, secret = received(sealer)
    assert cases.known(request.number, secret) == request
    assert cases.known(request.number.lower().replace("-", " "), secret.lower().replace("-", "")) == request
    assert cases.known(request.number, secrets.new_secret()) is None
    assert cases.known("26-AAAAAA", secret) is None
    assert secret not in str(SubjectRequest.objects.values())


@given(number=st.text(max_size=40), secret=st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_whatever_is_typed_opens_nothing_and_breaks_nothing(number, secret):
    assert cases.known(number, secret) is None


def test_each_wish_has_its_time_from_the_day_in_the_city(sealer):
    for wish, within in DONE_WITHIN.items():
        assert received(sealer, wish=wish)[0].due_on == date(2026, 3, 5) + within
    late = datetime(2026, 3, 5, 18, tzinfo=UTC)  # already the sixth in the city
    request, _ = cases.receive(Asked(Wish.ERASE, posts=(POST,)), sealer, late)
    assert request.due_on == date(2026, 3, 6) + DONE_WITHIN[Wish.ERASE]
    assert [step.did for step in request.steps.all()] == [Did.RECEIVED]


def test_working_days_leave_out_weekends_tet_and_days_off_in_their_place():
    assert working_days_after(date(2026, 3, 5), 2) == date(2026, 3, 9)
    assert working_days_after(date(2026, 2, 13), 1) == date(2026, 2, 23)
    assert not is_working(date(2026, 8, 31))
    assert decide_by(date(2026, 2, 20)) == date(2026, 2, 13)
    assert decide_by(date(2026, 3, 5)) == date(2026, 3, 5)


def test_what_a_person_wrote_is_sealed_and_opens_for_no_other_purpose(sealer, tmp_path):
    request, _ = received(sealer, words="Tôi viết bài này ở chợ.", contact="an@vidu.example")
    [said] = request.steps.filter(did=Did.SAID)
    assert sealer.open(bytes(said.words)) == "Tôi viết bài này ở chợ."
    assert sealer.open(bytes(request.contact)) == "an@vidu.example"
    other = Sealer(sealer._keys, NATIVE_IDS)
    assert other.open(bytes(said.words)) is None
    assert "chợ".encode() not in bytes(said.words)


def test_a_request_that_says_nothing_or_too_much_is_refused(sealer):
    with pytest.raises(InputError, match="says nothing"):
        received(sealer, posts=(), words="  ")
    with pytest.raises(InputError, match="20 posts"):
        received(sealer, posts=tuple(range(21)))
    request, _ = received(sealer, words="x" * 5_000)
    assert len(sealer.open(bytes(request.steps.get(did=Did.SAID).words))) == cases.LONGEST_WORDS


def test_only_who_says_that_it_is_theirs_gets_a_code(sealer):
    assert received(sealer)[0].code.startswith("cb")
    assert received(sealer, tie=Tie.ABOUT)[0].code == ""
    assert received(sealer, posts=(), words="x")[0].code == ""


def test_it_is_decided_once_by_a_named_person_with_a_reason(sealer, steward):
    request, _ = received(sealer)
    with pytest.raises(InputError):
        cases.close(request, State.GRANTED, " ", proof=Proof.PERSON, by=steward)
    assert request.is_open
    cases.close(request, State.REFUSED, "The account that wrote it is another one.", proof=Proof.NONE, by=steward)
    assert (request.state, request.decided_by) == (State.REFUSED, "hoa")
    for act in (
        lambda: cases.close(request, State.GRANTED, "x", proof=Proof.PERSON, by=steward),
        lambda: cases.say(request, "x", sealer),
        lambda: cases.withdraw(request),
        lambda: cases.want_look(request),
        lambda: cases.prolong(steward, request, "x"),
        lambda: cases.ask(steward, request, "x"),
    ):
        with pytest.raises(NotAllowed, match="closed"):
            act()
    entry = Entry.objects.get(action="request-decide")
    assert (entry.person, entry.subject, entry.details["state"]) == ("hoa", request.number, "refused")


def test_it_is_prolonged_once(sealer, steward):
    request, _ = received(sealer)
    due = request.due_on
    cases.prolong(steward, request, "We ask the platform.")
    assert request.due_on == due + timedelta(days=15)
    with pytest.raises(NotAllowed, match="already"):
        cases.prolong(steward, request, "Again.")


def test_the_source_is_looked_at_every_ten_minutes_at_most(sealer):
    request, _ = received(sealer)
    cases.want_look(request, NOON)
    cases.want_look(request, NOON)
    assert request.look_wanted
    assert request.steps.filter(did=Did.LOOK_WANTED).count() == 1
    cases.looked(request, Did.STANDS, NOON)
    assert not request.look_wanted
    with pytest.raises(NotAllowed, match="few minutes"):
        cases.want_look(request, NOON + timedelta(minutes=9))
    cases.want_look(request, NOON + timedelta(minutes=10))


def test_what_was_written_goes_after_a_month_and_all_but_what_is_counted_after_three(sealer, steward):
    request, secret = received(sealer, words="Của tôi.", contact="0900 000 000", themes=("waste",))
    other, _ = received(sealer)
    cases.close(request, State.GRANTED, "Done.", proof=Proof.PERSON, by=steward)
    closed = request.closed_at
    assert cases.forget(closed + CONTACT_KEPT - timedelta(minutes=1)) == 0
    assert cases.forget(closed + CONTACT_KEPT + timedelta(minutes=1)) == 1
    request.refresh_from_db()
    assert not any(bytes(step.words) for step in request.steps.all())
    assert not bytes(request.contact)
    assert cases.known(request.number, secret) is not None
    assert cases.forget(closed + KEPT + timedelta(minutes=1)) == 1
    request.refresh_from_db()
    assert (request.digest, request.posts, request.themes, request.code, request.decided_by) == ("", [], [], "", "")
    assert not request.steps.exists()
    assert (request.wish, request.state, request.closed_at) == (Wish.ERASE, State.GRANTED, closed)
    assert cases.known(request.number, secret) is None
    assert cases.forget(closed + KEPT + timedelta(days=1)) == 0
    other.refresh_from_db()
    assert other.is_open
    assert other.digest


def test_an_incident_knows_when_it_must_be_reported():
    incident = Incident.objects.create(what="A laptop was lost.", noticed_at=NOON)
    assert incident.report_by == NOON + timedelta(hours=72)
    assert incident.hours_to_report is None
    incident.reported_at = NOON + timedelta(hours=30)
    assert incident.hours_to_report == 30
