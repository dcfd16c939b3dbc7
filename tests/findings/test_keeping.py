"""Kept findings: they say what was told, in both languages, hold no text and no small group, and are read as kept."""

import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from tests.store.making import SCOPE, batch

from civicbeat.analysis.contract import Refusal, Sentence
from civicbeat.analysis.impact import impact
from civicbeat.analysis.interrupted import interrupted
from civicbeat.findings.causes import cause
from civicbeat.findings.change import change
from civicbeat.findings.effects import Asked, Found
from civicbeat.findings.feelings import feelings, usual
from civicbeat.findings.keeping import courses, parts
from civicbeat.findings.keeping.content import Content, read, written
from civicbeat.findings.keeping.frozen import content
from civicbeat.findings.spread import counted, spread
from civicbeat.findings.trends import trend
from civicbeat.listen.beat import Beat
from civicbeat.records.errors import NotAllowed, SchemaMismatch
from civicbeat.records.period import Grain, Period
from civicbeat.records.post import post_id
from civicbeat.store.question import Filter, Group, Question

END = datetime(2026, 9, 20, 5, tzinfo=UTC)
STORY = 5_555
WORDS = "Nghe nói cống ở hẻm bảy vỡ, bà con tránh giúp nhau nhé"
TITLES = {"test.one": "Diễn đàn Một"}
FEW = 4


def rows():
    """Power cuts two dozen an hour for 46 days, ten times as many lately; a story; and four people in one place."""
    random = np.random.default_rng(5)
    for hour in range(24 * 46):
        at = END - timedelta(hours=24 * 46 - hour)
        rise = 10 if hour >= 24 * 46 - 6 else 1
        for n in range(int(random.poisson(20) * rise)):
            yield {
                "id": post_id("test.one", f"{hour}-{n}"),
                "published_at": at + timedelta(seconds=13 * n),
                "author": 1 + (hour * 7 + n) % 500,
                "themes": ["power"],
                "places": ["vn.hcm.thu-duc"] if rise > 1 else ["vn.hcm"],
                "story": 0,
            }
    for n in range(40):
        at = END - timedelta(hours=20) + timedelta(minutes=n)
        yield {
            "id": post_id("test.one", f"s{n}"), "published_at": at, "author": n + 1, "text": WORDS, "story": STORY,
            "themes": ["flooding"],
        }  # fmt: skip
    for n in range(FEW):
        at = END - timedelta(hours=3)
        yield {
            "id": post_id("test.one", f"f{n}"), "published_at": at, "author": 900 + n, "themes": ["health"],
            "places": ["vn.hcm.can-gio"], "text": "Trạm xá xã đóng cửa", "story": 77, "source": "test.small",
        }  # fmt: skip


@pytest.fixture(scope="module")
def store(opened: Beat):
    opened.store.write(batch(rows()), token="kept")
    opened.store.roll_up()
    return opened.store


def about(*filters, days=7):
    return Question(scope=SCOPE, period=Period(END - timedelta(days=days), END), filters=filters)


POWER = Filter(Group.THEME, ("power",))


def whole(asked, body):
    """As it is kept, and read again."""
    kept = content(asked, body, "/trends?span=7d")
    stored = json.loads(json.dumps(written(kept)))
    assert read(stored) == kept
    return kept


def test_a_forecast_is_kept_with_its_past_its_band_and_its_rises(store):
    found = trend(store, about(POWER, days=2))
    kept = whole(about(POWER), courses.forecast(found, about(POWER, days=2).period))
    assert kept.said[0].estimate == pytest.approx(found.forecast.estimate)
    assert kept.said[0].low < kept.said[0].estimate < kept.said[0].high
    assert (kept.said[0].sentence.vi, kept.said[0].sentence.en) == (
        found.forecast.sentence.vi,
        found.forecast.sentence.en,
    )
    drawn, rises = kept.tables
    assert drawn.columns == ("posts", "expected", "low", "high")
    assert [row.figures[0] for row in drawn.rows if row.figures[1] is None] == [
        figure for _, figure in found.series.figures(END - timedelta(days=2))
    ]
    assert sum(row.figures[1] is not None for row in drawn.rows) == 24
    assert len(rises.rows) == len(found.spikes) > 0
    assert kept.models == ("themes",), "posts were chosen by it"
    assert kept.filters == ("theme:power",)
    assert kept.notes[-1].en.startswith("Online talk is not the opinion")


