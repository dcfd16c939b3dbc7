"""Changes of the rules note themselves."""

import pytest

from civicbeat.enrich.mask import Mask
from civicbeat.governance.requests import rules
from civicbeat.governance.requests.models import RuleChange

pytestmark = pytest.mark.django_db


def test_the_rules_are_those_of_the_program_that_runs():
    found = rules.in_force()
    assert found["k"] == "10"
    assert found["model.mask"] == f"{Mask.version} ({Mask.licence})"
    assert found["kept.x"] == "P7D"
    assert found["kept.feeds"] == "∞"
    assert found["kept.youtube"].endswith("↻")
    assert "people" in found["role.operator"]
    assert len(rules.in_force()) == len(set(rules.in_force()))


def test_the_first_run_notes_all_and_the_next_only_what_differs():
    assert len(rules.note(rules.in_force())) == len(rules.in_force())
    assert rules.note(rules.in_force()) == []
    other = rules.in_force() | {"k": "12", "masks": "phone"}
    del other["noise"]
    rules.note(other)
    newest = {change.rule: (change.before, change.after) for change in RuleChange.objects.all()[:3]}
    assert newest["k"] == ("10", "12")
    assert newest["noise"][1] == ""
    assert newest["masks"][1] == "phone"
    assert rules.note(other) == []
    rules.note(rules.in_force())
    assert RuleChange.objects.filter(rule="noise").first().before == ""


def test_another_sentiment_model_is_another_rule(tmp_path):
    rules.note(rules.in_force())
    [change] = rules.note(rules.in_force(tmp_path / "own"))
    assert change.rule == "model.sentiment"
    assert "own" in change.after
