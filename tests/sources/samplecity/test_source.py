"""The sample city says what was planted, the same on every machine, and nothing of it is real."""

import hashlib
import json
import os
import pickle
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicbeat.records.errors import FormatChanged
from civicbeat.records.post import ENRICHED, POST_KINDS, Post, to_raw_batch
from civicbeat.sources.contract import Rejected, Source
from civicbeat.sources.samplecity.grammar import grammar
from civicbeat.sources.samplecity.notice import SAMPLE_NOTICE
from civicbeat.sources.samplecity.people import AUTHORS, INSTITUTIONS, nickname
from civicbeat.sources.samplecity.source import SampleCitySource, city
from civicbeat.sources.samplecity.style import bare

END = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
SMALL = {"days": 60, "posts": 3_000}


def raws_of(source, cursor=None):
    return [raw for page in source.fetch(cursor or {}) for raw in page.raws]


@pytest.fixture(scope="module")
def sources():
    return city(END)


@pytest.fixture(scope="module")
def pages(sources):
    return {source.name: list(source.fetch({})) for source in sources}


@pytest.fixture(scope="module")
def raws(pages):
    return [raw for listed in pages.values() for page in listed for raw in page.raws]


@pytest.fixture(scope="module")
def truth(sources):
    return sources[0].truth


def of_event(raws, event):
    return [raw for raw in raws if raw["truth"]["event"] == event]


def moment(raw):
    return datetime.fromtimestamp(raw["published_ms"] / 1000, UTC)


def test_every_platform_is_a_source(sources):
    assert all(isinstance(source, Source) for source in sources)
    assert len({source.name for source in sources}) == len(sources) == 6
    assert all(len(source.name) <= 40 and source.name.startswith("sample.") for source in sources)
    assert all(pickle.loads(pickle.dumps(source)) == source for source in sources)


def test_as_many_posts_and_people_as_promised(raws):
    assert 68_000 <= len(raws) <= 74_000
    assert 8_000 <= len({raw["author"] for raw in raws}) <= 10_000
    assert len({(raw["platform"], raw["id"]) for raw in raws}) == len(raws)


def test_pages_are_in_time_order_and_leave_nothing_out(pages, truth):
    for name, listed in pages.items():
        times = [raw["published_ms"] for page in listed for raw in page.raws]
        assert times == sorted(times)
        assert all(page.covers.contains(moment(raw)) for page in listed for raw in page.raws)
        assert listed[0].covers.start == truth.covers.start
        assert listed[-1].covers.end == truth.covers.end
        gaps = [(a.covers.end, b.covers.start) for a, b in pairwise(listed) if a.covers.end != b.covers.start]
        assert gaps == ([(truth.dead.start, truth.dead.end)] if name == truth.dead_source else [])
        assert listed[-1].done == 1.0
        assert [page.done for page in listed] == sorted(page.done for page in listed)


def test_the_dead_source_was_silent_for_exactly_two_days(pages, truth):
    assert truth.dead.length == timedelta(days=2)
    times = [moment(raw) for page in pages[truth.dead_source] for raw in page.raws]
    assert not any(truth.dead.contains(time) for time in times)
    assert any(truth.dead.end <= time < truth.dead.end + timedelta(hours=12) for time in times)


@pytest.mark.parametrize("name", ["flood", "fee", "campaign", "announcement", "dengue", "burst"])
def test_a_planted_event_has_the_posts_and_people_of_the_truth(raws, truth, name):
    planted, said = getattr(truth, name), of_event(raws, name)
    assert len(said) == planted.posts
    assert len({raw["author"] for raw in said}) == planted.people
    assert all(planted.period.contains(moment(raw)) for raw in said)
    assert {f"sample.{raw['platform']}" for raw in said} == set(planted.sources)
    assert {raw["truth"]["theme"] for raw in said} == {planted.theme}
    negative = sum(raw["truth"]["sentiment"] == "negative" for raw in said)
    assert negative == round(planted.negative * planted.posts)
    if planted.places:
        assert {raw["truth"]["place"] for raw in said} <= set(planted.places)


def test_the_flood_is_sudden_and_angry(raws, truth):
    assert truth.flood.negative > 0.85
    times = [moment(raw) for raw in raws if raw["truth"]["theme"] == "flooding"]
    onset = truth.flood.period.start
    before = sum(onset - timedelta(hours=6) <= time < onset for time in times)
    after = sum(onset <= time < onset + timedelta(hours=6) for time in times)
    assert after > 20 * before
    assert {"Thủ Đức", "Bình Thạnh", "Nguyễn Hữu Cảnh"} <= set(truth.flood.places)