def test_causes_are_named_in_both_languages_and_no_story_by_its_words(store):
    period = Period(END - timedelta(hours=5), END)
    asked = Question(scope=SCOPE, period=period)
    kept = whole(asked, parts.rise(cause(store, asked, parts.marks), TITLES))
    names = [(row.name.vi, row.name.en) for row in kept.tables[0].rows]
    assert any(vi != en for vi, en in names), names
    assert "⟦" not in json.dumps(written(kept), ensure_ascii=False)
    assert WORDS not in json.dumps(written(kept), ensure_ascii=False)
    assert {"themes", "places"} & set(kept.models)
    assert (kept.start, kept.end) == (period.start, period.end)


def test_a_change_is_kept_with_its_rest_and_its_total(store):
    asked = about(days=2)
    found = change(store, asked, asked.period.before(), Group.THEME)
    kept = whole(asked, parts.changed(found, TITLES, negative=False))
    [table] = kept.tables
    assert [row.name.en for row in table.rows[-2:]] == ["the rest: small, hidden, or in several groups", "all"]
    assert table.rows[-1].figures[2] == pytest.approx(found.finding.total.change.value)
    assert kept.models == ("themes",)
    assert "Compared with the time from" in kept.notes[0].en
    negative = change(store, asked, asked.period.before(), Group.SOURCE, negative=True, call=lambda *_: TITLES)
    if not isinstance(negative.finding, Refusal):
        assert whole(asked, parts.changed(negative, TITLES, negative=True)).models == ("sentiment",)


def test_shares_are_kept_with_their_intervals(store, opened):
    asked = about(POWER)
    found = feelings(store, asked, usual(opened.sentiment_version))
    if isinstance(found, Refusal):
        pytest.fail(found.sentence.en)
    kept = whole(asked, parts.shares(found))
    assert [row.name.en for row in kept.tables[0].rows] == ["negative", "neutral", "positive"]
    assert all(low <= share <= high for share, low, high in (row.figures for row in kept.tables[0].rows))
    assert kept.models == ("sentiment", "themes")


def test_a_story_is_kept_by_its_numbers_and_never_by_its_words(store, monkeypatch):
    asked = about()
    assert spread(store, asked, str(STORY)).variants
    monkeypatch.setattr(store, "material", lambda *_: pytest.fail("no post is read for it"))
    kept = whole(asked, courses.story(counted(store, asked, str(STORY)), TITLES))
    assert kept.said[0].low < kept.said[0].estimate < kept.said[0].high
    assert 30 <= kept.said[0].sample <= 50
    assert WORDS not in json.dumps(written(kept), ensure_ascii=False)
    assert kept.tables[1].rows[0].name.vi == "Diễn đàn Một"


@pytest.mark.parametrize("outcome", ["posts", "negative"])
def test_an_effect_is_kept_with_what_is_to_be_known_beside_it(outcome):
    moments = [END - timedelta(days=20 - n) for n in range(20)]
    draw = np.random.default_rng(3)
    figures = 100 + draw.normal(size=(12, 20))
    found = Found(impact(figures, np.arange(12) == 0, 15), moments, 15, [str(n) for n in range(11)], Grain.DAY)
    asked = Asked(moments[15].date(), outcome, Group.THEME, "power")
    kept = whole(about(POWER), courses.impact(found, asked))
    assert len(kept.tables[0].rows) == 20
    assert kept.tables[0].columns == ("observed", "expected")
    assert any("placebos" in note.en for note in kept.notes)
    assert ("sentiment" in kept.models) == (outcome == "negative")


