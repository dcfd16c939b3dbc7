"""Personal data that a person found: gone at once, from every row and file, and not brought back by anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from django.conf import settings
from tests.listen import fakes
from tests.listen.fakes import ASKED, NATIVE, URL, WORD, Somebody

from civicbeat.enrich.mask import passages as digests
from civicbeat.governance.audit.models import Entry
from civicbeat.listen import passages
from civicbeat.listen.models import Passage
from civicbeat.listen.passages import Spotted, mask
from civicbeat.listen.replay import replay
from civicbeat.records.errors import InputError, NotAllowed
from civicbeat.records.post import MASKED, post_id
from civicbeat.records.scope import Scope
from civicbeat.store.dead_letters import DeadLetter
from civicbeat.store.erasures import ErasureList, Kind

pytestmark = pytest.mark.django_db(transaction=True)
SOURCE = "test.asked"
NUMBER = post_id(SOURCE, NATIVE)
SCOPE = Scope(agency="water", person="lan", purpose="A neighbour's name")


@pytest.fixture(autouse=True)
def place(opened, monkeypatch, tmp_path):
    """Its list of erasures and its key are those of the beat's own installation."""
    monkeypatch.setattr(settings, "INSTALLATION", opened.installation)
    yield
    opened.installation.erasures.unlink(missing_ok=True)


def read(beat, **said):
    source = Somebody(120, name=SOURCE, policy=ASKED, **said)
    beat.intake.run(source, {}, lambda _cursor, _tally: None)
    beat.store.roll_up()
    return source


def text(beat):
    [post] = beat.store.held([NUMBER])
    return post.text


def spot(beat, words=WORD, kind="name", scope=SCOPE, post=NUMBER):
    mask(beat.store, beat.workers.label, scope, Spotted(post, words, kind))


def test_no_later_reading_brings_them_back(beat):
    source = read(beat)
    spot(beat)
    again = [{"n": 7, "read_at": datetime.now(UTC) + timedelta(seconds=n)} for n in (1, 2)]
    for raw in again:
        page = fakes.Page((raw,), {})
        beat.intake.take(source, iter([page]), lambda *_: None)
        assert text(beat) == "Tôi nói ⟨👤⟩ ở đây"
    assert [row for [row] in beat.store._clients.rows(f"SELECT text FROM posts WHERE id = {NUMBER}")] == [text(beat)]
    [post] = beat.store.held([NUMBER])
    assert post.url == URL, "an address that does not hold them stays"


def test_letters_that_wait_are_masked_when_they_are_tried_again(beat):
    read(beat)
    spot(beat)
    row = beat.store.kept([NUMBER]).batch.select(MASKED.names).to_pylist()[0]
    row |= {"text": f"{WORD} nói lại", "collected_at": datetime.now(UTC) + timedelta(seconds=1)}
    beat.store.bury(DeadLetter(source=SOURCE, reason="r", batch=pa.RecordBatch.from_pylist([row], schema=MASKED)))
    assert replay(beat) == 1
    assert text(beat) == "⟨👤⟩ nói lại"


def test_an_address_that_holds_the_words_goes_whole(beat):
    read(beat)
    spot(beat, NATIVE)
    [post] = beat.store.held([NUMBER])
    assert post.url == ""


def test_what_is_not_there_is_refused_and_noted(beat):
    read(beat)
    for wrong in ({"words": "không có ở đây"}, {"post": 404}, {"words": WORD[:5]}):
        with pytest.raises(InputError, match="not in the post"):
            spot(beat, **wrong)
    assert Entry.objects.filter(action="mask-miss").count() == 3
    assert not Passage.objects.exists()
    assert not beat.installation.erasures.exists()


def test_a_reason_is_asked_for_and_may_not_repeat_the_words(beat):
    read(beat)
    for purpose, match in (("short", "fewer than"), (f"It is {WORD}, a name", "repeats")):
        with pytest.raises(InputError, match=match):
            spot(beat, scope=Scope(agency="water", person="lan", purpose=purpose))
    assert WORD in text(beat)


def test_a_post_is_not_masked_away_word_by_word(beat):
    read(beat)
    for n in range(passages.MOST):
        Passage.objects.create(post=str(NUMBER), digest=f"{n}", kind="name", moment=datetime.now(UTC))
    with pytest.raises(NotAllowed, match="masked already"):
        spot(beat)


def test_the_digest_goes_when_the_post_cannot_come_back(beat):
    read(beat)
    spot(beat)
    now = datetime.now(UTC)
    assert passages.forget(beat.store, now + 2 * passages.KEPT) == 0, "the post is still held"
    Passage.objects.create(post="404", digest="away", kind="phone", length=9, moment=now)
    assert passages.forget(beat.store, now + passages.KEPT) == 0
    assert passages.forget(beat.store, now + passages.KEPT + timedelta(hours=1)) == 1
    beat.store.erase([NUMBER])
    assert passages.forget(beat.store, now) == 1
    assert [(one.post, one.digest, one.kind) for one in Passage.objects.order_by("kind")] == [
        ("", "", "name"),
        ("", "", "phone"),
    ]


def listed(beat, post=NUMBER):
    """What the list of erasures tells after a restore of an older backup."""
    found = digests.noted(passages.key(beat.installation.data), post, WORD, "name")
    erasures = ErasureList(beat.installation.erasures)
    erasures.note(Kind.PASSAGE, [f"{post} {found.kind} {found.length} {found.digest}"])
    return erasures.read()


def test_a_backup_does_not_bring_them_back(beat):
    source = read(beat)
    passages.bring_back(beat.store, beat.workers.label, listed(beat), beat.installation.data)
    assert text(beat) == "Tôi nói ⟨👤⟩ ở đây"
    assert Passage.objects.get().post == str(NUMBER)
    page = fakes.Page(({"n": 7, "read_at": datetime.now(UTC) + timedelta(seconds=1)},), {})
    beat.intake.take(source, iter([page]), lambda *_: None)
    assert WORD not in text(beat)


def test_where_the_key_is_lost_their_posts_are_erased(beat, tmp_path):
    read(beat)
    passages.bring_back(beat.store, beat.workers.label, listed(beat), tmp_path)
    assert beat.store.held([NUMBER]) == ()
    passages.bring_back(beat.store, beat.workers.label, (), tmp_path)
