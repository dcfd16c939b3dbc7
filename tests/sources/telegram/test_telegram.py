"""Telegram: nothing without consent; each message of a channel once; edits and deletions; groups and people never."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.feeds.server import running, say
from tests.sources.telegram.server import START, Telegram

from civicbeat.records.errors import FormatChanged, SettingError, SourceError, SourceRefused
from civicbeat.records.post import Post
from civicbeat.sources import checks
from civicbeat.sources.contract import Rejected
from civicbeat.sources.telegram import TelegramSource, preview
from civicbeat.sources.telegram import source as source_module
from civicbeat.sources.web import AskedToWait, Web, forget_hosts


@pytest.fixture(scope="module")
def server():
    with running() as one:
        yield one


@pytest.fixture
def site(server):
    forget_hosts()
    server.asked.clear()
    server.paths = Telegram()
    return server


@pytest.fixture
def telegram(site):
    return site.paths


@pytest.fixture
def source(site):
    web = Web(pause=0, attempts=1, allow_loopback=True)
    return TelegramSource(["capnuoc"], "telegram.city", agreed=True, base=site.address, web=web)


def read(source, cursor=None):
    """One reading: its pages, what they became, and the kept cursor as a store would give it back."""
    pages = list(source.fetch(cursor or {}))
    made = [source.to_post(raw) for page in pages for raw in page.raws]
    return pages, made, json.loads(json.dumps(dict(pages[-1].cursor)))


def ids(made):
    return [int(one.native_id.split("/")[1]) for one in made if isinstance(one, Post) and not one.deleted]


def gone(made):
    return [int(one.native_id.split("/")[1]) for one in made if isinstance(one, Post) and one.deleted]


def test_without_consent_there_is_no_source():
    with pytest.raises(SettingError, match="without consent"):
        TelegramSource(["capnuoc"], "telegram.city")
    with pytest.raises(SettingError, match="without consent"):
        TelegramSource(["capnuoc"], "telegram.city", agreed="yes")
    assert not TelegramSource.policy.on_by_default
    assert next(option for option in TelegramSource.options if option.name == "agreed").required


def test_a_message_becomes_a_post_of_a_person(source, telegram):
    photo = '<a class="tgme_widget_message_photo_wrap blured" style="x"></a>'
    text = 'Chợ <b>ngập</b><br/>&amp; tắc <a href="?q=%23nuoc">#nuoc</a> <i class="emoji"><b>💧</b></i>'
    telegram.say("capnuoc", 7, text=text, more=photo)
    _, (made,), _ = read(source)
    assert made.text == "Chợ ngập\n& tắc #nuoc 💧 7"
    assert (made.native_id, made.platform, made.kind, made.reach) == ("capnuoc/7", "telegram", "post", 1_200)
    assert (made.author, made.institution, made.url, made.media) == ("capnuoc", "", "", ("image",))
    assert made.published_at == START + timedelta(minutes=7)


def test_an_official_channel_keeps_its_name(source, telegram):
    telegram.say("capnuoc", 7)
    _, (made,), _ = read(replace(source, official=True))
    assert (made.author, made.institution, made.url) == ("", "Kênh capnuoc", "https://t.me/capnuoc/7")


def test_who_signed_and_who_is_forwarded_or_answered_is_not_taken(source, telegram):
    forwarded = (
        '<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from <a'
        ' class="tgme_widget_message_forwarded_from_name" href="https://t.me/ai_do/1">Chị Hoa</a></div>'
    )
    reply = (
        '<a class="tgme_widget_message_reply"><div class="tgme_widget_message_author_name">Anh Ba</div>'
        '<div class="tgme_widget_message_text js-message_text">Lời của Anh Ba</div></a>'
    )
    telegram.say("capnuoc", 7, more=forwarded)
    telegram.say("capnuoc", 8, more=reply)
    pages, (shared, answer), _ = read(source)
    assert (shared.kind, answer.kind, answer.text) == ("share", "post", "Ngày mai cúp nước 8")
    assert not any(name in repr(pages) for name in ("Hoa", "Anh Ba", "Lê Văn Ký"))


@pytest.mark.parametrize(
    ("part", "kind"), [("video_player", "video"), ("voice", "audio"), ("document", "document"), ("photo_wrap", "image")]
)
def test_kinds_of_media_are_told_apart(source, telegram, part, kind):
    telegram.say("capnuoc", 1, more=f'<div class="x tgme_widget_message_{part} y"></div>')
    assert read(source)[1][0].media == (kind,)


@pytest.mark.parametrize(
    ("told", "views"), [("401", 401), ("12.7K", 12_700), ("1.1M", 1_100_000), ("", None), ("1.2.3", None), ("∞", None)]
)
def test_views_are_read_as_numbers(source, telegram, told, views):
    telegram.say("capnuoc", 1, views=told)
    assert read(source)[1][0].reach == views


def test_only_news_come_and_one_question_is_enough(source, site, telegram):
    telegram.say("capnuoc", *range(1, 6))
    _, made, cursor = read(source)
    assert ids(made) == [1, 2, 3, 4, 5]
    telegram.say("capnuoc", 9)
    site.asked.clear()
    assert ids(read(source, cursor)[1]) == [9]
    assert len(site.asked) == 1


def test_all_that_was_said_in_between_is_read(source, telegram):
    telegram.say("capnuoc", *range(1, 6))
    *_, cursor = read(source)
    telegram.say("capnuoc", *(n for n in range(6, 200) if n % 3))
    pages, made, cursor = read(source, cursor)
    assert ids(made) == [n for n in range(6, 200) if n % 3]
    assert pages[-1].covers is not None
    assert read(source, cursor)[1] == []


def test_a_reading_that_stops_goes_on_and_vouches_for_nothing_before(source, telegram, monkeypatch):
    monkeypatch.setattr(source_module, "MOST_PAGES", 2)
    telegram.say("capnuoc", 1)
    *_, cursor = read(source)
    telegram.say("capnuoc", *range(2, 100))
    got, vouched = set(), []
    for _ in range(4):
        pages, made, cursor = read(source, cursor)
        got |= set(ids(made))
        vouched.append(pages[-1].covers is not None)
    assert got == set(range(2, 100))
    assert vouched == [False, False, True, True]


def test_every_page_is_a_safe_place_to_stop(source, telegram):
    both = replace(source, channels=["capnuoc", "thanhphomau"])
    telegram.say("capnuoc", 1)
    telegram.say("thanhphomau", 1)
    *_, begun = read(both)
    telegram.say("capnuoc", *range(2, 70))
    telegram.say("thanhphomau", *range(2, 50))
    pages, made, _ = read(both, begun)
    whole = {one.native_id for one in made}
    assert len(whole) == 68 + 48
    for number, page in enumerate(pages):
        before = {both.to_post(raw).native_id for one in pages[: number + 1] for raw in one.raws}
        assert before | {one.native_id for one in read(both, page.cursor)[1]} == whole


def test_edits_come_again_and_deletions_are_followed(source, telegram):
    telegram.say("capnuoc", *range(1, 10))
    *_, cursor = read(source)
    telegram.say("capnuoc", 4, text="Đã sửa")
    telegram.say("capnuoc", 5, views="99K")
    del telegram.channels["capnuoc"][6], telegram.channels["capnuoc"][9]
    _, made, cursor = read(source, cursor)
    assert (ids(made), gone(made)) == ([4], [6, 9])
    assert made[1].published_at == START + timedelta(minutes=6)
    assert (made[1].text, made[1].author) == ("", "")
    assert read(source, cursor)[1] == []


def test_what_the_last_page_has_left_behind_is_not_taken_for_deleted(source, telegram):
    telegram.say("capnuoc", *range(1, 21))
    *_, cursor = read(source)
    telegram.say("capnuoc", *range(21, 30))
    _, made, _ = read(source, cursor)
    assert (ids(made), gone(made)) == (list(range(21, 30)), [])


def test_an_empty_page_deletes_nothing(source, telegram):
    telegram.say("capnuoc", 1, 2)
    *_, cursor = read(source)
    telegram["/s/capnuoc"] = say(200, telegram.page("capnuoc", "").encode())
    _, made, after = read(source, cursor)
    assert (made, after["channels"]) == ([], cursor["channels"])


def test_what_is_no_public_channel_is_refused(source, telegram):
    with pytest.raises(SourceRefused, match="@capnuoc shows nothing"):
        read(source)
    telegram.say("capnuoc", 1)
    telegram.counter = "members"
    with pytest.raises(SourceRefused, match="group"):
        read(source)


def test_one_channel_that_is_gone_does_not_keep_the_others_from_being_read(source, telegram):
    telegram.say("thanhphomau", 1)
    both = replace(source, channels=["capnuoc", "thanhphomau"])
    pages = both.fetch({})
    assert [both.to_post(raw).native_id for raw in next(pages).raws] == ["thanhphomau/1"]
    with pytest.raises(SourceRefused):
        next(pages)


def test_messages_of_another_channel_on_the_page_are_left_out(source, telegram):
    foreign = telegram.page("capnuoc", '<div data-post="khac/7"></div><div data-post="capnuoc/x"></div>')
    telegram["/s/capnuoc"] = say(200, foreign.encode())
    assert read(source)[1] == []


def test_service_messages_and_pictures_alone_are_set_aside(source, telegram):
    telegram.say("capnuoc", 1, kind="service_message")
    telegram.say("capnuoc", 2, text="")
    telegram.say("capnuoc", 3, at="gestern")
    assert [one.reason for one in read(source)[1]] == ["not-a-contribution", "no-text", "no-date"]


def test_robots_are_obeyed(source, telegram):
    telegram.say("capnuoc", 1)
    telegram["/robots.txt"] = say(200, b"User-agent: *\nDisallow: /s/")
    with pytest.raises(SourceRefused, match=r"robots\.txt"):
        read(source)


def test_a_wish_to_wait_is_kept(source, site, telegram):
    telegram["/s/capnuoc"] = say(429, Retry_After="120")
    pages = replace(source, channels=["capnuoc", "thanhphomau"]).fetch({})
    cursor = next(pages).cursor
    with pytest.raises(AskedToWait):
        next(pages)
    assert not any("thanhphomau" in path for path, _ in site.asked)
    forget_hosts()
    with pytest.raises(AskedToWait):
        next(source.fetch(cursor))


@pytest.mark.parametrize(
    "answer",
    [say(200, b""), say(200, b"<html>"), say(200, b"\0\xff" * 50), say(200, b"{}"), say(200, b"x" * 3_000_000)],
)
def test_other_pages_are_errors(source, telegram, answer):
    telegram["/s/capnuoc"] = answer
    with pytest.raises(FormatChanged):
        read(replace(source, web=replace(source.web, largest=source_module.LARGEST)))


@pytest.mark.parametrize(
    "junk", ["<div>" * 60_000, "<a" * 200_000, "<!--" * 100_000, "<b data-post='capnuoc/1'>" * 9_000]
)
def test_hostile_markup_takes_no_time(junk):
    page = f'<div class="tgme_channel_info"></div><p data-post="capnuoc/7"></p>{junk}'
    began = datetime.now(UTC)
    found = preview.read(page.encode(), "capnuoc")
    assert {message["id"] for message in found.messages} <= {1, 7}
    assert datetime.now(UTC) - began < timedelta(seconds=3)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_no_page_breaks_the_reading(body):
    for page in (body, b'<div class="tgme_channel_info">' + body + b'<p data-post="capnuoc/7">' + body):
        with suppress(SourceError):
            preview.read(page, "capnuoc")


@pytest.mark.parametrize(
    "cursor", [{"channels": 7}, {"channels": {"capnuoc": 7}}, {"channels": {"capnuoc": {"newest": "x", "known": 7}}}]
)
def test_a_memory_of_another_form_is_forgotten(source, telegram, cursor):
    telegram.say("capnuoc", 1)
    assert ids(read(source, cursor)[1]) == [1]


scalar = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(), st.just("\ud800"), st.just("0001-01-01T00:00:00+14:00")
)
NAMES = ("id", "channel", "text", "published", "views", "forwarded", "service", "media", "title", "read_at", "gone")


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(NAMES), st.one_of(scalar, st.lists(scalar, max_size=2)), st.booleans())
def test_no_answer_breaks_the_mapping(name, value, official):
    at = START.isoformat()
    raw = {
        "id": 7,
        "channel": "capnuoc",
        "text": "Ngập",
        "published": at,
        "read_at": at,
        "media": ["image"],
        name: value,
    }
    checks.check_total(TelegramSource(["capnuoc"], "telegram.a", agreed=True, official=official), raw)


@pytest.mark.parametrize(
    "channels", [[], ["@capnuoc"], ["a/../b"], ["ab"], ["https://t.me/x"], ["kênh"], ["x" * 33], ["abcd"] * 51]
)
def test_channels_are_checked(channels):
    with pytest.raises(SettingError, match="not channels"):
        TelegramSource(channels, "telegram.a", agreed=True)


def test_a_rejection_names_no_content(source):
    made = source.to_post({"id": 7, "channel": "capnuoc", "text": "Bí mật", "read_at": START.isoformat()})
    assert isinstance(made, Rejected)
    assert "Bí mật" not in repr(made)
