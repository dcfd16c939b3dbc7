"""One process at a time, on the real databases; a second ``Turns`` stands for another process."""

import threading
import time

import psycopg
import pytest
from django.db import connection, connections, transaction
from tests.databases import ON_POSTGRESQL, together

from civicbeat.governance import turns
from civicbeat.governance.accounts.models import Agency
from civicbeat.governance.loop import Loop
from civicbeat.governance.turns import Turns, alone, in_turn, number, turn

pytestmark = pytest.mark.usefixtures("records")


def test_one_has_it_at_a_time(elsewhere):
    with turn("watch") as mine:
        assert mine
        assert not elsewhere.take("watch")
        assert elsewhere.take("another")
        with turn("watch") as again:
            assert not again, "nor does another thread of the same process"
        assert not elsewhere.take("watch"), "and asking in vain takes nothing away"
    assert elsewhere.take("watch")
    with turn("watch") as mine:
        assert not mine


def test_of_many_who_ask_at_once_one_gets_it():
    processes = [Turns() for _ in range(8)]
    try:
        taken = together(8, lambda n: processes[n].take("watch"))
        assert sorted(taken) == [False] * 7 + [True]
    finally:
        for process in processes:
            process.give_back("watch")


def test_the_turn_outlasts_the_connections_of_its_threads(elsewhere):
    with turn("watch") as mine:
        connections.close_all()
        assert mine
        assert not elsewhere.take("watch")


@ON_POSTGRESQL
def test_a_session_that_is_gone_lets_others_on(records, elsewhere):
    assert elsewhere.take("watch")
    assert elsewhere.take("second")
    settings = connection.settings_dict
    with psycopg.connect(host=settings["HOST"], dbname="postgres", user="postgres", autocommit=True) as server:
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [settings["NAME"]])
    connection.close()
    with turn("watch") as mine:
        assert mine
        assert elsewhere.take("third"), "and the other one goes on with a new session"
        assert not Turns().take("second"), "in which it has what nobody took meanwhile"


def test_waiting_ends_when_the_other_is_done(elsewhere):
    assert elsewhere.take("migrate")
    threading.Timer(0.3, elsewhere.give_back, ["migrate"]).start()
    before = time.monotonic()
    with in_turn("migrate"):
        assert time.monotonic() - before > 0.2
        assert not elsewhere.take("migrate")


def test_what_is_looked_up_alone_is_still_so_when_it_is_saved():
    """Eight who each add an agency unless there is one: without the lock more than one would."""

    def unless_there_is_one(n):
        with alone("agencies"):
            if not Agency.objects.filter(name_en="Only").exists():
                Agency.objects.create(short_name=f"only-{n}", name_en="Only")

    assert together(8, unless_there_is_one) == [None] * 8
    assert Agency.objects.filter(name_en="Only").count() == 1


def test_alone_is_a_transaction():
    def half():
        with alone("agencies"):
            Agency.objects.create(short_name="never", name_en="Never")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert not Agency.objects.filter(short_name="never").exists()
    with transaction.atomic(), alone("agencies"), alone("others"):
        pass


class Worker(Loop):
    def __init__(self, stopping, done):
        super().__init__("counting", stopping, first=0.0, after_fault=0.01)
        self.done = done

    def work(self):
        self.done.append(self)
        return 0.01


def test_one_of_several_processes_works_in_the_background(elsewhere, monkeypatch):
    monkeypatch.setattr("civicbeat.governance.loop.LOOK_AGAIN", 0.01)
    stopping, done = threading.Event(), []
    assert elsewhere.take("loop counting")
    worker = Worker(stopping, done)
    worker.start()
    stopping.wait(0.2)
    assert done == [], "another process does it"
    elsewhere.give_back("loop counting")
    while not done:
        stopping.wait(0.01)
    assert not elsewhere.take("loop counting"), "between two works it is still this one's"
    stopping.set()
    worker.join()
    assert elsewhere.take("loop counting")


def test_numbers_fit_a_signed_bigint_and_differ():
    numbers = {number(f"source {n}") for n in range(1_000)}
    assert len(numbers) == 1_000
    assert all(-(2**63) <= one < 2**63 for one in numbers)


def test_nothing_is_left_behind():
    assert turns._turns._mine == {}
    assert turns._turns._session is None
