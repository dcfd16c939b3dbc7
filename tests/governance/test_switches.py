"""Switches: a named person with a reason silences a model everywhere within a minute; all of it stands in public."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections
from django.utils import timezone

from civicbeat.enrich.all import masking, understanding
from civicbeat.enrich.cards import cards, names, opinions
from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.audit.models import Entry
from civicbeat.governance.switches import state
from civicbeat.governance.switches.models import Switch
from civicbeat.governance.switches.state import KNOWN_FOR, Remembered, off, silent, switched_off
from civicbeat.governance.switches.switching import LEAST_REASON, switch_off, switch_on
from civicbeat.records.errors import InputError, ModelSwitchedOff, NotAllowed
from civicbeat.store.resting import COLUMNS, FIELDS, MODELS

WHY = "Kiểm tra cho thấy mô hình đọc sai lời mỉa mai"
A_MINUTE = 60.0
pytestmark = pytest.mark.django_db


@pytest.fixture
def steward():
    agency = Agency.objects.create(short_name="city", name_vi="Thành phố", name_en="City")
    return Account.objects.create(username="minh", display_name="Trần Minh", agency=agency, role=Role.STEWARD)


@pytest.fixture
def decide(steward):
    """Switches a model as the steward."""
    return lambda switch, model="sentiment", why=WHY: switch(steward.scope(why), str(steward), model)


def test_every_model_speaks_until_somebody_decides():
    state.remembered.refresh()
    assert switched_off() == frozenset()


def test_it_is_off_at_once_where_it_was_switched(decide):
    decide(switch_off)
    assert switched_off() == {"sentiment"}
    told = off()["sentiment"]
    assert (told.by, told.reason, told.name_en, told.name_vi) == ("Trần Minh", WHY, "Sentiment", "Sắc thái")
    assert timezone.now() - told.since < timedelta(seconds=10)
    decide(switch_on)
    assert switched_off() == frozenset()


def test_the_refusal_names_the_model_since_when_and_by_whom(decide):
    decide(switch_off)
    error = off()["sentiment"].refusal()
    assert isinstance(error, ModelSwitchedOff)
    assert error.what.startswith("The model “Sentiment” has been switched off since ")
    assert error.what.endswith(" by decision of Trần Minh.")


def test_every_decision_stays_and_stands_in_the_audit_log(decide):
    decide(switch_off)
    decide(switch_on, why="Bản mới đã được đo lại trên 200 bài")
    assert [(one.model, one.off) for one in Switch.objects.all()] == [("sentiment", False), ("sentiment", True)]
    last = Entry.objects.order_by("number").last()
    assert (last.action, last.subject, last.details, last.person) == (
        "switch",
        "model sentiment",
        {"off": False},
        "minh",
    )
    assert last.reason == "Bản mới đã được đo lại trên 200 bài"


def test_another_process_knows_within_a_minute(decide):
    now = [1_000.0]
    elsewhere = Remembered(lambda: now[0])
    assert not elsewhere.off()
    decide(switch_off)
    assert not elsewhere.off(), "it goes on with what it read"
    now[0] += KNOWN_FOR
    assert set(elsewhere.off()) == {"sentiment"}
    decide(switch_on)
    now[0] += A_MINUTE / 4
    assert not elsewhere.off()
    assert A_MINUTE / 4 >= KNOWN_FOR


def test_what_is_remembered_costs_no_question(decide, django_assert_num_queries):
    decide(switch_off)
    switched_off()
    with django_assert_num_queries(0):
        assert switched_off() == {"sentiment"}


@pytest.mark.django_db(transaction=True)
def test_a_thread_that_only_asks_leaves_no_connection_open(decide):
    decide(switch_off)
    seen = []

    def ask():
        seen.append(set(Remembered().off()))
        seen.append(connections["default"].connection)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert seen == [{"sentiment"}, None]


@pytest.mark.parametrize("why", ["", "   ", "zu kurz"])
def test_a_reason_is_needed(decide, why):
    with pytest.raises((InputError, NotAllowed)):
        decide(switch_off, why=why)
    assert not Switch.objects.exists()


def test_the_database_refuses_what_has_no_reason():
    with pytest.raises(IntegrityError):
        Switch.objects.create(model="sentiment", off=True, moment=timezone.now(), by="minh", reason="")


def test_what_is_off_is_not_switched_off_again(decide):
    decide(switch_off)
    with pytest.raises(NotAllowed):
        decide(switch_off)
    decide(switch_on)
    with pytest.raises(NotAllowed):
        decide(switch_on)
    assert Switch.objects.count() == 2
    assert Entry.objects.filter(action="switch").count() == 2


@pytest.mark.parametrize("model", ["mask", "repair", "fingerprint", "stories"])
def test_protection_has_no_switch(decide, model):
    with pytest.raises(InputError):
        decide(switch_off, model=model)


def test_a_model_that_this_version_does_not_have_silences_nothing():
    Switch.objects.create(model="gone", off=True, moment=timezone.now(), by="minh", reason=WHY)
    state.remembered.refresh()
    assert switched_off() == frozenset()


def test_the_spans_of_silence_are_known(decide):
    before = timezone.now()
    decide(switch_off)
    decide(switch_off, model="themes")
    decide(switch_on, model="themes")
    [(since, still)], [(first, second)] = silent()["sentiment"], silent()["themes"]
    assert before < since < first < second < timezone.now()
    assert still is None, "it goes on"
    assert silent().keys() == {"sentiment", "themes"}


def test_every_model_that_guesses_has_a_switch_and_the_store_knows_its_labels():
    guessing = {card.model for card in cards()} - {model.name for model in masking({})}
    assert set(opinions()) == guessing == set(COLUMNS) == set(MODELS.values()) == set(FIELDS.values())
    given = {model.name: {field.name for field in model.gives} for model in understanding() if model.name in guessing}
    assert all(set(COLUMNS[name]) <= columns for name, columns in given.items())
    assert all(names(model) != (model, model) for model in guessing)
    assert LEAST_REASON > 0
