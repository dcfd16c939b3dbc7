"""The impact of a decision is told at the command line, in sentences and a table or JSON, and refused in words."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from tests.cli.conftest import lines
from tests.store.making import batch

from civicbeat.records.period import CITY_ZONE, today
from civicbeat.records.post import post_id

pytestmark = pytest.mark.django_db(transaction=True)
DAYS, AGO = 40, 12
DECIDED = str(today() - timedelta(days=AGO))


@pytest.fixture
def doubled(beat):
    """40 days of talk about flooding, of which twice as much since a decision 12 days ago."""
    midnight = datetime.combine(today(), time(), ZoneInfo(CITY_ZONE))
    draw = np.random.default_rng(5)
    rows = [
        {
            "id": post_id("test.forum", f"{day}-{n}"),
            "source": "test.forum",
            "published_at": midnight - timedelta(days=day) + timedelta(minutes=10 * n),
            "collected_at": midnight,
            "text": f"Ngập lần {n} của ngày {day}",
            "author": 1_000 + n,
            "sentiment": "negative" if n % 2 else "neutral",
            "themes": ["flooding"],
        }
        for day in range(1, DAYS)
        for n in range(round(draw.normal(60, 4) * (2 if day <= AGO else 1)))
    ]
    beat.store.write(batch(rows), token="doubled")
    beat.store.roll_up()


@pytest.mark.usefixtures("doubled")
def test_the_effect_is_said_with_its_table_and_how_weak_it_is(typed):
    said = " ".join(typed("impact", "--decided", DECIDED, "--theme", "flooding").stdout.split())
    assert "At least 5 units" in said
    assert "After the decision the outcome changed by +" in said
    assert "days before" in said
    assert "own past only, which is weaker" in said
    assert "as the program guesses" not in said


@pytest.mark.usefixtures("doubled")
def test_it_is_given_to_scripts_too(typed):
    [found] = lines(typed("impact", "ngập", "--decided", DECIDED, "--outcome", "negative", "--json"))
    assert found["shown"] is False
    assert found["doubt"]["low"] <= found["estimate"] <= found["doubt"]["high"]
    assert found["windows"][0]["estimate"] == found["estimate"]
    assert found["instead"] is None
    assert "Corrected for what it gets wrong" in found["notes"][-1]["en"]
    change, doubt = found["corrected"]
    assert doubt["low"] < change < doubt["high"]
    assert abs(change) >= abs(found["estimate"])
    [refused] = lines(typed("impact", "khôngaiviết", "--decided", DECIDED, "--json"))
    assert refused["refused"] == "too-early"


def test_a_theme_and_a_place_are_too_much(typed):
    told = typed("impact", "--decided", DECIDED, "--theme", "flooding", "--place", "vn.hcm", good=False).stderr
    assert "not both" in told


@pytest.mark.parametrize(("field", "told"), [("theme", "The themes are"), ("place", "as on a map")])
def test_what_was_under_it_must_be_known(typed, field, told):
    said = typed("impact", "--decided", DECIDED, f"--{field}", "nosuch", good=False).stderr
    assert "“nosuch”" in said
    assert told in said


@pytest.mark.usefixtures("doubled")
def test_topics_to_hold_it_against_are_too_few(typed):
    said = " ".join(typed("impact", "ngập", "--decided", DECIDED, "--controls", "topics").stdout.split())
    assert "At least 5 other topics are needed. Your agency listens to 0 others" in said
    assert "own past only, which is weaker" in said