def test_the_fee_is_a_step_in_volume_and_feeling(raws, truth):
    start = truth.fee.period.start
    waste = [raw for raw in raws if raw["truth"]["theme"] == "waste"]
    week = timedelta(days=7)
    before = [raw for raw in waste if start - week <= moment(raw) < start]
    after = [raw for raw in waste if start <= moment(raw) < start + week]
    assert len(after) > 3 * len(before)

    def share(of):
        return sum(raw["truth"]["sentiment"] == "negative" for raw in of) / len(of)

    assert share(after) > share(before) + 0.1


def test_the_campaign_is_one_story_of_few_accounts_within_hours(raws, truth):
    said = of_event(raws, "campaign")
    assert 40 <= truth.campaign.people <= 80
    assert {raw["platform"] for raw in said} == {"facebook", "tiktok"}
    assert max(map(moment, said)) - min(map(moment, said)) < timedelta(hours=6)
    assert all("chợ Bến Mẫu" in raw["text"] for raw in said)
    assert len({raw["text"] for raw in said}) > 10


def test_newspapers_carry_one_text(raws):
    said = of_event(raws, "announcement")
    assert len({raw["author"] for raw in said}) == len(said) == 14
    assert all(raw["institution"] and raw["kind"] == "article" for raw in said)
    assert len({raw["text"][:300] for raw in said}) == 1


def test_dengue_rises_slowly(raws, truth):
    length = truth.covers.length / 4
    times = [moment(raw) for raw in of_event(raws, "dengue")]
    quarters = Counter(int((time - truth.covers.start) / length) for time in times)
    assert quarters[0] < quarters[1] < quarters[2] < quarters[3]
    assert quarters[3] > 2.5 * quarters[0]


def test_the_small_group_is_small_and_nobody_else_speaks_of_its_place(raws, truth):
    (place,) = truth.small.places
    named = re.compile(rf"\b{bare(place)}\b", re.IGNORECASE)
    there = [raw for raw in raws if raw["truth"]["place"] == place or named.search(bare(raw["text"]))]
    assert 0 < len({raw["author"] for raw in there}) == truth.small.people < 10
    assert len(there) == truth.small.posts


def test_texts_hardly_repeat_but_for_copies(raws):
    own = [raw["text"] for raw in raws if not raw["truth"]["copy"]]
    assert len(set(own)) >= 0.97 * len(own)
    assert len(own) < 0.97 * len(raws)


