"""Open311: weeks, pages, edits, what is taken and what is left; all on a loopback server."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.sources.feeds.server import running, say

from civicbeat.records.errors import FormatChanged, SettingError, SourceRefused
from civicbeat.records.post import Post
from civicbeat.sources.open311 import Open311Source
from civicbeat.sources.web import AskedToWait, Web, forget_hosts

NOW = datetime.now(UTC).replace(microsecond=0)


def request(number, days_ago=1.0, **parts):
    """A service request as GeoReport v2 documents it."""
    at = (NOW - timedelta(days=days_ago)).isoformat()
    return {
        "service_request_id": str(number),
        "status": "open",
        "service_name": "Thoát nước",
        "service_code": "D1",
        "description": f"Hẻm {number} ngập sau mưa",
        "requested_datetime": at,
        "updated_datetime": at,
        "address": "12 Đường Mẫu",
        "email": "an@thu.example",
        "lat": "10.75",
        "long": 106.66,
        "media_url": "https://anh.example/1.jpg",
        **parts,
    }


class City(dict):
    """What an endpoint answers: bounded and paged as the format says."""

    def __init__(self, *requests, pages=True):
        super().__init__()
        self.requests, self.pages = list(requests), pages

    def get(self, path, default=None):
        parts = urlsplit(path)
        if parts.path in self:
            return self[parts.path]
        if parts.path != "/v2/requests.json":
            return default
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        kind = "updated" if "updated_after" in asked else "requested"
        low, high = (asked.get(name) for name in (f"{kind}_after", f"{kind}_before"))
        low, high = low or asked["start_date"], high or asked["end_date"]
        begin, end = datetime.fromisoformat(low), datetime.fromisoformat(high)
        found = [one for one in self.requests if begin <= datetime.fromisoformat(one[f"{kind}_datetime"]) < end]
        first = (int(asked["page"]) - 1) * int(asked["page_size"]) if self.pages else 0
        return say(200, json.dumps(found[first : first + int(asked["page_size"])]).encode())


@pytest.fixture(scope="module")
def site():
    with running() as one:
        yield one


@pytest.fixture
def city(site):
    forget_hosts()
    site.asked.clear()
    site.paths = City()
    return site.paths


def source(site, days=14, **options):
    web = Web(pause=0, attempts=1, allow_loopback=True)
    return Open311Source(f"{site.address}/v2", "open311.city", days=days, web=web, **options)


def posts(one, cursor=None):
    pages = list(one.fetch(cursor or {}))
    made = [one.to_post(raw) for page in pages for raw in page.raws]
    return [post for post in made if isinstance(post, Post)], pages


def test_a_request_becomes_a_report_without_its_address(site, city):
    city.requests = [request(7)]
    [post], pages = posts(source(site))
    assert (post.kind, post.platform, post.native_id, post.author) == ("report", "open311", "7", "")
    assert (post.tags, post.media, post.latitude, post.longitude) == (("Thoát nước",), ("image",), 10.75, 106.66)
    assert "Đường Mẫu" not in repr(pages)
    assert "thu.example" not in repr(pages)


def test_a_long_week_is_read_page_by_page_and_then_vouched_for(site, city):
    city.requests = [request(n, 1 + n / 1_000) for n in range(230)]
    found, pages = posts(source(site, days=90))
    assert len({post.native_id for post in found}) == 230
    covered = [page.covers for page in pages if page.covers]
    assert len(covered) == 13
    assert covered[-1].end - covered[0].start == timedelta(days=90)
    assert all(one.end == other.start for one, other in pairwise(covered))


def test_the_next_reading_asks_for_two_days_again_and_finds_edits(site, city):
    city.requests = [request(1), request(2, 40)]
    one = source(site)
    _, pages = posts(one)
    city.requests = [request(1, description="Đã rút nước"), request(2, 40), request(3, 0.1)]
    site.asked.clear()
    found, _ = posts(one, pages[-1].cursor)
    assert {post.native_id: post.text for post in found} == {"1": "Đã rút nước", "3": "Hẻm 3 ngập sau mưa"}
    assert len([path for path, _ in site.asked if "requests.json" in path]) == 2


def test_by_update_later_edits_are_found(site, city):
    one = source(site, by_update=True, jurisdiction="city.example")
    _, pages = posts(one)
    city.requests = [request(2, 40, updated_datetime=(NOW - timedelta(hours=1)).isoformat())]
    site.asked.clear()
    [post], _ = posts(one, pages[-1].cursor)
    assert post.published_at == NOW - timedelta(days=40)
    assert all("jurisdiction_id=city.example" in path for path, _ in site.asked if "requests" in path)


def test_a_server_that_cannot_page_is_asked_twice_a_week(site, city):
    city.requests, city.pages = [request(1)], False
    found, pages = posts(source(site))
    assert [post.native_id for post in found] == ["1"]
    assert pages[-1].covers


def test_a_cut_reading_keeps_only_finished_weeks(site, city):
    city.requests = [request(1, 10), request(2, 1)]
    one = source(site)
    reading = one.fetch({})
    pages = [next(reading) for _ in range(3)]
    assert [len(page.raws) for page in pages] == [1, 0, 1]
    assert "upto" not in pages[0].cursor
    assert pages[2].cursor == pages[1].cursor


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (say(200, b"<html>"), FormatChanged),
        (say(200, b'{"errors": []}'), FormatChanged),
        (say(200, b"[" * 100_000), FormatChanged),
        (say(403), SourceRefused),
    ],
)
def test_other_answers_are_faults(site, city, answer, error):
    city["/v2/requests.json"] = answer
    with pytest.raises(error):
        posts(source(site))


def test_a_list_without_end_is_a_fault(site, city, monkeypatch):
    monkeypatch.setattr("civicbeat.sources.open311.source.MOST_PAGES", 2)
    city.requests = [request(n, 13) for n in range(300)]
    with pytest.raises(FormatChanged, match="no end"):
        posts(source(site))


def test_a_server_that_asks_to_wait_is_left_alone(site, city):
    city["/v2/requests.json"] = say(429, Retry_After="120")
    one = source(site)
    reading = one.fetch({})
    page = next(reading)
    with pytest.raises(AskedToWait):
        next(reading)
    with pytest.raises(AskedToWait):
        next(one.fetch(page.cursor))


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"service_request_id": None}, "no-id"),
        ({"description": " "}, "no-text"),
        ({"description": None}, "no-text"),
        ({"requested_datetime": "2026-01-01T00:00:00"}, "no-date"),
        ({"requested_datetime": (NOW + timedelta(days=1)).isoformat()}, "no-date"),
        ({"description": "x" * 100_001}, "text-too-long"),
    ],
)
def test_what_is_no_use_is_set_aside(parts, reason):
    one = Open311Source("https://thanh-pho.example/v2", "open311.city")
    assert one.to_post({**request(1), **parts, "read_at": NOW.isoformat(), "where": "request 1"}).reason == reason


@pytest.mark.parametrize("lat", ["", "nan", 91, None, True, 10**400, "0"])
def test_places_that_cannot_be_are_unknown(lat):
    one = Open311Source("https://thanh-pho.example/v2", "open311.city")
    raw = {**request(1), "lat": lat, "long": 0, "media_url": "https://a.example/x.MP4?1", "read_at": NOW.isoformat()}
    post = one.to_post(raw)
    assert (post.latitude, post.longitude, post.media) == (None, None, ("video",))


def test_settings_are_checked():
    with pytest.raises(SettingError):
        Open311Source("ftp://thanh-pho.example", "open311.city")
    with pytest.raises(SettingError):
        Open311Source("https://thanh-pho.example", "open311.city", days=0)
