"""Copies are one story, drift is not, ids last from run to run, and small groups are not told."""

import pickle
from datetime import UTC, datetime
from itertools import combinations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.identity import kept
from civicbeat.analysis.leaders import leaders
from civicbeat.analysis.minhash import Sets, likely, resemblance
from civicbeat.analysis.stories import stories
from civicbeat.enrich import fingerprint
from civicbeat.sources.samplecity.source import city


def given_as(texts, **others):
    """Texts as word numbers; each post by somebody else, a minute after the one before."""
    vocabulary = {}
    words = [[vocabulary.setdefault(word, len(vocabulary) + 1) for word in text.split()] for text in texts]
    numbers = np.arange(1, len(texts) + 1)
    return {
        "offsets": np.append(0, np.cumsum([len(one) for one in words])),
        "words": np.array([word for one in words for word in one], dtype=np.int64),
        "ids": numbers,
        "times": numbers * 60.0,
        "sources": numbers % 3,
        "people": numbers,
    } | others


def chatter(count, start=0):
    """Texts that share nothing."""
    return [" ".join(f"w{number}x{place}" for place in range(9)) for number in range(start, start + count)]


TEXT = "người dân hẻm này xin thành phố sửa lại nắp cống đã vỡ ba tháng nay trước mùa mưa"
COPIES = [f"{TEXT} {sign}".strip() for sign in ("", "nhé", "gấp", "xin chia sẻ", "")] * 4


def test_copies_are_one_story():
    found = stories(**given_as([*chatter(30), *COPIES]))
    (story,) = found.stories
    assert (story.id, story.posts, story.people, story.sources, story.versions) == (31, 20, 20, 3, 4)
    assert (found.of[30:] == 31).all()
    assert len(set(found.of)) == 31
    assert story.firsts == (30, 31, 32, 33, 34)
    assert (story.first, story.last) == (31 * 60.0, 50 * 60.0)
    assert story.curve == ((40 * 60.0, 10), (50 * 60.0, 20))
    assert found.estimate == 0.4
    assert found.doubt.low < 0.4 < found.doubt.high


def test_the_order_in_which_posts_are_given_does_not_matter():
    given = given_as([*chatter(30), *COPIES])
    order = np.random.default_rng(2).permutation(50)
    sizes = np.diff(given["offsets"])[order]
    words = np.concatenate([given["words"][given["offsets"][row] : given["offsets"][row + 1]] for row in order])
    other = {name: given[name][order] for name in ("ids", "times", "sources", "people")}
    found = stories(np.append(0, np.cumsum(sizes)), words, **other)
    assert (found.of == stories(**given).of[order]).all()
    assert found.stories[0].posts == 20


def test_a_story_keeps_its_id_when_its_first_post_is_gone():
    texts = [*chatter(30), *COPIES]
    before = stories(**given_as(texts))
    later = given_as([*texts[35:], *COPIES], ids=np.arange(36, 71), times=np.arange(36, 71) * 60.0)
    known = np.append(before.of[35:], np.zeros(20, dtype=np.uint64))
    found = stories(**later, known=known)
    assert found.stories[0].id == before.stories[0].id
    assert found.stories[0].lasting
    assert stories(**later).stories[0].id != before.stories[0].id


def test_a_new_story_never_takes_the_id_of_another():
    texts = [*chatter(30), *COPIES]
    known = np.zeros(50, dtype=np.uint64)
    known[40] = 7  # the copies have the id that the chatter's seventh post would get
    found = stories(**given_as(texts), known=known)
    assert found.stories[0].id == 7
    assert found.of[6] not in (0, 7)
    assert len(set(found.of)) == 31


def test_a_chain_of_small_changes_is_not_one_story():
    words = [f"w{number}" for number in range(60)]
    drift = [" ".join(words[start : start + 20]) for start in range(0, 40, 1)]
    found = stories(**given_as([*chatter(5), *drift]))
    sets = Sets.of(*(given_as([*chatter(5), *drift])[name] for name in ("offsets", "words")))
    for one in set(found.of):
        members = np.flatnonzero(found.of == one)
        assert (resemblance(sets, np.full(len(members), members[0]), members) >= 0.8).all()
    assert found.of[5] != found.of[-1]


def test_stories_of_nine_people_are_grouped_and_not_told():
    found = stories(**given_as([*chatter(30), *COPIES[:9]]))
    assert found.stories == ()
    assert len(set(found.of[30:])) == 1
    assert "No story" in found.sentence.en
    people = np.concatenate([np.arange(1, 31), np.arange(20) % 9 + 100])
    assert stories(**given_as([*chatter(30), *COPIES], people=people)).stories == ()
    unknown = np.concatenate([np.arange(1, 31), np.zeros(20, dtype=int)])
    assert stories(**given_as([*chatter(30), *COPIES], people=unknown)).stories == ()


def test_institutions_may_be_told_of_and_never_cover_a_few_people():
    texts = [*chatter(30), *COPIES]
    official = np.arange(50) >= 30
    (story,) = stories(**given_as(texts), official=official).stories
    assert (story.people, story.posts) == (0, 20)
    official[-1] = False
    assert stories(**given_as(texts), official=official).stories == ()