def test_people_type_as_people_do(raws):
    vietnamese = [raw["text"] for raw in raws if raw["truth"]["language"] == "vi" and not raw["institution"]]
    unaccented = sum(bare(text) == text for text in vietnamese) / len(vietnamese)
    assert 0.15 < unaccented < 0.3
    foreign = sum(raw["truth"]["language"] != "vi" for raw in raws) / len(raws)
    assert 0.08 < foreign < 0.16
    lengths = sorted(map(len, (raw["text"] for raw in raws)))
    assert lengths[len(lengths) // 20] < 55
    assert lengths[-len(lengths) // 50] > 200


def test_activity_and_engagement_have_heavy_tails(raws):
    posts = sorted(Counter(raw["author"] for raw in raws if not raw["institution"]).values(), reverse=True)
    assert sum(posts[: len(posts) // 10]) > 0.3 * sum(posts)
    likes = sorted((raw["likes"] for raw in raws), reverse=True)
    assert sum(likes[: len(likes) // 100]) > 0.3 * sum(likes)


def test_the_city_sleeps_and_wakes(raws):
    hours = Counter((moment(raw).hour + 7) % 24 for raw in raws)
    assert hours[20] > 6 * hours[3]


def test_comments_answer_posts_that_exist_and_came_earlier(raws):
    by_id = {(raw["platform"], raw["id"]): raw for raw in raws}
    answers = [raw for raw in raws if raw["parent"]]
    assert len(answers) > 0.4 * len(raws)
    for raw in answers:
        parent = by_id[raw["platform"], raw["parent"]]
        assert parent["published_ms"] <= raw["published_ms"]
        assert (raw["platform"], raw["thread"]) in by_id


def test_every_theme_and_feeling_is_talked_about(raws):
    expected = {theme.gold for theme in grammar().themes.values()}
    assert len(expected) >= 20
    assert {raw["truth"]["theme"] for raw in raws} == expected


NUMBERS = re.compile(r"(?<![\d.])(?:\+44 7700 900\d{3}|\+?\d[\d .]{7,}\d)")


def test_personal_data_is_planted_and_nobodys(raws):
    texts = [raw["text"] for raw in raws]
    for number in (found for text in texts for found in NUMBERS.findall(text)):
        assert re.fullmatch(r"0199 ?\d{3} ?\d{4}|\+44 7700 900\d{3}", number)
    addresses = [found for text in texts for found in re.findall(r"\S+@(\S+\.\w+)", text)]
    assert addresses
    assert all(address.lower() == "example.com" for address in addresses)
    assert all(found == "000" for text in texts for found in re.findall(r"59X1-(\d{3})\.\d\d", text))
    assert sum("0199" in text for text in texts) > 100
    assert len({nickname(number) for number in range(AUTHORS)}) == AUTHORS


def test_only_invented_institutions_keep_their_name(sources, raws):
    posts = [sources[0].to_post(raw) for raw in raws[::6]]
    assert {post.institution for post in posts} == {"", *INSTITUTIONS}
    assert all(post.kind in POST_KINDS for post in posts)
    batch = to_raw_batch(posts)
    assert batch.num_rows == len(posts)
    assert "truth" not in ENRICHED.names


def test_gold_labels_stay_behind(sources, raws):
    raw = dict(raws[0])
    post = sources[0].to_post(raw)
    assert isinstance(post, Post)
    del raw["truth"]
    assert sources[0].to_post(raw) == post


DIGEST = """
import hashlib, json
from datetime import UTC, datetime
from civicbeat.sources.samplecity.source import city
digest = hashlib.sha256()
for source in city(datetime(2026, 11, 22, 12, 30, tzinfo=UTC), posts=2000):
    for page in source.fetch({}):
        digest.update(json.dumps(page.raws, sort_keys=True).encode())
print(digest.hexdigest())
"""


def test_the_same_city_whatever_the_hash_seed():
    digest = hashlib.sha256()
    for source in city(END, posts=2_000):
        for page in source.fetch({}):
            digest.update(json.dumps(page.raws, sort_keys=True).encode())
    for seed in ("1", "77"):
        run = subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.strip() == digest.hexdigest()


def test_another_seed_is_another_city():
    ours, other = (city(END, seed=seed, **SMALL)[0] for seed in (1, 2))
    assert {raw["text"] for raw in raws_of(ours)}.isdisjoint(
        raw["text"] for raw in raws_of(other) if len(raw["text"]) > 150 and not raw["truth"]["copy"]
    )


@pytest.mark.parametrize("platform", ["facebook", "forum"])
def test_a_resumed_reading_gives_the_rest(sources, pages, platform):
    source = next(source for source in sources if source.platform == platform)
    listed = pages[source.name]
    for number, page in list(enumerate(listed))[:: max(1, len(listed) // 3)]:
        if page.covers.end == END:
            continue
        rest = [raw for later in listed[number + 1 :] for raw in later.raws]
        anew = replace(source, end=END + timedelta(days=3), seed=1)
        assert raws_of(anew, json.loads(json.dumps(page.cursor))) == rest


@settings(max_examples=6, deadline=None)
@given(st.lists(st.integers(1, 7_200), min_size=1, max_size=5))
def test_live_readings_together_are_one_reading(steps):
    start = SampleCitySource("facebook", END, **SMALL)
    *_, last = start.fetch({})

    def at(seconds):
        return replace(start, clock=lambda: END + timedelta(seconds=seconds))

    cursor, read, now = last.cursor, [], 0
    for step in steps:
        now += step
        for page in at(now).fetch(cursor):
            read.extend(page.raws)
            cursor = page.cursor
    assert read == raws_of(at(now), last.cursor)
    assert not list(at(now).fetch(cursor))


def test_the_city_goes_on_talking(sources):
    live = replace(sources[0], clock=lambda: END + timedelta(minutes=10))
    *_, last = live.fetch({})
    said = raws_of(live, last.cursor)
    assert len(said) >= 5
    assert all(END <= moment(raw) < END + timedelta(minutes=10) for raw in said)


def test_a_spoiled_cursor_is_said_to_be_spoiled(sources):
    with pytest.raises(FormatChanged):
        list(sources[0].fetch({"until_ms": "yesterday"}))


@given(st.dictionaries(st.text(), st.none() | st.integers() | st.text() | st.lists(st.integers())))
def test_any_mapping_is_a_post_or_set_aside(sources, raw):
    assert isinstance(sources[0].to_post(raw), Rejected)


def test_the_notice_says_that_it_is_sample_data():
    assert "Dữ liệu mẫu" in SAMPLE_NOTICE["vi"]
    assert "Sample data" in SAMPLE_NOTICE["en"]
