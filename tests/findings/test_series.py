"""Series: a count is a count, what was not heard is missing, and what is hidden is little but not nothing."""

from datetime import timedelta

import numpy as np
import pytest
from tests.store.making import SCOPE, START, batch

from civicbeat.findings.series import SMALL, series
from civicbeat.records.period import Grain, Period
from civicbeat.records.post import post_id
from civicbeat.store.coverage import CoverageNote
from civicbeat.store.question import Question

HOURS = 48
SILENT = 20
FEW = 30


def rows():
    """Thirty people an hour from the third hour on; three in one hour; nothing in two while the source is down."""
    for hour in range(2, HOURS):
        people = 0 if hour in (SILENT, SILENT + 1) else 3 if hour == FEW else 30
        for n in range(people):
            at = START + timedelta(hours=hour, minutes=n)
            yield {"id": post_id("test.one", f"{hour}-{n}"), "published_at": at, "author": 1 + n}


@pytest.fixture(scope="module")
def store(opened):
    opened.store.write(batch(rows()), token="series")
    for start, hours, status in ((0, SILENT, "ok"), (SILENT, 2, "failed"), (SILENT + 2, HOURS - SILENT - 2, "ok")):
        first = START + timedelta(hours=start)
        opened.store.note_coverage(
            CoverageNote("test.one", first, first + timedelta(hours=hours), 1, status, "SourceUnreachable")
        )
    opened.store.roll_up()
    return opened.store


def asked(start=START, hours=HOURS):
    return Question(scope=SCOPE, period=Period(start, start + timedelta(hours=hours)))


def test_hours_before_the_first_post_and_hours_not_heard_are_missing(store):
    found = series(store, asked(), Grain.HOUR)
    missing = set(np.flatnonzero(np.isnan(found.counts)))
    assert missing == {0, 1, SILENT, SILENT + 1}
    assert len(found.counts) == len(found.starts) == HOURS
    assert found.starts[0] == START
    assert found.step == timedelta(hours=1)


def test_what_is_hidden_is_taken_for_a_few(store):
    found = series(store, asked(), Grain.HOUR)
    assert found.hidden[FEW]
    assert found.counts[FEW] == SMALL
    assert found.hidden.sum() <= 2  # no hour is hidden alone, so that it cannot be found by subtraction
    assert found.known == pytest.approx(1 - found.hidden.sum() / (HOURS - 4))
    shown = found.counts[~found.hidden & ~np.isnan(found.counts)]
    assert ((shown >= 20) & (shown <= 40)).all()


def test_cells_that_are_not_whole_are_left_out(store):
    found = series(store, asked(START + timedelta(minutes=30), 5), Grain.HOUR)
    assert [start.astimezone(START.tzinfo) for start in found.starts] == [
        START + timedelta(hours=n) for n in range(1, 5)
    ]
    assert len(series(store, asked(START + timedelta(minutes=10), 1), Grain.HOUR).counts) == 0
