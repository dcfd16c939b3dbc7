"""One visible tree: every error is drawn at the top of its file, says what to do, and survives a process border."""

import inspect
import pickle

import pytest

from civicbeat.records import errors

CLASSES = [c for _, c in inspect.getmembers(errors, inspect.isclass) if issubclass(c, errors.CivicbeatError)]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_error_is_in_the_drawing(kind):
    assert kind.__name__ in (errors.__doc__ or "")
    assert kind.__doc__


def test_a_message_says_what_and_what_to_do():
    assert str(errors.StoreBusy("It is open elsewhere.", do="Close it.")) == "It is open elsewhere. Close it."


def test_errors_cross_processes():
    query = pickle.loads(pickle.dumps(errors.BadQuery("A quote is not closed.", position=7, do="Close it.")))
    assert (query.position, query.what, query.do) == (7, "A quote is not closed.", "Close it.")
