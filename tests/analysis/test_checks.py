"""Every registered method keeps the contract; a method that does not is found out."""

from dataclasses import dataclass, replace

import pytest

from civicbeat.analysis import checks
from civicbeat.analysis.all import METHODS
from civicbeat.analysis.contract import Doubt, Method, Refusal, Sentence


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_every_method_keeps_the_contract(method, check):
    check(method)


SAID = Sentence("Trung bình là hai.", "The mean is two.")


@dataclass(frozen=True)
class Mean:
    estimate: float
    doubt: Doubt
    method: str = "mean 1"
    sentence: Sentence = SAID


def mean(values):
    """The mean.

    Reads: values. Gives: their mean. Fails: never. Source: everybody.
    """
    if not values:
        return Refusal("no-data", Sentence("Không có dữ liệu.", "There is no data."))
    return Mean(2.0, Doubt(1.0, 3.0, 0.95, len(values)))


GOOD = Method("mean", "1", mean, lambda: {"values": [1, 3]}, {"empty": lambda: {"values": []}})


def test_a_good_method_passes():
    for check in checks.CHECKS:
        check(GOOD)


def _undocumented(values):
    return mean(values)


def _outside(values):
    found = mean(values)
    return found if isinstance(found, Refusal) else replace(found, estimate=9.0)


def _never_refuses(values):
    return mean(values or [1])


_calls = []


def _moody(values):
    _calls.append(1)
    found = mean(values)
    return replace(found, doubt=replace(found.doubt, sample=len(_calls)))


@pytest.mark.parametrize(
    ("check", "bad"),
    [
        (checks.check_docstring, _undocumented),
        (checks.check_finds, _outside),
        (checks.check_refuses, _never_refuses),
        (checks.check_pure, _moody),
    ],
)
def test_a_breach_is_found(check, bad):
    with pytest.raises(ValueError, match="breaks its contract"):
        check(replace(GOOD, find=bad))