def test_an_effect_held_against_its_own_past_says_so_and_why():
    moments = [END - timedelta(days=60 - n) for n in range(60)]
    row = 100 + np.random.default_rng(3).normal(size=60) * 5
    row[20] = np.nan
    why = Refusal("few-controls", Sentence("Không đủ.", "Too few."))
    found = Found(interrupted(row, 40, 7), moments, 40, (), Grain.DAY, why)
    kept = whole(about(), courses.impact(found, Asked(moments[40].date(), "posts")))
    assert kept.notes[0].en == "Too few."
    assert "own past only" in kept.notes[1].en
    assert kept.tables[0].rows[20].figures[0] is None, "missing is not zero"


def test_joint_sharing_is_kept_with_its_innocent_explanations():
    from tests.web.test_emerging import CAMPAIGN, INNOCENT  # noqa: PLC0415  # figures of another room

    kept = whole(about(), parts.campaign(CAMPAIGN, INNOCENT))
    assert kept.notes[0].vi == "Thư dây chuyền."
    assert kept.end - kept.start == timedelta(hours=6), "the last hour is part of it"
    assert kept.tables[0].rows[0].figures == (58, 244)


def test_what_was_not_found_is_not_kept(store):
    few = Filter(Group.THEME, ("health",))
    with pytest.raises(NotAllowed, match="no finding"):
        courses.forecast(trend(store, about(few)), about().period)
    with pytest.raises(NotAllowed, match="no finding"):
        courses.story(counted(store, about(), "77"), TITLES)
    with pytest.raises(NotAllowed, match="no finding"):
        parts.shares(feelings(store, about(), None))


def test_no_figure_of_few_people_and_no_name_of_theirs_is_in_any(store, opened):
    """It opens no figure that a question does not: each comes from an answer, which hides what few people said."""
    asked = about(days=2)
    bodies = (
        parts.changed(change(store, asked, asked.period.before(), Group.PLACE), TITLES, negative=False),
        parts.changed(change(store, asked, asked.period.before(), Group.THEME), TITLES, negative=False),
        parts.rise(cause(store, Question(scope=SCOPE, period=Period(END - timedelta(hours=5), END)), parts.marks), {}),
        courses.forecast(trend(store, asked), asked.period),
        courses.story(counted(store, asked, str(STORY)), TITLES),
        parts.shares(feelings(store, asked, usual(opened.sentiment_version))),
    )
    for body in bodies:
        kept = whole(asked, body)
        told = json.dumps(written(kept), ensure_ascii=False)
        for name in ("Cần Giờ", "Health", "Trạm xá", "test.small", "author", "person", "text"):
            assert name not in told, (kept.kind, name)
        counts = [
            row.figures[place]
            for table in kept.tables
            for place, column in enumerate(table.columns)
            if column in ("posts", "accounts")  # before and now: their rest is what changes left, no group
            for row in table.rows
        ]
        assert all(count is None or count == 0 or count >= SCOPE.k // 2 for count in counts), (kept.kind, counts)


@pytest.mark.parametrize(
    "change_of",
    [
        lambda kept: kept | {"kind": "posts"},
        lambda kept: kept | {"text": "Nguyên văn một bài"},
        lambda kept: kept | {"k": 3},
        lambda kept: kept | {"said": []},
        lambda kept: kept | {"tables": [{"columns": ["posts"], "rows": [{"figures": [1.0]}], "grain": None}]},
        lambda kept: kept | {"tables": [{"columns": ["posts"], "rows": [{"at": kept["start"], "figures": []}]}]},
        lambda _kept: None,
    ],
)
def test_what_is_not_of_this_form_is_not_shown(store, change_of):
    asked = about()
    kept = written(whole(asked, courses.story(counted(store, asked, str(STORY)), TITLES)))
    with pytest.raises(SchemaMismatch, match="cannot be read"):
        read(change_of(kept))


def test_it_cannot_be_changed(store):
    kept = whole(about(), courses.story(counted(store, about(), str(STORY)), TITLES))
    assert isinstance(kept, Content)
    with pytest.raises(ValueError, match="frozen"):
        kept.k = 100
