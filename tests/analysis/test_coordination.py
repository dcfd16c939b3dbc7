"""The planted campaign is found and told of without anybody in it; chance, newspapers and chain letters are not."""

import pickle
from datetime import UTC, datetime

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicbeat.analysis.backbone import backbone, discoveries
from civicbeat.analysis.communities import communities
from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.coordination import coordination
from civicbeat.analysis.meetings import shares
from civicbeat.analysis.pairs import company, pairs
from civicbeat.enrich.fingerprint import Fingerprint
from civicbeat.sources.samplecity.source import city


def talk(seed=1, posts=4_000, people=600, things=700):
    """Posts by chance: some say more than others, some things are shared more."""
    draw = np.random.default_rng(seed)
    objects = 1 + (things * draw.random(posts) ** 2).astype(int)
    accounts = (people * draw.random(posts) ** 2).astype(int)
    return objects, accounts, np.round(draw.uniform(0, 20 * 86_400, posts), 1)


def together(seed=1, *, members=12, times=6, thing=5_000, first=10_000, span=7_200.0):
    """``members`` accounts that share one thing ``times`` times each within ``span`` seconds."""
    draw = np.random.default_rng(seed)
    accounts = np.repeat(np.arange(first, first + members), times)
    return np.full(len(accounts), thing), accounts, np.round(9e5 + draw.uniform(0, span, len(accounts)), 1)


def joined(*parts):
    return [np.concatenate(part) for part in zip(*parts, strict=True)]


def test_a_planted_campaign_is_found_whole():
    found = coordination(*joined(talk(), together(thing=5_000), together(thing=5_001, seed=2)))
    (campaign,) = found.campaigns
    assert (campaign.accounts, campaign.objects, campaign.others) == (12, (5_000, 5_001), 0)
    assert campaign.posts == pytest.approx(144, abs=4)
    assert campaign.first <= 9e5 <= 9e5 + 7_100 <= campaign.last
    assert campaign.low <= campaign.lift <= campaign.high
    assert campaign.low > 10
    assert found.doubt.low < 144 / 4_144 < found.doubt.high
    assert campaign.inside > 0.95


def test_two_campaigns_are_two():
    found = coordination(*joined(talk(), together(), together(thing=6_000, first=20_000, members=15)))
    assert [each.accounts for each in found.campaigns] == [15, 12]
    assert "2 waves" in found.sentence.en


def test_nine_accounts_are_nobody_s_business():
    found = coordination(*joined(talk(), together(members=9, times=12)))
    assert found.campaigns == ()
    assert found.edges > 0
    assert found.estimate == 0
    with pytest.raises(ValueError, match="at least 10"):
        coordination(*talk(), fewest=9)


def test_things_that_few_of_them_shared_are_counted_and_not_named():
    rare = together(members=3, thing=7_000, seed=4)
    found = coordination(*joined(talk(), together(), rare))
    (campaign,) = found.campaigns
    assert (campaign.objects, campaign.others) == ((5_000,), 1)


def test_a_finding_carries_no_account():
    """Another name for everybody gives the same finding, byte for byte: nothing in it can come from a name."""
    objects, accounts, times = joined(talk(), together(), together(thing=6_000, first=20_000, members=15))
    before = coordination(objects, accounts, times)
    names = np.random.default_rng(8).permutation(100_000)[accounts].astype(np.uint64) + np.uint64(2**63)
    assert pickle.dumps(coordination(objects, names, times)) == pickle.dumps(before)
    words = np.array([f"person-{name}" for name in names])
    assert pickle.dumps(coordination(objects, words, times)) == pickle.dumps(before)
    assert b"person-" not in pickle.dumps(coordination(objects, words, times))


def test_a_chain_letter_is_no_campaign():
    """Forty people copy a text once each within an hour."""
    found = coordination(*joined(talk(), together(members=40, times=1, span=3_600)))
    assert found.campaigns == ()


def test_one_that_repeats_itself_is_no_company():
    loud = np.full(400, 5_000), np.full(400, 30_000), 9e5 + np.arange(400) * 60.0
    once = np.full(30, 5_000), np.arange(31_000, 31_030), 9e5 + np.arange(30) * 700.0
    assert coordination(*joined(talk(), loud, once)).edges == 0


def test_by_chance_nothing_is_found():
    objects, accounts, times = joined(talk(posts=8_000, people=300), together())
    draw = np.random.default_rng(3)
    found = [coordination(objects, draw.permutation(accounts), times).edges for _ in range(20)]
    assert max(found) == 0


def test_the_mean_of_chance_is_exact():
    objects, accounts, times = talk(posts=900, people=40, things=30)
    strata = accounts % 2
    draw = np.random.default_rng(5)
    given = shares(objects, accounts, times, strata, 86_400.0)
    one, other = np.triu_indices(given.accounts, 1)
    total = np.zeros(len(one))
    rounds = 300
    for _ in range(rounds):
        dealt = given.account.copy()
        for stratum in (0, 1):
            there = np.flatnonzero(given.stratum == stratum)
            dealt[there] = draw.permutation(dealt[there])
        near = np.abs(given.moment[:, None] - given.moment) <= given.window
        met = np.zeros((given.accounts, given.accounts))
        np.add.at(met, (dealt[:, None].repeat(len(dealt), 1)[near], dealt[None].repeat(len(dealt), 0)[near]), 1)
        total += met[one, other]
    expected = given.expected(one, other)
    heavy = expected > np.quantile(expected, 0.9)
    assert total[heavy].sum() / rounds == pytest.approx(expected[heavy].sum(), rel=0.03)
    assert total.sum() / rounds == pytest.approx(expected.sum(), rel=0.03)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([30.0, 600.0, 50_000.0]))
