"""Events and what emerges: kept already, and told with a reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.web.test_emerging import CAMPAIGN, INNOCENT, JOINT, REFUSED, SHARES, TOPIC

from civicbeat.findings.emerging import VERSION
from civicbeat.findings.models import Emergence, Event
from civicbeat.governance.accounts.models import Agency
from civicbeat.governance.audit.models import Entry

PHRASE = {"text": "triều cường", "people": 41, "usual": 3.5, "ratio": 11.7, "low": 8.0, "high": 17.0}


@pytest.fixture
def event(db):
    now = datetime.now(UTC)

    def made(**more):
        told = {"posts": 120, "ratio": 4.0, "low": 3.0, "high": 5.2, "per_week": 0.1, "method": "following 1"}
        return Event.objects.create(
            **{"group": "theme", "value": "flooding", "onset": now - timedelta(hours=2), "told": now, **told, **more}
        )

    return made


def test_events_go_on_or_began_lately(ask, event):
    old = datetime.now(UTC) - timedelta(days=20)
    event()
    event(value="power", onset=old)
    event(value="waste", onset=old, ended=old + timedelta(hours=1))
    said = ask("events")["events"]
    assert [each["value"] for each in said] == ["flooding", "power"]
    assert len(ask("events", days=30)["events"]) == 3
    assert Entry.objects.filter(action="ask", subject="events", reason="Máy bơm").count() == 2


def test_an_event_carries_its_doubt_its_sample_its_coverage_and_a_sentence(ask, event):
    event(coverage=0.9)
    [said] = ask("events")["events"]
    finding = said["finding"]
    assert finding["estimate"] == 4.0
    assert finding["interval"] == {"low": 3.0, "high": 5.2, "level": 0.95}
    assert (finding["sample"], finding["coverage"]) == (120, 0.9)
    assert finding["method"] == {"name": "following", "version": "1"}
    assert finding["sentence"]["en"].startswith("Flooding and tides: since ")
    assert "it goes on; such a rise comes by itself about once in 10 weeks." in finding["sentence"]["en"]
    assert "lần mức thường lệ (từ 3,0 đến 5,2 lần) và vẫn đang tiếp diễn" in finding["sentence"]["vi"]


def test_an_event_that_is_over_says_until_when_and_of_what(ask, event, topic):
    now = datetime.now(UTC)
    event(group="topic", value=str(topic.pk), topic=topic, ended=now)
    event(group="place", value="vn.hcm.thu-duc", ended=now)
    said = [each["finding"] for each in ask("events")["events"]]
    assert all(" until " in each["sentence"]["en"] and each["coverage"] is None for each in said)
    assert {each["sentence"]["vi"].split(":")[0] for each in said} == {"Ngập", "Thành phố Thủ Đức"}


def test_an_event_of_another_agencys_topic_is_not_told(ask, event, topic):
    event(group="topic", value=str(topic.pk), topic=topic)
    assert len(ask("events")["events"]) == 1
    topic.agency = Agency.objects.create(short_name="other", name_vi="Khác", name_en="Other")
    topic.save()
    assert ask("events")["events"] == []


def test_before_the_first_run_nothing_is_told(ask):
    assert ask("emerging") == {"made_at": None, "version": "", "topics": None, "phrases": None, "campaigns": None}


def test_what_emerges_comes_with_its_doubt_and_names_nobody(ask, db):
    found = {
        "topics": {"topics": [TOPIC], **SHARES},
        "phrases": {"phrases": [PHRASE], "looked": 900, "sampled": 1.0},
        "campaigns": {"campaigns": [CAMPAIGN], **JOINT},
    }
    Emergence.objects.create(made_at=datetime.now(UTC), version=VERSION, seconds=1.0, found=found)
    said = ask("emerging")
    assert said["topics"]["topics"][0]["name"] == TOPIC["name"]
    assert said["topics"]["unclustered"] == {"share": 0.22, "low": 0.2, "high": 0.24}
    assert said["phrases"]["phrases"][0]["times"] == 11.7
    assert said["campaigns"]["campaigns"][0]["accounts"] == 58
    assert said["campaigns"]["innocent"] == INNOCENT


def test_a_refusal_is_told_in_both_languages(ask, db):
    found = {"topics": REFUSED, "phrases": REFUSED, "campaigns": REFUSED}
    Emergence.objects.create(made_at=datetime.now(UTC), version=VERSION, seconds=1.0, found=found)
    said = ask("emerging")
    for part, listed in (("topics", "topics"), ("phrases", "phrases"), ("campaigns", "campaigns")):
        assert said[part]["refused"] == REFUSED["refused"]
        assert said[part][listed] == []


def test_a_misspelt_parameter_is_refused(ask):
    for operation in ("events", "emerging"):
        ask(operation, status=422, since="x")
