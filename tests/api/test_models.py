"""The API with models switched off: it says which, and of what rests on one it gives a problem, never a figure."""

from datetime import timedelta

import pytest
from tests.api.test_access import OPERATIONS
from tests.switching import BY, WHY, silence
from tests.web import city
from tests.web.test_emerging import SHARES, TOPIC

from civicbeat.enrich.cards import cards, opinions
from civicbeat.findings.emerging import VERSION
from civicbeat.findings.models import Emergence, Event
from civicbeat.governance.switches.models import Switch

DECIDED = (city.moment() - timedelta(days=15)).date().isoformat()
WHOLE = {"impact": {"decided": DECIDED}}
"""What an operation needs beyond a reason."""
RESTS = (
    ("figures", {"by": "sentiment"}, "sentiment"),
    ("figures", {"by": "theme"}, "themes"),
    ("figures", {"by": ["day", "place"]}, "places"),
    ("figures", {"by": "language"}, "language"),
    ("figures", {"q": "theme:flooding"}, "themes"),
    ("figures", {"f": "place:vn.hcm"}, "places"),
    ("feelings", {}, "sentiment"),
    ("feelings/course", {}, "sentiment"),
    ("changes", {"by": "theme"}, "themes"),
    ("changes", {"by": "place"}, "places"),
    ("changes", {"by": "source", "posts": "negative"}, "sentiment"),
    ("trends", {"q": "sentiment:negative"}, "sentiment"),
    ("stories", {"f": "theme:flooding"}, "themes"),
    ("causes", {"q": "lang:vi"}, "language"),
    ("impact", {"decided": DECIDED, "outcome": "negative"}, "sentiment"),
    ("impact", {"decided": DECIDED, "what": "theme:flooding"}, "themes"),
)


@pytest.mark.parametrize(("operation", "params", "model"), RESTS)
def test_what_rests_on_it_is_a_problem_with_its_name(ask, operation, params, model):
    ask(operation, **params)
    silence(model)
    said = ask(operation, 403, **params)
    assert said["type"].endswith(":ModelSwitchedOff")
    assert (said["model"], said["by"]) == (model, BY)
    assert said["since"] == Switch.objects.get().moment.isoformat().replace("+00:00", said["since"][-6:])
    assert f"by decision of {BY}." in said["title"]


@pytest.mark.parametrize("operation", sorted(set(OPERATIONS) - {"kept/one"}))  # one that is there: see test_kept.py
def test_every_operation_answers_with_every_model_off(program, operation):
    silence()
    response = program.get(f"/api/v1/{operation}", {"reason": "Máy bơm", **WHOLE.get(operation, {})})
    assert response.status_code in (200, 403), response.content
    if response.status_code == 403:
        assert response.json()["type"].endswith(":ModelSwitchedOff")


def test_what_is_kept_is_not_told_either(ask, db):
    now = city.moment()
    found = {"topics": {"topics": [TOPIC], **SHARES}, "phrases": {"phrases": []}, "campaigns": {"campaigns": []}}
    Emergence.objects.create(made_at=now, version=VERSION, seconds=1.0, found=found)
    same = {"onset": now, "told": now, "posts": 90, "ratio": 3.0, "low": 2.0, "high": 4.0, "per_week": 0.1}
    Event.objects.create(group="theme", value="flooding", method="x", **same)
    silence("themes")
    assert ask("events")["events"] == []
    said = ask("emerging")
    assert said["topics"]["topics"] == []
    assert "has been switched off" in said["topics"]["refused"]["en"]
    assert "đã bị tắt" in said["topics"]["refused"]["vi"]
    assert said["phrases"]["refused"] is None


def test_the_causes_that_are_left_are_told(ask):
    silence("themes", "places")
    assert {each["kind"] for each in ask("causes")["driven_by"]} <= {"source", "story"}


def test_models_say_how_they_stand(ask):
    assert [(each["model"], each["off"]) for each in ask("models")["models"]] == [(c.model, False) for c in cards()]
    silence("places")
    told = {each["model"]: each for each in ask("models")["models"]}
    assert {model for model, each in told.items() if each["off"]} == {"places"}
    assert (told["places"]["by"], told["places"]["reason"]) == (BY, WHY)
    assert {model for model, each in told.items() if each["can_be_switched"]} == set(opinions())
