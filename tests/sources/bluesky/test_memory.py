"""Memory: bounded, without authors, the same after it was written down."""

from tests.sources.bluesky.server import did, key

from civicbeat.sources.bluesky.memory import MOST, Memory


def test_what_was_kept_is_known_once():
    memory = Memory("")
    memory.keep(did(1), key(1))
    assert not memory.drop(did(2), key(1))
    assert not memory.drop(did(1), key(2))
    assert memory.drop(did(1), key(1))
    assert not memory.drop(did(1), key(1))


def test_all_of_one_author_are_found_and_nobody_elses():
    memory = Memory("")
    for number in range(20):
        memory.keep(did(number % 4), key(number))
    assert memory.drop_all(did(3)) == [key(n) for n in (3, 7, 11, 15, 19)]
    assert memory.drop_all(did(3)) == []
    assert len(memory.drop_all(did(0))) == 5


def test_the_oldest_are_forgotten_and_what_is_written_stays_small():
    memory = Memory("")
    for number in range(MOST + 10):
        memory.keep(did(number), key(number))
    written = str(memory)
    assert len(written) < 200_000
    assert "did" not in written
    again = Memory(written)
    assert str(again) == written
    assert not again.knows(did(9), key(9))
    assert again.knows(did(10), key(10))


def test_anything_else_is_an_empty_memory():
    assert [str(Memory(said)) for said in (None, 7, "short", ["x"])] == ["", "", "", ""]
