from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.making import START

from civicbeat.records.period import Period
from civicbeat.store.coverage import CoverageNote

HOUR = timedelta(hours=1)


def note(store, first, last, status="ok", reason="", *, source="feeds"):
    store.note_coverage(CoverageNote(source, START + first * HOUR, START + last * HOUR, 1, status, reason))


def hours(covered):
    return [((g.start - START) / HOUR, (g.end - START) / HOUR, g.reason) for g in covered.gaps]


PERIOD = Period(START, START + 10 * HOUR)


def test_no_ledger_no_share(store):
    assert store.coverage(PERIOD).share is None


def test_all_was_heard(store):
    note(store, 0, 4)
    note(store, 4, 12)
    covered = store.coverage(PERIOD, ("feeds",))
    assert (covered.share, covered.gaps) == (1.0, ())


def test_a_failure_is_a_gap_with_its_reason(store):
    note(store, 0, 4)
    note(store, 4, 6, "failed", "SourceUnreachable")
    note(store, 6, 10)
    covered = store.coverage(PERIOD, ("feeds",))
    assert hours(covered) == [(4, 6, "SourceUnreachable")]
    assert covered.share == 0.8


def test_what_nobody_noted_is_a_gap_too(store):
    note(store, 0, 2)
    note(store, 7, 10)
    assert hours(store.coverage(PERIOD)) == [(2, 7, "not-read")]


def test_a_failure_made_good_later_is_no_gap(store):
    note(store, 0, 4)
    note(store, 4, 6, "failed")
    note(store, 3, 10)
    assert store.coverage(PERIOD).gaps == ()


def test_a_source_is_not_expected_before_its_first_note_nor_after_its_last(store):
    note(store, 5, 6)
    assert store.coverage(PERIOD).share == 1.0


def test_other_sources_do_not_count(store):
    note(store, 0, 10)
    note(store, 0, 10, "failed", source="other")
    assert store.coverage(PERIOD, ("feeds",)).share == 1.0
    assert store.coverage(PERIOD).share == 0.5


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8), st.booleans()), min_size=1, max_size=6))
def test_the_share_is_that_of_the_hours(opened, notes):
    opened._clients.order("TRUNCATE TABLE coverage")
    for first, length, good in notes:
        note(opened, first, first + length, "ok" if good else "failed")
    expected = range(min(n[0] for n in notes), min(10, max(n[0] + n[1] for n in notes)))
    heard = {h for first, length, good in notes if good for h in range(first, first + length)}
    covered = opened.coverage(PERIOD)
    if not expected:
        assert covered.share is None
    else:
        assert round(covered.share * len(expected)) == len(heard & set(expected))


def test_the_time_before_a_source_was_followed_is_not_heard(store):
    note(store, 8, 10)
    note(store, 0, 5, source="forum")
    note(store, 4, 10, source="forum")
    assert store.coverage(PERIOD).share == 1.0
    assert store.heard(PERIOD) == {"feeds": 0.2, "forum": 1.0}
    assert store.heard(PERIOD.before()) == {"feeds": 0.0, "forum": 0.0}
