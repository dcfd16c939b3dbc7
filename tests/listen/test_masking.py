"""Posts that an older mask read are read by today's: by itself, on demand, and from where it was broken off."""

from __future__ import annotations

import json

import pytest
from tests.listen.fakes import Numbers, moment
from tests.store.making import batch, crowd, masked

from civicbeat.governance.audit.models import Entry
from civicbeat.listen import corrections, masking, rewording
from civicbeat.listen.backups import hatch
from civicbeat.listen.backups.hatch import Hatch
from civicbeat.listen.masking import MaskedAgain, Masker, behind, between, mask_again
from civicbeat.listen.models import MaskedMonth
from civicbeat.records.scope import Scope
from civicbeat.store.dead_letters import DeadLetter
from civicbeat.store.relabel import Labels

pytestmark = pytest.mark.django_db(transaction=True)
SCOPE = Scope(agency="water", person="lan", purpose="The mask learnt to read spelled numbers")
NUMBER = "0903 123 456"
LEFT = f"Đường ngập nước, gọi {NUMBER} nhé"


@pytest.fixture
def stored(beat):
    """Posts of two months, some of which an older mask left as they were."""
    march = [row | {"text": LEFT, "themes": ["unclassified"]} for row in crowd(4)]
    may = {"id": 50, "text": LEFT, "url": "https://forum.example/u/lan", "published_at": moment(60 * 24 * 70)}
    beat.store.write(batch([*march, may, *crowd(30, first=100, text="Trời đẹp quá")]), token="old")
    beat.store.bury(DeadLetter(source="test.one", reason="r", batch=masked([{"id": 9, "text": LEFT}])))
    beat.store.roll_up()
    return beat


def texts(beat):
    """Of every row, merged or not."""
    return [text for [text] in beat.store._clients.rows("SELECT text FROM posts")]


def test_every_stored_post_is_masked_by_todays_mask(stored):
    told = []
    done = mask_again(stored, behind(stored), SCOPE, lambda *one: told.append(one))
    assert done == MaskedAgain(("2026-03", "2026-05"), 35, 5)
    assert not [text for text in texts(stored) if NUMBER in text]
    [post] = stored.store.held([50])
    assert (post.text, post.url) == ("Đường ngập nước, gọi ⟨☎⟩ nhé", "")
    assert post.themes != ("unclassified",), "what rests on the text is told anew"
    [letter] = stored.store.dead_letters()
    assert letter.batch.column("text").to_pylist() == ["Đường ngập nước, gọi ⟨☎⟩ nhé"]
    assert stored.store._clients.rows("SELECT count() FROM daily_counts WHERE key = '0903'") == [(0,)]
    assert told[-1] == ("2026-05", 1)
    entry = Entry.objects.get(action="mask-again")
    assert (entry.person, entry.details["changed"]) == ("lan", 5)
    assert NUMBER not in json.dumps(entry.details)


def test_what_was_read_by_todays_mask_is_not_read_again_unless_asked_for(stored):
    mask_again(stored, behind(stored), SCOPE)
    assert behind(stored) == ()
    assert between(stored, "", "") == ()
    assert between(stored, "2026-04", "") == ("2026-05",)
    assert between(stored, "", "2026-04") == ("2026-03",)
    assert mask_again(stored, between(stored, "2026-05", ""), SCOPE) == MaskedAgain(("2026-05",), 1, 0)
    assert [(row.month, row.changed) for row in MaskedMonth.objects.all()] == [("2026-03", 4), ("2026-05", 1)]


def test_it_happens_by_itself_after_an_update(stored, monkeypatch):
    Masker(stored, stored.stopping).work()
    assert not [text for text in texts(stored) if NUMBER in text]
    assert Entry.objects.get(action="mask-again").person == "civicbeat"
    assert Masker(stored, stored.stopping).work() == masking.EVERY
    assert Entry.objects.filter(action="mask-again").count() == 1, "what is done is left alone"
    monkeypatch.setattr(masking, "VERSION", "2099.1")
    assert behind(stored) == ("2026-03", "2026-05")


def test_what_is_broken_off_goes_on_with_its_month(stored, monkeypatch):
    def stop(month, posts):
        if month == "2026-05" and not posts:
            stored.stopping.set()

    assert mask_again(stored, behind(stored), SCOPE, stop).months == ("2026-03",)
    stored.stopping.clear()
    assert behind(stored) == ("2026-05",)
    assert mask_again(stored, behind(stored), SCOPE).changed == 1


def test_many_are_written_a_few_at_a_time(stored, monkeypatch):
    monkeypatch.setattr(masking, "AT_ONCE", 2)
    assert mask_again(stored, ["2026-03"], SCOPE).changed == 4
    assert len([text for text in texts(stored) if "☎" in text]) == 4


def test_labels_that_people_gave_stay(stored):
    corrections.correct(stored.store, [50], Labels("positive", ("noise",)))
    mask_again(stored, ["2026-05"], SCOPE)
    [post] = stored.store.held([50])
    assert (post.sentiment, post.themes) == ("positive", ("noise",))


def test_a_post_that_no_enricher_can_take_is_masked_all_the_same(stored, monkeypatch):
    def fail(self, batch):
        if 2 in batch.column("id").to_pylist():
            raise ValueError(NUMBER)
        return real(self, batch)

    real = type(stored.workers).label
    monkeypatch.setattr(type(stored.workers), "label", fail)
    assert mask_again(stored, ["2026-03"], SCOPE).changed == 4
    themes = {post.id: post.themes for post in stored.store.held([1, 2])}
    assert themes[2] == ("unclassified",) != themes[1]
    assert rewording.labelled(stored.store.kept([]).batch, stored.workers.label).num_rows == 0


def test_who_has_the_store_is_asked_to_do_it(stored):
    waiting = Hatch(stored)
    waiting.start()
    try:
        while not hatch._path(stored.installation).exists():
            stored.stopping.wait(0.01)
        told = []
        done = hatch.mask(stored.installation, "", "", SCOPE, lambda *one: told.append(one))
    finally:
        stored.stopping.set()
        waiting.join()
    assert (list(done.months), done.changed) == (["2026-03", "2026-05"], 5)
    assert ("2026-03", 34) in told
    assert Entry.objects.get(action="mask-again").person == "lan"


def test_what_comes_in_now_is_not_touched(beat):
    beat.intake.run(Numbers(40), {}, lambda _cursor, _tally: None)
    assert mask_again(beat, behind(beat), SCOPE).changed == 0
