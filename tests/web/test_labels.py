"""Names of values: every one the console offers has a name, and examples say the truth."""

from datetime import UTC, datetime

import pytest

from civicbeat.sources.files.dates import FORMS, reader
from civicbeat.sources.files.words import PLATFORMS as GUESSED
from civicbeat.web.labels import DATE_FORMS, PLATFORMS


def test_every_way_of_writing_dates_has_a_name():
    assert list(DATE_FORMS) == list(FORMS)


@pytest.mark.parametrize("form", FORMS)
def test_the_example_of_a_date_is_read_as_it_says(form):
    _, example = DATE_FORMS[form]
    assert reader(form, "Asia/Ho_Chi_Minh")(example) == datetime(2026, 3, 31, 1, 15, tzinfo=UTC)


def test_every_platform_that_is_guessed_can_be_chosen():
    assert {*GUESSED, "other"} <= set(PLATFORMS)