def test_pairs_are_those_of_the_naive_way(seed, window):
    draw = np.random.default_rng(seed)
    objects, accounts = draw.integers(0, 8, 300), draw.integers(0, 25, 300)
    times = np.round(draw.uniform(0, 90_000, 300), 1)
    given = shares(objects, accounts, times, np.zeros(300, dtype=int), window)
    found = pairs(company(given))
    near = np.abs(given.moment[:, None] - given.moment) <= given.window
    naive = {}
    for one in range(25):
        for other in range(one + 1, 25):
            block = near[np.ix_(given.account == one, given.account == other)]
            met = min(int(block.any(axis=1).sum()), int(block.any(axis=0).sum()))
            if met >= 2:
                naive[one, other] = met
    told = zip(found.one.tolist(), found.other.tolist(), found.met.tolist(), strict=True)
    assert {(one, other): met for one, other, met in told} == naive


def test_discoveries_are_those_of_benjamini_and_hochberg():
    chance = np.array([0.0001, 0.004, 0.0021, 0.5])
    assert discoveries(chance, 4, 0.01).tolist() == [True, True, True, False]
    assert discoveries(chance, 40, 0.01).tolist() == [True, False, False, False]
    assert not discoveries(chance, 4_000, 0.01).any()


def test_communities_part_where_ties_are_thin():
    one, other = np.triu_indices(10, 1)
    edges = np.concatenate([one, one + 10, [0]]), np.concatenate([other, other + 10, [10]])
    labels = communities(*edges, np.ones(len(edges[0])), 21)
    assert len(set(labels[:10])) == len(set(labels[10:20])) == 1
    assert len(set(labels)) == 3


def test_strata_keep_chance_within_a_month():
    """Two months of the same people under other pseudonyms: within its month, chance has them meet more often."""
    objects, accounts, times = talk()
    strata = (times > 10 * 86_400).astype(int)
    wide = shares(objects - 1, accounts, times, np.zeros_like(strata), 1_800.0)
    parted = shares(objects - 1, accounts + 600 * strata, times, strata, 1_800.0)
    first = np.arange(50)
    assert parted.expected(first, first + 50).sum() < wide.expected(first, first + 50).sum()
    assert (parted.expected(first, first + 600) < 1e-2).all()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"times": np.full(4_072, np.inf)}, "gaps"),
        ({"official": np.arange(4_072) > 50}, "too-few"),
        ({"objects": np.zeros(4_072, dtype=int)}, "too-few"),
        ({"accounts": np.arange(4_072) % 12}, "few-accounts"),
        ({"times": np.ones(4_072)}, "one-time"),
    ],
)
def test_what_is_hopeless_is_refused(change, reason):
    objects, accounts, times = joined(talk(), together())
    found = coordination(**({"objects": objects, "accounts": accounts, "times": times} | change))
    assert isinstance(found, Refusal)
    assert found.reason == reason


def test_what_would_take_minutes_is_refused():
    posts = np.arange(60_000)
    assert coordination(posts // 20_000 + 1, posts % 20_000, posts / 100.0, window=100.0).reason == "too-dense"


def test_an_import_that_was_read_twice_changes_nothing():
    posts = joined(talk(), together())
    twice = [np.tile(column, 2) for column in posts]
    assert pickle.dumps(coordination(*twice)) == pickle.dumps(coordination(*posts))


@pytest.fixture(scope="module")
def town():
    sources = city(datetime(2026, 9, 20, 5, tzinfo=UTC), posts=16_000)
    raws = [raw for source in sources for page in source.fetch({}) for raw in page.raws]
    texts = pa.RecordBatch.from_pydict({"text": [raw["text"] for raw in raws]})
    return {
        "truth": sources[0].truth,
        "story": Fingerprint()(texts)[0].to_numpy(),
        "author": np.array([raw["author"] for raw in raws]),
        "time": np.array([raw["published_ms"] / 1_000 for raw in raws]),
        "official": np.array([raw["institution"] for raw in raws]),
        "event": np.array([raw["truth"]["event"] for raw in raws]),
    }


@pytest.mark.parametrize("told", [True, False], ids=["institutions left out", "institutions not marked"])
def test_the_campaign_of_the_sample_city_is_found_and_the_news_copies_are_not(town, told):
    found = coordination(town["story"], town["author"], town["time"], town["official"] if told else None)
    (campaign,) = found.campaigns
    planted = town["truth"].campaign
    assert planted.people * 0.9 <= campaign.accounts <= planted.people
    assert set(campaign.objects) <= set(town["story"][town["event"] == "campaign"].tolist())
    assert planted.posts * 0.9 <= campaign.posts <= planted.posts
    assert campaign.first >= planted.period.start.timestamp() - 3_600
    assert campaign.last <= planted.period.end.timestamp() + 3_600


def test_edges_of_published_data_are_edges_by_cooRTweet_s_definition_too(shared_data):  # noqa: N802
    frame = pl.read_parquet(shared_data / "coordination" / "russian_coord_tweets.parquet")
    frame = frame.filter(pl.len().over("account_id") >= 2)
    columns = [np.unique(frame[name].to_numpy(), return_inverse=True)[1] for name in ("object_id", "account_id")]
    given = shares(*columns, frame["timestamp_share"].to_numpy(), np.zeros(len(frame), dtype=int), 600.0)
    near = company(given)
    met, edges = pairs(near), backbone(given, near)
    assert 0 < len(edges.one) < len(met.one)
    assert edges.met.min() >= 3  # the least weight above the 99 % quantile in CooRTweet's vignette