def test_versions_of_few_people_are_not_counted_out():
    texts = [*chatter(30), *([TEXT] * 12), *([f"{TEXT} nhé"] * 3)]
    (story,) = stories(**given_as(texts)).stories
    assert (story.versions, story.variants) == (2, ((30, 12),))


def test_short_posts_have_no_story():
    found = stories(**given_as([*chatter(30), *(["ngập quá trời ơi"] * 15)]))
    assert (found.of[30:] == 0).all()
    assert found.short == pytest.approx(15 / 45)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"times": np.full(50, np.nan)}, "gaps"),
        ({"offsets": np.zeros(51, dtype=int), "words": np.zeros(0, dtype=int)}, "no-words"),
    ],
)
def test_what_is_hopeless_is_refused(change, reason):
    found = stories(**(given_as([*chatter(30), *COPIES]) | change))
    assert isinstance(found, Refusal)
    assert found.reason == reason


def test_what_cannot_be_is_an_error():
    with pytest.raises(ValueError, match="each post once"):
        stories(**given_as([*chatter(30), *COPIES], ids=np.ones(50, dtype=int)))
    with pytest.raises(ValueError, match="at least 10"):
        stories(**given_as(COPIES), fewest=2)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sets(st.integers(0, 40), min_size=1, max_size=20), min_size=2, max_size=12))
def test_resemblance_is_jaccard_s(posts):
    sets = Sets.of(np.append(0, np.cumsum([len(one) for one in posts])), np.array([w for one in posts for w in one]))
    one, other = np.array(list(combinations(range(len(posts)), 2))).T
    exact = [len(posts[a] & posts[b]) / len(posts[a] | posts[b]) for a, b in zip(one, other, strict=True)]
    assert np.allclose(resemblance(sets, one, other), exact)
    follow = leaders(sets)
    assert (follow[follow] == follow).all()
    assert (follow <= np.arange(len(posts))).all()
    assert all(exact_share(posts[row], posts[leader]) >= 0.8 for row, leader in enumerate(follow))


def test_the_word_with_the_number_0_is_a_word():
    sets = Sets.of(np.array([0, 1, 3]), np.array([1, 0, 1]))
    assert len(set(sets.same)) == 2
    assert list(leaders(sets)) == [0, 1]


def exact_share(one, other):
    return len(one & other) / len(one | other)


def test_pairs_that_share_four_fifths_are_hardly_ever_missed():
    draw = np.random.default_rng(4)
    base = [draw.choice(100_000, 36, replace=False) for _ in range(1_000)]
    edited = [np.append(one[4:], draw.integers(100_000, 10**6, 4)) for one in base]  # 32 of 40
    sets = Sets.of(np.arange(0, 2_001 * 36, 36), np.concatenate([*base, *edited]))
    one, other = likely(sets)
    assert np.sum(other - one == 1_000) >= 995
    assert len(one) < 1_500


def test_identity_follows_the_larger_part():
    groups = np.array([0, 0, 0, 1, 1, 2, 2, -1])
    known = np.array([5, 5, 5, 5, 8, 0, 0, 9], dtype=np.uint64)
    assert kept(groups, known).tolist() == [5, 8, 0]
    assert kept(groups, known, least=0.8).tolist() == [0, 0, 0]
    assert kept(np.array([0, 0, 0]), np.array([4, 4, 6], dtype=np.uint64)).tolist() == [4]
    assert kept(np.array([-1]), np.array([3], dtype=np.uint64)).tolist() == []


def test_nobody_s_name_is_in_a_finding():
    texts = [*chatter(30), *COPIES]
    names = np.array([f"person-{number}" for number in range(50)])
    found = stories(**given_as(texts, people=names))
    assert b"person-" not in pickle.dumps(found)
    assert pickle.dumps(found) == pickle.dumps(stories(**given_as(texts)))


def test_planted_copies_of_the_sample_city_are_found():
    sources = city(datetime(2026, 9, 20, 5, tzinfo=UTC), posts=16_000)
    raws = [raw for source in sources for page in source.fetch({}) for raw in page.raws]
    bare = pc.replace_substring_regex(pa.array([raw["text"] for raw in raws]), fingerprint._DECORATION, " ")
    rows, words = fingerprint._words(bare)
    offsets = np.append(0, np.cumsum(np.bincount(rows, minlength=len(raws))))
    columns = {
        name: np.array([raw[name] for raw in raws]) for name in ("author", "platform", "published_ms", "institution")
    }
    found = stories(
        offsets,
        words,
        np.arange(1, len(raws) + 1),
        columns["published_ms"] / 1_000,
        columns["platform"],
        columns["author"],
        columns["institution"],
    )
    event = np.array([raw["truth"]["event"] for raw in raws])
    truth = sources[0].truth
    (campaign,) = set(found.of[event == "campaign"])
    (news,) = set(found.of[event == "announcement"])
    told = {story.id: story for story in found.stories}
    assert (told[campaign].posts, told[campaign].people) == (truth.campaign.posts, truth.campaign.people)
    assert (told[news].posts, told[news].people) == (truth.announcement.posts, 0)
