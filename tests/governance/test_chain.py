"""Charter rule 3: the audit log shows every change, removal and reordering."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from civicbeat.governance.audit import chain
from civicbeat.governance.audit.models import Entry, Head
from civicbeat.records.errors import NotAllowed
from civicbeat.records.scope import Scope

SCOPE = Scope(agency="water", person="lan", purpose="Where does it flood?")
pytestmark = pytest.mark.django_db


@pytest.fixture
def three():
    return [chain.record(SCOPE, "look", f"topic {n}", query="ngập", shown=n) for n in (1, 2, 3)]


def test_an_entry_says_who_what_and_why(three):
    entry = Entry.objects.get(number=2)
    assert (entry.agency, entry.person, entry.action, entry.reason) == ("water", "lan", "look", "Where does it flood?")
    assert entry.details == {"query": "ngập", "shown": 2}


def test_an_untouched_chain_holds(three):
    assert chain.verify() == chain.Proof(3, three[2].digest, 0)


def test_an_empty_chain_holds():
    assert chain.verify().holds


@pytest.mark.parametrize("column", ["person", "reason", "subject", "agency", "action"])
def test_a_changed_entry_breaks_it(three, column):
    Entry.objects.filter(number=2).update(**{column: "else"})
    assert chain.verify().broken_at == 2


def test_changed_details_break_it(three):
    Entry.objects.filter(number=3).update(details={"query": "ngập", "shown": 4})
    assert chain.verify().broken_at == 3


def test_a_removed_entry_breaks_it(three):
    Entry.objects.filter(number=2).delete()
    assert chain.verify().broken_at == 2


def test_a_cut_end_breaks_it(three):
    Entry.objects.filter(number=3).delete()
    assert chain.verify().broken_at == 3


def test_swapped_entries_break_it(three):
    for old, new in ((1, 9), (2, 1), (9, 2)):
        Entry.objects.filter(number=old).update(number=new)
    assert chain.verify().broken_at == 1


def test_entries_cannot_be_saved_again_or_deleted(three):
    with pytest.raises(NotAllowed):
        three[0].save()
    with pytest.raises(NotAllowed):
        three[0].delete()


@pytest.mark.django_db(transaction=True)
def test_people_who_act_at_once_make_one_chain():
    def act(number):
        try:
            return chain.record(SCOPE, "look", str(number)).number
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        numbers = sorted(pool.map(act, range(20)))
    assert numbers == list(range(1, 21))
    assert chain.verify().holds
    assert Head.objects.get().number == 20


@pytest.mark.parametrize("value", [1e22, -1e16, 0.1, 1e-9, "a\0b", ["\0", 1e20], {"x": {"y": "\0"}}])
def test_whatever_a_detail_is_every_store_gives_it_back(value):
    entry = chain.record(SCOPE, "look", "topic\0 1", given=value)
    assert "\0" not in str(list(Entry.objects.values()))
    assert chain.verify().holds
    assert entry.subject == "topic\N{REPLACEMENT CHARACTER} 1"
