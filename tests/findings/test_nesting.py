"""Of places that lie in each other, those are taken that tell posts apart."""

from datetime import date

from civicbeat.findings.nesting import apart

DAY = date(2026, 9, 20)


def test_the_city_gives_way_to_its_districts():
    posts = {"vn.hcm": 400.0, "vn.hcm.thu-duc": 200.0, "vn.hcm.binh-thanh": 80.0}
    assert set(apart(posts, DAY)) == {"vn.hcm.thu-duc", "vn.hcm.binh-thanh"}


def test_a_ward_of_today_lies_in_the_district_it_was_made_from():
    posts = {"vn.hcm": 400.0, "vn.hcm.thu-duc": 200.0, "vn.hcm.phuong-an-khanh": 100.0, "vn.hcm.binh-thanh": 80.0}
    assert "vn.hcm.phuong-an-khanh" not in apart(posts, DAY)


def test_talk_about_one_district_is_told_apart_by_its_wards():
    posts = {"vn.hcm": 200.0, "vn.hcm.thu-duc": 200.0, "vn.hcm.thu-duc.phuong-thao-dien": 90.0}
    assert apart(posts, DAY) == ("vn.hcm.thu-duc.phuong-thao-dien",)


def test_a_province_beside_a_large_one_stays():
    posts = {"vn.hcm": 900.0, "vn.ha-noi": 50.0, "vn.hcm.thu-duc": 100.0}
    assert set(apart(posts, DAY)) == {"vn.ha-noi", "vn.hcm.thu-duc"}


def test_nowhere_is_nothing_and_an_unknown_place_stands_alone():
    assert apart({}, DAY) == ()
    assert apart({"vn.atlantis": 20.0}, DAY) == ("vn.atlantis",)
