"""Charter rule 2 and 3: nobody asks without saying who and why, and never about fewer than ten people."""

import pytest

from civicbeat.records.errors import ScopeMissing
from civicbeat.records.scope import SMALLEST_GROUP, Scope


def test_a_scope_protects_groups_of_ten_by_default():
    assert Scope(agency="a", person="p", purpose="why").k == SMALLEST_GROUP == 10


@pytest.mark.parametrize("missing", ["agency", "person", "purpose"])
def test_every_part_is_needed(missing):
    parts = {"agency": "a", "person": "p", "purpose": "why", missing: "  "}
    with pytest.raises(ScopeMissing, match=missing):
        Scope(**parts)


@pytest.mark.parametrize("k", [9, 1, 0, -5])
def test_k_cannot_be_lowered(k):
    with pytest.raises(ScopeMissing):
        Scope(agency="a", person="p", purpose="why", k=k)


def test_k_can_be_raised():
    assert Scope(agency="a", person="p", purpose="why", k=25).k == 25
