"""What was planted after a decision is found, held against others where there are some, and else called weaker."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from tests.store.making import batch

from civicbeat.analysis.calibration import learnt
from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.impact import Impact
from civicbeat.analysis.interrupted import Interruption
from civicbeat.findings import effects
from civicbeat.findings.effect_words import AS_GUESSED, NO_PLACEBOS, NO_STRETCHES, notes, placebos, signed, stretches
from civicbeat.findings.effects import Asked, effect
from civicbeat.findings.rivals import Rival, topics
from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.topics.models import Topic
from civicbeat.records.period import Grain, Period, today
from civicbeat.records.post import post_id
from civicbeat.records.scope import Scope
from civicbeat.store.coverage import CoverageNote
from civicbeat.store.question import Filter, Group, Question

DAYS, DECIDED = 45, 30
FIRST = datetime(2026, 8, 1, tzinfo=UTC) - timedelta(hours=7)
DAY = (FIRST + timedelta(days=DECIDED, hours=7)).date()
SCOPE = Scope(agency="test", person="test", purpose="hold effects against the truth")
OTHERS = ("waste", "traffic", "water", "power", "noise")


@pytest.fixture(scope="module")
def told(opened):
    """45 days of six themes that move together; from day 30 on flooding doubles, with more that is negative."""
    draw = np.random.default_rng(5)
    shared = 45 + 6 * np.sin(np.arange(DAYS) * 2 * np.pi / 7) + draw.normal(size=DAYS)
    rows = []
    for theme in ("flooding", *OTHERS):
        usual = shared + 1.5 * draw.normal(size=DAYS)
        for day, count in enumerate(usual):
            after = theme == "flooding" and day >= DECIDED
            rows += posts(theme, day, round(count * (1 + after)), negative=5 if after else 2)
    opened.store.write(batch(rows), token="effects")
    opened.store.roll_up()
    return opened.store


def posts(theme, day, count, negative):
    return [
        {
            "id": post_id("test.forum", f"{theme}-{day}-{n}"),
            "source": "test.forum",
            "published_at": FIRST + timedelta(days=day, minutes=8 * n),
            "collected_at": FIRST + timedelta(days=DAYS),
            "text": f"{theme} {day} {n}",
            "author": 1_000 + n,
            "sentiment": "negative" if n % 6 < negative else "neutral",
            "themes": [theme],
            "places": ["vn.hcm.thu-duc"],
        }
        for n in range(count)
    ]


def asked(*filters, days=DAYS):
    end = FIRST + timedelta(days=DAYS)
    return Question(scope=SCOPE, period=Period(end - timedelta(days=days), end), filters=filters)


def test_a_doubled_theme_is_held_against_the_others(told):
    found = effect(told, asked(), Asked(DAY, "posts", Group.THEME, "flooding"))
    assert isinstance(found.finding, Impact)
    assert found.finding.shown
    assert found.finding.estimate == pytest.approx(100, abs=30)
    assert sorted(found.controls) == sorted(OTHERS)
    assert (found.grain, found.before, len(found.starts)) == (Grain.DAY, DECIDED, DAYS)
    assert [(each.before, each.after) for each in found.windows] == [(30, 15), (15, 15), (30, 7), (15, 7)]
    assert found.instead is None
    assert found.steady


def test_a_theme_that_nothing_was_decided_for_shows_no_effect(told):
    found = effect(
        told,
        asked(Filter(Group.THEME, ("flooding",), exclude=True)),
        Asked(DAY, "posts", Group.PLACE, "vn.hcm.thu-duc"),
    )
    assert isinstance(found.finding, Interruption)
    assert not found.finding.shown
    assert found.instead.reason == "few-controls"
    assert found.controls == ()


def test_all_that_is_asked_about_has_only_its_past(told):
    found = effect(told, asked(Filter(Group.THEME, ("flooding",))), Asked(DAY, "posts"))
    assert isinstance(found.finding, Interruption)
    assert found.finding.shown
    assert found.finding.estimate == pytest.approx(100, abs=50)
    assert found.instead is None


@pytest.mark.parametrize("group", [Group.THEME, None])
def test_the_share_of_negative_posts_rises_too(told, group):
    about = asked() if group else asked(Filter(Group.THEME, ("flooding",)), Filter(Group.SENTIMENT, ("negative",)))
    found = effect(told, about, Asked(DAY, "negative", group, "flooding" if group else ""))
    assert found.finding.shown
    assert found.finding.estimate == pytest.approx(50, abs=20)
    assert found.corrected is None


def test_a_change_is_corrected_where_it_is_known_how_the_program_errs(told):
    asked_for = Asked(DAY, "negative", Group.THEME, "flooding")
    half = learnt(np.array([[300.0, 50, 50, 0], [50, 300, 50, 0], [50, 50, 300, 0]]))
    found = effect(told, asked(), asked_for, half)
    change, doubt = found.corrected
    assert change == pytest.approx(found.finding.estimate / (0.75 - 0.125), abs=8)
    assert doubt.low < change < doubt.high
    assert signed(change).vi in notes(found, "negative")[-1].vi
    few = learnt(np.array([[3.0, 1, 1, 0], [1, 3, 1, 0], [1, 1, 3, 0]]))
    assert effect(told, asked(), asked_for, few).corrected is None
    assert notes(replace(found, corrected=None), "negative")[-1] is AS_GUESSED
    assert len(notes(found, "posts")) == 2


def test_what_is_hidden_or_never_said_is_refused(told):
    found = effect(told, asked(), Asked(DAY, "posts", Group.THEME, "tax"))
    assert found.finding.reason == "constant"
    nothing = effect(told, asked(Filter(Group.SOURCE, ("none",))), Asked(DAY, "posts", Group.THEME, "flooding"))
    assert (nothing.instead.reason, nothing.finding.reason) == ("few-controls", "too-early")
    few = effect(told, asked(Filter(Group.THEME, ("flooding",))), Asked(DAY, "negative", Group.PLACE, "vn.hcm.go-vap"))
    assert isinstance(few.finding, Refusal)
    assert few.windows == ()


def test_a_week_in_which_the_decision_fell_belongs_to_neither_side(told):
    about, wednesday = asked(), date(2026, 9, 2)
    cells = effects._cells(told, about, Grain.WEEK, Asked(wednesday, "posts"))
    assert [start.weekday() for start in cells.starts] == [0] * len(cells.starts)
    apart = cells.starts.index(datetime(2026, 8, 30, 17, tzinfo=UTC))
    assert np.flatnonzero(~cells.heard).tolist() == [apart]
    assert cells.before == apart + 1


def test_a_series_is_scaled_and_its_few_holes_are_filled():
    assert list(effects._filled(np.array([1.0, np.nan, 3.0] + [1.0] * 17)))[:3] == [1.0, 2.0, 3.0]
    assert effects._filled(np.array([1.0, np.nan, np.nan])) is None
    assert list(effects._scaled(np.array([2.0, 2.0, 4.0]), 2, "posts")) == [100, 100, 200]
    assert effects._comparable(Group.PLACE, "vn.hcm.binh-thanh", "vn.hcm.go-vap")
    assert not effects._comparable(Group.PLACE, "vn.hcm.binh-thanh", "vn.hcm")


def test_what_is_told_beside_it_follows_from_it(told):
    held, alone = (
        effect(told, asked(), Asked(DAY, "posts", *of)).finding for of in ((Group.THEME, "flooding"), (None, ""))
    )
    assert "the same kind" in stretches(held).en
    assert f"Of 200 placebos, in which nothing was decided, {100 * held.chance:.0f} %" in placebos(held).en
    assert signed(held.early).en in placebos(held).en
    assert "earlier times" in placebos(alone).en
    assert held.shown
    assert stretches(replace(held, windows=())) is NO_STRETCHES
    turned = replace(held, windows=(replace(held.windows[0], estimate=-held.estimate),))
    assert signed(-held.estimate).vi in stretches(turned).vi
    assert "another" in stretches(turned).en
    none = replace(held, doubt=replace(held.doubt, low=-1.0), windows=held.windows[:1])
    assert stretches(none).en == f"In shorter stretches of time {signed(held.windows[0].estimate).en} is found."
    assert placebos(replace(alone, chance=None)) is NO_PLACEBOS


def rivals(*themes):
    return [Rival(f"Chủ đề {theme}", f'theme:"{theme}"', ()) for theme in themes]


@pytest.mark.parametrize("outcome", ["posts", "negative"])
def test_it_may_be_held_against_topics(told, outcome):
    negative = Filter(Group.SENTIMENT, ("negative",))
    given = [replace(rival, filters=(negative,) if outcome == "negative" else ()) for rival in rivals(*OTHERS)]
    about = asked(Filter(Group.THEME, ("flooding",)))
    found = effect(told, about, Asked(DAY, outcome), rivals=given)
    assert isinstance(found.finding, Impact)
    assert found.finding.shown
    assert list(found.controls) == [rival.name for rival in given]
    alike = effect(told, asked(), Asked(DAY, outcome, Group.THEME, "flooding"))
    assert found.finding.estimate == pytest.approx(alike.finding.estimate, abs=1)


def test_topics_that_share_posts_with_what_was_decided_are_left_out(told):
    shared = Rival("Ngập ở Thủ Đức", "flooding", (Filter(Group.PLACE, ("vn.hcm.thu-duc",)),))
    never = Rival("Không ai nói", "khôngaiviết", ())
    given = [*rivals(*OTHERS), shared, never]
    found = effect(told, asked(), Asked(DAY, "posts", Group.THEME, "flooding"), rivals=given)
    assert list(found.controls) == [rival.name for rival in rivals(*OTHERS)]


def test_too_few_topics_are_told_in_numbers_and_the_own_past_is_read(told):
    about = asked(Filter(Group.THEME, ("flooding",)))
    found = effect(told, about, Asked(DAY, "posts"), rivals=rivals(*OTHERS[:3], "flooding"))
    assert isinstance(found.finding, Interruption)
    assert found.instead.reason == "few-controls"
    assert "4 others, of which 3 can be used" in found.instead.sentence.en
    assert "4 chủ đề khác" in found.instead.sentence.vi
    none = effect(told, about, Asked(DAY, "posts"), rivals=())
    assert "0 others, of which 0" in none.instead.sentence.en


@pytest.mark.django_db
def test_the_running_topics_of_the_agency_are_its_rivals():
    here, there = (Agency.objects.create(short_name=name, name_vi=name, name_en=name) for name in ("here", "there"))
    owner = Account.objects.create(username="an", agency=here, role=Role.ANALYST)
    ends = today() + timedelta(days=30)

    def topic(name, agency=here, days=0, filters=()):
        starts = today() + timedelta(days=days)
        said = {"query": name, "purpose": "x", "legal_basis": "x", "starts_on": starts, "ends_on": ends}
        return Topic.objects.create(name=name, agency=agency, owner=owner, filters=list(filters), **said)

    mine = topic("ngập")
    topic("rác", filters=["theme:waste"])
    topic("mai", days=1)
    topic("xe", agency=there)
    waste = Rival("rác", "RÁC", (Filter(Group.THEME, ("waste",)),))
    assert topics("here", mine, str.upper) == [waste]
    assert [rival.name for rival in topics("here", None, str)] == ["ngập", "rác"]


@pytest.fixture
def unheard(told):
    """The forum was followed all the time, and for two days in vain."""
    for start, days, status in ((0, 20, "ok"), (20, 2, "failed"), (22, DAYS - 22, "ok")):
        began = FIRST + timedelta(days=start)
        told.note_coverage(CoverageNote("test.forum", began, began + timedelta(days=days), days, status))


@pytest.mark.usefixtures("unheard")
def test_days_that_were_not_heard_are_left_out(told):
    held = effect(told, asked(), Asked(DAY, "posts", Group.THEME, "flooding"))
    assert (held.before, len(held.starts)) == (DECIDED - 2, DAYS - 2)
    alone = effect(told, asked(Filter(Group.THEME, ("flooding",))), Asked(DAY, "posts"))
    assert np.flatnonzero(np.isnan(alone.finding.observed)).tolist() == [20, 21]
    assert len(alone.starts) == DAYS
    topics_too = effect(told, asked(), Asked(DAY, "posts", Group.THEME, "flooding"), rivals=rivals(*OTHERS))
    assert topics_too.starts == held.starts
