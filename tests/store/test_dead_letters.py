import pytest
from tests.store.making import batch, masked

from civicbeat.records.errors import StoreError
from civicbeat.store.dead_letters import DeadLetter


def test_a_letter_comes_back_as_it_was(store):
    rows = masked([{"id": 1, "text": "ngập\x00nước"}, {"id": 2, "author": 2**64 - 1}])
    number = store.bury(DeadLetter(source="feeds", reason="enricher-failed", batch=rows, cursor={"page": 3}))
    [letter] = store.dead_letters()
    assert letter.batch.equals(rows)
    assert (letter.id, letter.source, letter.reason, letter.cursor) == (number, "feeds", "enricher-failed", {"page": 3})


def test_a_revived_letter_is_gone(store):
    first = store.bury(DeadLetter(source="a", reason="r", batch=masked([{"id": 1}])))
    store.bury(DeadLetter(source="b", reason="r", batch=masked([{"id": 2}])))
    store.revive((first,))
    assert [letter.source for letter in store.dead_letters()] == ["b"]


def test_only_masked_posts_are_kept(store):
    with pytest.raises(StoreError, match="masked"):
        store.bury(DeadLetter(source="a", reason="r", batch=batch([{"id": 1}])))
