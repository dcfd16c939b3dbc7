"""Again: a cut line is opened anew, with waits that grow, and not for ever."""

import time

import pytest

from civicbeat.records.errors import FormatChanged, SourceUnreachable
from civicbeat.sources import again as again_module
from civicbeat.sources.again import MOST_TRIES, again
from civicbeat.sources.web import AskedToWait


@pytest.fixture
def slept(monkeypatch):
    """Waits as they are asked for; the clock goes on by them."""
    waits, clock = [], [0.0]

    def sleep(seconds):
        waits.append(seconds)
        clock[0] += seconds

    monkeypatch.setattr(again_module.time, "sleep", sleep)
    monkeypatch.setattr(again_module.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(again_module.random, "uniform", lambda *_: 1.0)
    return waits


def cut(*gives):
    """Lines that give something each, then are cut."""
    lines = iter(gives)

    def listen():
        yield from next(lines)
        raise SourceUnreachable("The line was cut.")

    return listen


def test_a_cut_line_is_opened_anew(slept):
    coming = again(cut(["a", "b"], [None, "c"]), 100, 1)
    assert [each for _, each in zip(range(6), coming, strict=False) if each] == ["a", "b", "c"]
    assert sum(slept) == 1


def test_waits_grow_and_end_with_the_failure(slept):
    with pytest.raises(SourceUnreachable):
        list(again(cut(*[[None]] * 10), 1_000, 1))
    assert sum(slept) == 1 + 2 + 4 + 8
    assert max(slept) <= again_module.BEAT


def test_what_comes_makes_it_begin_anew(slept):
    gives = [[], [], ["a"], [], [], [], [], []]
    with pytest.raises(SourceUnreachable):
        list(again(cut(*gives), 1_000, 1))
    assert sum(slept) == (1 + 2) + (1 + 2 + 4 + 8)


def test_it_ends_in_time_though_something_always_comes():
    def listen():
        while True:
            time.sleep(0.01)
            yield "x"

    began = time.monotonic()
    assert len(list(again(listen, began + 0.1, 1))) > 3
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("error", [FormatChanged("x"), AskedToWait("x", until=None)])
def test_other_errors_are_told_at_once(slept, error):
    def listen():
        yield None
        raise error

    with pytest.raises(type(error)):
        list(again(listen, 100, 1))
    assert slept == []
    assert MOST_TRIES > 1
