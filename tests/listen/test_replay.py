"""Dead letters get another chance; those that fail again stay, and cost no other."""

from collections.abc import Collection

import pyarrow as pa
import pytest
from tests.listen.fakes import Numbers, moment

from civicbeat.enrich.all import masking
from civicbeat.enrich.contract import apply
from civicbeat.listen import replay as replaying
from civicbeat.listen.replay import replay
from civicbeat.listen.understand import Understanding
from civicbeat.records.errors import EnrichError
from civicbeat.records.period import Period
from civicbeat.records.post import MASKED, to_raw_batch
from civicbeat.records.scope import Scope
from civicbeat.store.dead_letters import DeadLetter
from civicbeat.store.question import Look

pytestmark = pytest.mark.django_db(transaction=True)
SCOPE = Scope(agency="test", person="test", purpose="test")


@pytest.fixture
def buried(beat):
    mask = masking({"2026-03": b"k" * 32})
    for n in range(40):
        masked = apply(mask, to_raw_batch([Numbers(40).to_post({"n": n})]), MASKED)
        beat.store.bury(DeadLetter(source="test.numbers", reason="EnrichError", batch=masked))
    return beat


def stored(beat):
    look = Look(scope=SCOPE, period=Period(moment(0), moment(40)))
    return sum(len(batch) for batch in beat.store.export(look))


def test_all_are_stored_once_what_failed_is_mended(buried):
    assert replay(buried) == 40
    assert list(buried.store.dead_letters()) == []
    assert stored(buried) == 40
    assert replay(buried) == 0


def test_one_that_fails_again_stays_and_costs_no_other(buried, monkeypatch):
    class Stubborn(Understanding):
        def again(self, masked: pa.RecordBatch, off: Collection[str] = ()) -> pa.RecordBatch:
            if any("số 7," in text for text in masked.column("text").to_pylist()):
                raise EnrichError("It fails again.", do="Nothing.")
            return super().again(masked, off)

    monkeypatch.setattr(replaying, "Understanding", Stubborn)
    assert replay(buried) == 39
    assert len(list(buried.store.dead_letters())) == 1
