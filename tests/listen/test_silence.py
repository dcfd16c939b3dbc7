"""A source that is read well and gives nothing is noticed; what was not read is not silence."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from civicbeat.listen.models import FollowedSource, SourceDay
from civicbeat.listen.silence import DAYS_BACK, by_hour, look_for_silence

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 30, 15, 20, tzinfo=UTC)


def source(per_hour, until=NOW, name="test.one", **more):
    """A source that gave so many posts in each hour up to ``until``."""
    followed = FollowedSource.objects.create(name=name, kind="feeds", title=name, **more)
    for back in range(DAYS_BACK + 1):
        day = (NOW - timedelta(days=back)).date()
        hours = [
            per_hour if datetime(day.year, day.month, day.day, hour, tzinfo=UTC) < until else 0 for hour in range(24)
        ]
        SourceDay.objects.create(source=followed, day=day, by_hour=hours, readings=1)
    return followed


def test_a_source_that_falls_silent_is_marked_and_unmarked(db):
    followed = source(10, until=NOW - timedelta(hours=8))
    assert look_for_silence(NOW) == 1
    followed.refresh_from_db()
    assert followed.quiet_since == datetime(2026, 3, 30, 12, tzinfo=UTC)
    SourceDay.objects.filter(day=NOW.date()).update(by_hour=[10] * 24)
    assert look_for_silence(NOW) == 0
    followed.refresh_from_db()
    assert followed.quiet_since is None


@pytest.mark.parametrize("more", [{"failures": 3}, {"paused": True}])
def test_one_that_fails_or_is_paused_is_not_heard_rather_than_quiet(more):
    source(10, until=NOW - timedelta(hours=8), **more)
    assert look_for_silence(NOW) == 0


def test_one_that_never_gave_much_cannot_be_called_quiet():
    source(0)
    assert look_for_silence(NOW) == 0


def test_days_without_readings_are_missing_and_not_zero():
    followed = source(10)
    SourceDay.objects.filter(day=(NOW - timedelta(days=3)).date()).delete()
    hours = by_hour(followed.days.all(), NOW)
    assert len(hours) == DAYS_BACK * 24 + 15
    assert np.isnan(hours).sum() == 24
    assert np.nansum(hours) == 10 * (DAYS_BACK * 24 + 15 - 24)
