"""Who is not heard is said: wards, languages and themes of nobody or of too few, which are not told apart."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.store.making import SCOPE, batch
from tests.switching import silence

from civicbeat.findings.unheard import COMMUNITIES, unheard, wards
from civicbeat.findings.unheard_words import WHY, told
from civicbeat.listen.labels import LANGUAGES
from civicbeat.records.period import Period
from civicbeat.records.post import post_id
from civicbeat.store.question import Filter, Group, Question

END = datetime(2026, 9, 20, 5, tzinfo=UTC)
MONTH = Period(END - timedelta(days=30), END)
NAMED, FORMER_WARD, FEW = "vn.hcm.phuong-ben-thanh", "vn.hcm.phuong-an-khanh", "vn.hcm.phuong-tan-binh"
"""Of wards: named by many; by the name of the ward it was made of; by three people."""


def said(name, people, **labels):
    return [
        {
            "id": post_id("test.one", f"{name}-{n}"),
            "published_at": END - timedelta(days=2, minutes=n),
            "author": 1 + n % people,
            "language": "vi",
            "themes": ["flooding"],
            "places": [],
        }
        | labels
        for n in range(60)
    ]


@pytest.fixture(scope="module")
def store(opened):
    [former, *_] = wards(END.date())[FORMER_WARD].wards
    rows = [
        *said("a", 40, places=[NAMED, "vn.hcm"]),
        *said("b", 40, places=[former, "vn.hcm.thu-duc", "vn.hcm"], themes=["waste"]),
        *said("c", 3, places=[FEW, "vn.hcm"]),
        *said("d", 3, language="km", themes=["health"]),
        *said("e", 40, language="en"),
    ]
    opened.store.write(batch(rows), token="said")
    return opened.store


def of(found):
    return {each.group: each for each in found.silences}


def test_wards_are_those_of_the_day():
    assert len(wards(date(2026, 9, 20))) == 168
    assert NAMED in wards(date(2026, 9, 20))
    assert NAMED not in wards(date(2025, 3, 1))
    assert "vn.hcm.quan-1" in wards(date(2026, 9, 20))[NAMED].districts


def test_who_nobody_and_who_too_few_speak_of_are_told_alike(store):
    places = of(unheard(store, Question(scope=SCOPE, period=MONTH)))[Group.PLACE]
    assert places.there == 168
    assert not {NAMED, FORMER_WARD} & {*places.unheard}
    assert {FEW, "vn.hcm.phuong-go-vap"} <= {*places.unheard}
    assert len(places.unheard) == 166
    in_thu_duc = {ward for ward, made_of in wards(END.date()).items() if "vn.hcm.thu-duc" in made_of.districts}
    assert set(places.wider) == in_thu_duc - {FORMER_WARD}


def test_languages_and_themes(store):
    found = of(unheard(store, Question(scope=SCOPE, period=MONTH)))
    assert set(found[Group.LANGUAGE].unheard) == set(COMMUNITIES) - {"vi", "en"}
    assert {"flooding", "waste"} & set(found[Group.THEME].unheard) == set()
    assert "health" in found[Group.THEME].unheard, "three people spoke of it"


def test_every_language_has_a_name():
    assert set(COMMUNITIES) <= LANGUAGES.keys()


def test_the_sentence_counts_and_says_what_it_does_not_mean(store):
    sentence = unheard(store, Question(scope=SCOPE, period=MONTH)).sentence
    assert sentence.en.startswith("In 30 days: 166 of 168 wards are named by nobody or by too few people (")
    assert "4 of 6 languages" in sentence.en
    assert sentence.vi.startswith("Trong 30 ngày: 166 trong 168 phường, xã")
    assert "not contentment" in WHY.en


def test_where_all_are_heard_it_says_so():
    sentence = told(30, {Group.PLACE: (0, 168, 0), Group.LANGUAGE: (0, 6, 0), Group.THEME: (0, 24, 0)})
    assert sentence.en == (
        "In 30 days: every ward is named; every language of the city's communities is heard; every theme is spoken of."
    )


def test_it_can_be_asked_within_a_query(store):
    asked = Question(scope=SCOPE, period=MONTH, filters=(Filter(Group.LANGUAGE, ("en",)),))
    assert len(of(unheard(store, asked))[Group.PLACE].unheard) == 168


@pytest.mark.django_db
def test_what_a_silent_model_would_tell_is_left_out(store):
    silence("places", "themes", "language")
    found = unheard(store, Question(scope=SCOPE, period=MONTH))
    assert found.silences == ()
    assert "switched off" in found.sentence.en
