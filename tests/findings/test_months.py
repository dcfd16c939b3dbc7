"""Months: whoever speaks in two of them has two pseudonyms, and is not to be counted as two people."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from civicbeat.findings.months import busiest, fewest, touched
from civicbeat.records.period import Period

FIRST = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "days", "months"),
    [(FIRST, 31, 1), (FIRST - timedelta(days=3), 7, 2), (FIRST - timedelta(days=70), 80, 4)],
)
def test_k_people_are_asked_for_in_each_month_a_period_touches(start, days, months):
    period = Period(start, start + timedelta(days=days))
    assert (touched(period), fewest(10, period)) == (months, 10 * months)


def test_people_are_those_of_the_busiest_month():
    moments = [FIRST - timedelta(days=1)] * 3 + [FIRST] * 4
    posts = pa.table(
        {
            "published_at": pa.array(moments, pa.timestamp("ms", "UTC")),
            "person": pa.array([1, 2, 2, 7, 8, 9, 9], pa.uint64()),
        }
    )
    assert busiest(posts) == 3
    assert busiest(posts.slice(0, 3)) == 2
    assert busiest(posts.slice(0, 0)) == 0
