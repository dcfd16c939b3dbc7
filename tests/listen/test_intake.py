"""From a source to the store: nothing lost, nothing doubled, nothing unmasked, and a cursor that never runs ahead."""

import pytest
from tests.listen.fakes import Numbers, moment

from civicbeat.governance.accounts.models import Agency
from civicbeat.governance.switches.switching import switch_off, switch_on
from civicbeat.listen.intake import Intake
from civicbeat.records.errors import SourceUnreachable, StoreFull
from civicbeat.records.period import Period
from civicbeat.records.scope import Scope
from civicbeat.store.question import Look, Metric, Question

SCOPE = Scope(agency="test", person="test", purpose="test")

pytestmark = pytest.mark.django_db  # labels that people corrected are asked for


def run(beat, source, cursor=None, stop=None):
    kept = []
    tally = beat.intake.run(source, cursor or {}, lambda position, _tally: kept.append(dict(position)), stop)
    return tally, kept


def period(count):
    return Period(moment(0), moment(count))


def stories(beat, count):
    """The texts themselves: figures are protected, and a test wants the exact number."""
    look = Look(scope=SCOPE, period=period(count))
    return [row["text"] for batch in beat.store.export(look) for row in batch.to_pylist()]


def test_everything_read_is_stored_and_nothing_is_unexplained(beat):
    tally, kept = run(beat, Numbers(1_000, no_text_every=10))
    assert (tally.read, tally.new, tally.rejected, tally.unexplained) == (1_000, 900, 100, 0)
    assert tally.reasons == {"no-text": 100}
    assert tally.share_done == 1.0
    assert kept == [{"next": n} for n in range(100, 1_001, 100)]
    assert len(stories(beat, 1_000)) == 900


def test_workers_that_run_already_hear_of_a_switch(beat):
    run(beat, Numbers(100))
    city = Agency.objects.create(short_name="city", name_vi="Thành phố", name_en="City")
    why = Scope(agency=city.short_name, person="minh", purpose="Đoán sai ngôn ngữ của nhiều bài đăng")
    switch_off(why, "Trần Minh", "language")
    run(beat, Numbers(200), {"next": 100})
    switch_on(why, "Trần Minh", "language")
    look = Look(scope=SCOPE, period=period(200))
    spoken = {row["text"]: row["language"] for batch in beat.store.export(look) for row in batch.to_pylist()}
    assert sum(language == "und" for language in spoken.values()) == 100


def test_the_same_source_twice_is_stored_once(beat):
    run(beat, Numbers(500))
    tally, _ = run(beat, Numbers(500))
    assert (tally.new, tally.repeated, tally.edited) == (0, 500, 0)
    assert len(stories(beat, 500)) == 500


def test_nothing_personal_is_stored(beat):
    run(beat, Numbers(300))
    texts = " ".join(stories(beat, 300))
    assert "0903" not in texts
    assert "nguoi.la" not in texts
    assert "Người số" not in texts


def test_a_source_that_breaks_keeps_what_it_gave(beat):
    with pytest.raises(SourceUnreachable):
        run(beat, Numbers(1_000, breaks_at=400))
    assert len(stories(beat, 1_000)) == 400
    tally, _ = run(beat, Numbers(1_000), {"next": 400})
    assert (tally.new, tally.repeated) == (600, 0)


def test_a_store_that_fails_stops_the_cursor_before_the_lost_page(beat, monkeypatch):
    real, calls = beat.store.write, []

    def write(batch, *, token, **more):
        calls.append(token)
        if len(calls) == 4:
            raise StoreFull("No space is left.", do="Make room.")
        return real(batch, token=token, **more)

    monkeypatch.setattr(beat.store, "write", write)
    kept = []
    with pytest.raises(StoreFull):
        beat.intake.run(Numbers(1_000), {}, lambda position, _: kept.append(position["next"]))
    assert kept == [100, 200, 300]
    assert len(calls) == 4
    monkeypatch.undo()
    tally, _ = run(beat, Numbers(1_000), {"next": kept[-1]})
    assert tally.new == 700
    assert len(stories(beat, 1_000)) == 1_000


def test_a_post_that_ends_its_worker_is_set_aside_and_costs_no_other(beat):
    tally, _ = run(beat, Numbers(12, page=4, kills_worker=5))
    assert (tally.new, tally.reasons, tally.unexplained) == (11, {"ends-worker": 1}, 0)


def test_pages_fill_the_coverage_ledger(beat):
    run(beat, Numbers(600))
    covered = beat.store.coverage(period(600), ("test.numbers",))
    assert covered.share == 1.0
    assert covered.gaps == ()


def test_figures_agree_with_what_was_stored(beat):
    run(beat, Numbers(800))
    answer = beat.store.ask(Question(scope=SCOPE, period=period(800), metrics=(Metric.POSTS, Metric.PEOPLE)))
    [row] = answer.table.to_pylist()
    assert abs(row["posts"] - 800) <= 10
    assert abs(row["people"] - 40) <= 10


def test_an_empty_source_changes_nothing(beat):
    tally, kept = run(beat, Numbers(0))
    assert (tally.read, kept) == (0, [])


def test_intake_needs_nothing_but_store_and_workers(beat):
    tally = Intake(beat.store, beat.workers).run(Numbers(10), {}, lambda *_: None)
    assert tally.new == 10
