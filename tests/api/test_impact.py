"""What a decision changed is told with what it was held against and all that makes it weak."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from tests.store.making import batch

from civicbeat.governance.topics.models import Topic
from civicbeat.records.period import Period, today
from civicbeat.records.post import post_id

DAYS = 45
DECIDED = today() - timedelta(days=15)
THEMES = ("power", "noise", "water", "traffic", "health", "safety")


def rows(end):
    """Themes that move together; from the day of the decision on, there is twice as much about the first."""
    draw = np.random.default_rng(5)
    shared = 45 + 6 * np.sin(np.arange(DAYS) * 2 * np.pi / 7) + draw.normal(size=DAYS)
    for theme in THEMES:
        for day, usual in enumerate(shared + 1.5 * draw.normal(size=DAYS)):
            at = end - timedelta(days=DAYS - day)
            risen = theme == THEMES[0] and at.date() >= DECIDED
            for n in range(round(usual * (1 + risen))):
                yield {
                    "id": post_id("test.impact", f"{theme}-{day}-{n}"),
                    "source": "test.impact",
                    "published_at": at + timedelta(minutes=8 * n),
                    "author": 1_000 + n,
                    "sentiment": "negative" if n % 6 < 2 else "neutral",
                    "themes": [theme],
                }


@pytest.fixture(scope="module")
def running(opened):
    start = Period.of_days(today(), today()).local_start
    opened.store.write(batch(rows(start)), token="impact")
    opened.store.roll_up()
    return opened


def test_an_effect_is_held_against_the_other_themes(ask):
    said = ask("impact", decided=DECIDED, what="theme:power")
    assert (said["against"], said["shown"], said["instead"]) == ("others", True, None)
    assert 60 < said["finding"]["estimate"] < 140
    assert said["finding"]["interval"]["low"] > 0
    assert set(said["controls"]) == set(THEMES[1:])
    assert len(said["times"]) >= 40
    whole, *shorter = said["stretches"]
    assert whole["estimate"] == said["finding"]["estimate"]
    assert all(each["before"] + each["after"] < whole["before"] + whole["after"] for each in shorter)
    assert all(note["vi"] and note["en"] for note in said["notes"])


def test_an_effect_is_held_against_the_agency_s_other_topics(ask, person):
    ends = today() + timedelta(days=30)
    of = {"agency": person.agency, "owner": person, "purpose": "So sánh", "legal_basis": "Luật", "ends_on": ends}
    for theme in THEMES[1:]:
        Topic.objects.create(name=f"Chủ đề {theme}", query=f"theme:{theme}", **of)
    said = ask("impact", decided=DECIDED, what="theme:power", controls="topics")
    assert (said["against"], said["shown"]) == ("others", True)
    assert set(said["controls"]) == {f"Chủ đề {theme}" for theme in THEMES[1:]}
    Topic.objects.all()[0].delete()
    said = ask("impact", decided=DECIDED, what="theme:power", controls="topics")
    assert (said["against"], said["instead"]["refused"]) == ("own-past", "few-controls")


def test_without_others_the_weaker_past_is_said_to_be_weak(ask):
    said = ask("impact", decided=DECIDED, f="theme:power")
    assert said["against"] == "own-past"
    assert "own past" in said["notes"][0]["en"]
    assert said["controls"] == []


def test_of_negative_posts_the_program_s_errors_are_put_right(ask):
    said = ask("impact", decided=DECIDED, what="theme:power", outcome="negative")
    corrected = said["corrected"]
    assert corrected["interval"]["low"] <= corrected["estimate"] <= corrected["interval"]["high"]


def test_too_short_after_the_decision_it_is_refused(ask):
    said = ask("impact", decided=today(), what="theme:power")
    assert said["finding"]["refused"]
    assert (said["against"], said["shown"], said["times"], said["notes"]) == (None, False, [], [])


@pytest.mark.parametrize("wrong", [{}, {"decided": date.max}, {"decided": DECIDED, "what": "source:test.impact"}])
def test_a_decision_needs_its_day_and_a_theme_or_a_place(ask, wrong):
    assert ask("impact", 422, **wrong)["type"].endswith(":BadParameter")


@pytest.mark.parametrize(("what", "told"), [("theme:nosuch", "The themes are"), ("place:nosuch", "as on a map")])
def test_what_was_under_it_must_be_known(ask, what, told):
    [wrong] = ask("impact", 422, decided=DECIDED, what=what)["errors"]
    assert wrong["parameter"] == "what"
    assert told in wrong["what"]
    assert "nosuch" not in wrong["what"]
