"""What other rooms say in English is told in the reader's language."""

import pytest
from django.utils import translation

from civicbeat.records.errors import BadMapping, BadQuery
from civicbeat.web.explaining import explained, told, where


def test_a_problem_that_was_written_down_is_told_sentence_by_sentence():
    with translation.override("vi"):
        assert told("tin.example cannot be reached. Check the address.") == (
            "Không kết nối được tin.example. Hãy kiểm tra địa chỉ."
        )


def test_an_error_and_the_problem_that_was_written_of_it_say_the_same():
    error = BadMapping(
        "The file has no column named lời.", do="Its columns are: a, b. Change the mapping or choose another file."
    )
    with translation.override("vi"):
        assert explained(error) == told(str(error)) != str(error)


@pytest.mark.parametrize(
    ("position", "parts"),
    [(0, ("", "(", "a", 1)), (1, ("(", "a", "", 2)), (2, ("(a", "␣", "", 3)), (9, ("(a", "␣", "", 3))],
)
def test_the_place_of_an_error_is_inside_the_query_or_just_after_it(position, parts):
    found = where(BadQuery("x", position=position), "(a")
    assert (found.before, found.at, found.after, found.number) == parts
