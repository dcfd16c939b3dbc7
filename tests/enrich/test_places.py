"""Places: the gazetteer is whole, names are resolved or left alone, units keep their dates."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bench.places import cases, naive, ours, score
from hypothesis import given, settings
from hypothesis import strategies as st

from civicbeat.enrich.checks import check
from civicbeat.enrich.places import Places, gazetteer
from civicbeat.enrich.places.enricher import locate
from civicbeat.records.post import MOMENT

FLOORS = {"places_authored": (0.97, 0.97), "places_heldout": (0.95, 0.95)}
REFORM = date(2025, 7, 1)
PLACES = gazetteer.places()


def enriched(text, moment):
    batch = pa.RecordBatch.from_pydict({"text": [text], "published_at": pa.array([moment], MOMENT)})
    [column] = Places()(batch)
    return column.to_pylist()[0]


def test_keeps_the_contract():
    check(Places())


@pytest.mark.parametrize("cases_file", FLOORS)
def test_reaches_its_floors(cases_file):
    rows = cases(cases_file)
    precision, recall, f1 = score(rows, ours(rows))
    assert precision >= FLOORS[cases_file][0]
    assert recall >= FLOORS[cases_file][1]
    assert f1 > score(rows, naive(rows))[2] + 0.3


def test_there_are_enough_cases_and_their_ids_are_known():
    rows = cases("places_authored") + cases("places_heldout")
    assert len(rows) >= 250
    assert {each for _, gold, _ in rows for each in gold} <= set(PLACES)
    assert sum(not gold for _, gold, _ in rows) >= 50


def test_the_provinces_of_both_states():
    provinces = [p for p in PLACES.values() if p.level == "province"]
    assert sum(p.valid_on(date(2025, 6, 30)) for p in provinces) == 63
    assert sum(p.valid_on(REFORM) for p in provinces) == 34


def test_the_units_of_the_city():
    wards = [p for p in PLACES.values() if p.level == "ward" and p.parent == "vn.hcm" and p.valid_on(REFORM)]
    kinds = [p.name.split()[0] for p in wards]
    assert (kinds.count("Phường"), kinds.count("Xã"), kinds.count("Đặc")) == (113, 54, 1)
    districts = [p for p in PLACES.values() if p.level == "district" and p.parent == "vn.hcm"]
    assert sum(p.valid_on(date(2025, 6, 30)) for p in districts) == 22
    assert sum(p.valid_on(date(2020, 6, 30)) for p in districts) == 24
    assert not any(p.valid_on(REFORM) for p in districts)


def test_every_reference_is_known_and_no_unit_holds_itself():
    for place in PLACES.values():
        assert place.parent in PLACES or place.id == "vn"
        assert all(heir in PLACES for heir in place.successors)
        assert place.id.isascii()
        assert place.id == place.id.lower()
        assert place.name
        assert place.name_en
        for day in (date(2020, 1, 1), date(2025, 1, 1), date(2026, 1, 1)):
            assert "vn" not in gazetteer.lineage(place.id, day)


def test_what_ended_in_the_city_has_heirs_of_that_day():
    for place in PLACES.values():
        if place.valid_to == REFORM and gazetteer.lineage(place.id, REFORM)[-1] == "vn.hcm":
            assert place.successors
            assert all(PLACES[heir].valid_on(REFORM) for heir in place.successors)


def test_lineage_follows_the_day():
    assert gazetteer.lineage("vn.binh-duong", date(2025, 6, 30)) == ("vn.binh-duong",)
    assert gazetteer.lineage("vn.binh-duong", REFORM) == ("vn.binh-duong", "vn.hcm")
    assert gazetteer.lineage("vn.hcm.cho-ben-thanh", date(2025, 6, 30)) == (
        "vn.hcm.cho-ben-thanh",
        "vn.hcm.quan-1",
        "vn.hcm",
    )
    assert "vn.hcm.phuong-ben-thanh" in gazetteer.lineage("vn.hcm.cho-ben-thanh", REFORM)
    assert gazetteer.lineage("vn.nowhere", REFORM) == ()


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("Sài Gòn", {"vn.hcm", "vn.hcm.phuong-sai-gon"}),
        ("sai gon", {"vn.hcm", "vn.hcm.phuong-sai-gon"}),
        ("Thủ Đức", {"vn.hcm.quan-thu-duc", "vn.hcm.thu-duc", "vn.hcm.phuong-thu-duc"}),
        ("thu duc", {"vn.hcm.quan-thu-duc", "vn.hcm.thu-duc", "vn.hcm.phuong-thu-duc"}),
        ("Thu Đục", set()),
        ("phường Thủ Đức", {"vn.hcm.phuong-thu-duc"}),
        ("Quận 1", {"vn.hcm.quan-1"}),
        ("District 1", {"vn.hcm.quan-1"}),
        ("Q1", {"vn.hcm.quan-1"}),
        ("q.1", {"vn.hcm.quan-1"}),
        ("Q. Bình Thạnh", {"vn.hcm.binh-thanh"}),
        ("q binh thanh", {"vn.hcm.binh-thanh"}),
        ("TP. Thủ Đức", {"vn.hcm.thu-duc"}),
        ("P.Thủ Đức", {"vn.hcm.phuong-thu-duc"}),
        ("HCMC", {"vn.hcm"}),
        ("SG", {"vn.hcm"}),
        ("Bà Rịa-Vũng Tàu", {"vn.ba-ria-vung-tau"}),
        ("vn.hcm.thu-duc", {"vn.hcm.thu-duc"}),
        ("Việt Nam", {"vn"}),
        ("Atlantis", set()),
        ("", set()),
    ],
)
def test_find(name, ids):
    assert {place.id for place in gazetteer.find(name)} == ids


def test_names_for_people():
    assert gazetteer.name("vn.hcm") == "Thành phố Hồ Chí Minh"
    assert gazetteer.name("vn.hcm", "en") == "Ho Chi Minh City"
    assert gazetteer.name("vn.hcm.quan-1", "en") == "District 1"
    assert gazetteer.name("vn.nowhere") == "vn.nowhere"


def test_every_place_is_found_by_its_names():
    names = [(place, name) for place in PLACES.values() for name in (place.name, place.name_en, *place.aliases)]
    assert [(place.id, name) for place, name in names if place not in gazetteer.find(name)] == []


def test_the_day_is_that_of_vietnam():
    late = datetime(2025, 6, 30, 16, 59, tzinfo=UTC)
    early = datetime(2025, 6, 30, 17, 0, tzinfo=UTC)
    assert enriched("Phường Sài Gòn", late) == ["vn.hcm"]
    assert enriched("Phường Sài Gòn", early) == ["vn.hcm", "vn.hcm.phuong-sai-gon"]


def test_gives_the_widest_first():
    found = enriched("Bến Nghé, Q1", datetime(2025, 1, 1, tzinfo=UTC))
    assert found == ["vn.hcm", "vn.hcm.quan-1", "vn.hcm.quan-1.phuong-ben-nghe"]


def test_the_reference_page_tells_the_truth():
    page = (Path(__file__).parents[2] / "docs/reference/places.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \*(.+?)\* \| (\d+ \w+ \d{4}) \| (.+) \|$", page, re.MULTILINE)
    assert len(rows) >= 8
    for text, day, cell in rows:
        moment = datetime.strptime(f"{day} +0700", "%d %B %Y %z")
        assert enriched(text, moment) == re.findall(r"`(.+?)`", cell)


def test_names_that_nobody_can_tell_stay_unresolved():
    assert locate(["Đi qua phường 3", "ở huyện Châu Thành", "Yêu chuộng hòa bình"], [20_000] * 3) == [[], [], []]


def test_a_list_of_names_is_read_in_time_linear_in_its_length():
    """A text that repeats names must not be weighed pair by pair: tens of thousands would never end."""
    [found] = locate(["phường 5, Gò Vấp " * 20_000], [20_000])
    assert found == ["vn.hcm", "vn.hcm.go-vap", "vn.hcm.go-vap.phuong-5"]


@settings(deadline=None)
@given(st.lists(st.text(), max_size=6), st.integers(0, 25_000))
def test_any_text_gets_known_places(texts, day):
    found = locate(texts, [day] * len(texts))
    assert len(found) == len(texts)
    assert {each for ids in found for each in ids} <= set(PLACES)


@settings(deadline=None)
@given(st.lists(st.sampled_from([text for *_, text in cases("places_authored")]), min_size=1, max_size=6))
def test_a_post_is_judged_alone(texts):
    assert locate(texts, [20_200] * len(texts)) == [locate([text], [20_200])[0] for text in texts]


def test_tweets_from_elsewhere_name_hardly_any_place(shared_data):
    texts = pq.read_table(shared_data / "posts/tweets_ira_sample.parquet", columns=["text"])["text"].to_pylist()
    found = locate([text or "" for text in texts], [17_000] * len(texts))
    assert sum(map(bool, found)) / len(found) < 0.0002
