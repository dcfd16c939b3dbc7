"""Stories are figures only, and those of few people are not listed."""

from __future__ import annotations

import pyarrow as pa
import pytest
from tests.web import city

from civicbeat.records.post import ENRICHED

STORY, FEW = 77, 78


@pytest.fixture(scope="module")
def running(running):
    """The city, a text that thirty people repeat, and one that three people do."""
    rows = city.posts(city.moment(), 30, first=5_000).to_pylist()
    repeated = [{**row, "text": "Triều cường tối nay", "story": STORY} for row in rows]
    few = [{**row, "id": row["id"] + 1, "story": FEW, "author": 1 + n % 3} for n, row in enumerate(repeated[:20])]
    repeated += [row for row in few if not row["institution"]]
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


def test_another_limit_gives_no_more_of_the_stories_of_few_people(ask):
    *told, most = [ask("stories", limit=limit) for limit in (1, 2, 3, 200)]
    for limit, each in enumerate(told, 1):
        assert each | {"stories": most["stories"][:limit]} == each
        assert set(each) == {"about", "stories", "coverage"}
    figures = [ask("figures", by="story", limit=limit) for limit in (1, 2, 3, 1_000)]
    assert len({each["hidden_groups"] for each in figures}) == 1
    named = {row["group"]["story"] for each in figures for row in each["rows"]}
    assert str(FEW) not in named
