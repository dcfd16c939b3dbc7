"""A topic that is begun shows those that are like it."""

from datetime import timedelta

import pytest

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.topics.alike import alike
from civicbeat.governance.topics.models import Topic
from civicbeat.records.period import today

pytestmark = pytest.mark.django_db

OTHERS = {
    "Ngập mùa mưa": 'ngập AND place:"Thủ Đức"',
    "Kẹt xe cầu vượt": '"kẹt xe" OR "ùn tắc"',
    "Xe buýt điện": '"xe buýt" AND điện',
    "Rác thải sinh hoạt": "rác OR theme:waste",
}


@pytest.fixture(autouse=True)
def _there():
    agency = Agency.objects.create(short_name="water", name_vi="Thoát nước", name_en="Drainage")
    person = Account.objects.create(username="lan", agency=agency)
    for name, query in OTHERS.items():
        Topic.objects.create(
            agency=agency,
            owner=person,
            name=name,
            query=query,
            purpose="Mục đích",
            legal_basis="Căn cứ",
            ends_on=today() + timedelta(days=30),
        )


def names(*asked):
    return [one.topic.name for one in alike(*asked)]


def test_the_same_words_are_found_without_accents_and_case():
    assert names("Một tên", "NGAP") == ["Ngập mùa mưa"]
    assert names("rac thai", "chất thải rắn") == ["Rác thải sinh hoạt"]


def test_a_word_that_many_have_makes_nothing_alike():
    assert names("Một tên", '"xe máy" AND "trộm cắp"') == []


def test_names_of_fields_are_no_words():
    assert names("Một tên", 'place:"Cần Giờ"') == []
    assert names("Một tên", "theme:health") == []


def test_ended_ones_and_the_topic_itself_are_not_shown():
    flooding = Topic.objects.get(name="Ngập mùa mưa")
    assert alike("Một tên", "ngập", but=flooding.pk) == []
    Topic.objects.filter(pk=flooding.pk).update(ends_on=today(), starts_on=today() - timedelta(days=5))
    assert names("Một tên", "ngập") == []


def test_nothing_is_like_nothing():
    assert alike("", "") == []
    Topic.objects.all().delete()
    assert alike("Ngập", "ngập") == []


def test_shares_lie_between_zero_and_one():
    assert all(0 < one.share <= 1 for one in alike("Xe buýt", "xe buýt điện"))
