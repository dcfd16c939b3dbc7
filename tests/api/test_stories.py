"""Stories are figures only, and those of few people are not listed."""

from __future__ import annotations

import pyarrow as pa
import pytest
from tests.web import city

from civicbeat.records.post import ENRICHED

STORY = 77


@pytest.fixture(scope="module")
def running(running):
    """The city, and a text that thirty people repeat."""
    rows = city.posts(city.moment(), 30, first=5_000).to_pylist()
    repeated = [{**row, "text": "Triều cường tối nay", "story": STORY} for row in rows]
    running.store.write(pa.RecordBatch.from_pylist(repeated, schema=ENRICHED), token="repeated")
    return running


def test_a_story_of_many_people_has_its_figures_and_no_text(ask):
    said = ask("stories")
    story, *others = said["stories"]
    assert story["story"] == str(STORY)
    assert 20 <= story["posts"] <= 40
    assert story["people"] >= 10
    assert all(each["posts"] <= story["posts"] for each in others)
    assert set(story) == {"story", "posts", "people"}
    assert "Triều cường" not in str(said)
