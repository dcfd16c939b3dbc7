"""The rule is kept, and the sample city's planted events are what they are."""

import pytest

from civicbeat.analysis.origins import find
from civicbeat.sources.samplecity.events import Plan
from civicbeat.sources.samplecity.people import SHARES
from civicbeat.sources.samplecity.writing import hour


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ((800, 25, 90, 610), "organic"),
        ((800, 300, 90, 400), "news-driven"),
        ((800, 25, 600, 610), "copied"),
        ((800, 25, 90, 200), "copied"),
        ((800, 160, 90, 500), "mixed"),
        ((800, 25, 390, 610), "mixed"),
        ((20, 4, 0, 16), "mixed"),
    ],
)
def test_the_rule_is_kept(given, origin):
    assert find(*given).origin == origin


def test_a_rise_that_newsrooms_opened_is_news_driven():
    opened = [True, True, True, True, True, False, False, False, False, False]
    assert find(800, 25, 90, 610, opened).origin == "news-driven"
    assert find(800, 25, 90, 610, opened[1:]).origin == "organic", "fewer than ten posts open nothing"
    assert find(800, 25, 90, 610, [False] * 6 + opened).origin == "organic"


def test_the_estimate_is_the_share_of_own_words():
    found = find(800, 100, 300, 380)
    assert found.estimate == 0.5
    assert "about 50 of 100 posts (47 to 53)" in found.sentence.en
    assert "từ 380 tài khoản" in found.sentence.vi


def test_small_groups_stay_unseen():
    assert find(14, 0, 2, 6).reason == "too-few"
    assert "accounts" not in find(40, 32, 0, 8).sentence.en


def test_what_was_planted_is_told_apart():
    plan = Plan(end=1_780_000_000, seed=3, days=60, posts=72_000)
    raws = [
        raw
        for platform in SHARES
        for slot in range(plan.start // 3600, plan.end // 3600)
        for raw in hour(plan, platform, slot)
        if raw["truth"]["event"] in ("flood", "campaign", "announcement", "burst")
    ]

    def origin(event):
        posts = sorted((raw for raw in raws if raw["truth"]["event"] == event), key=lambda raw: raw["published_ms"])
        people = [raw for raw in posts if not raw["institution"]]
        copies = sum(raw["truth"]["copy"] for raw in people)
        accounts = len({raw["author"] for raw in people})
        return find(
            len(posts), len(posts) - len(people), copies, accounts, [raw["institution"] for raw in posts]
        ).origin

    assert {event: origin(event) for event in ("flood", "campaign", "announcement", "burst")} == {
        "flood": "organic",
        "campaign": "copied",
        "announcement": "news-driven",
        "burst": "organic",
    }
