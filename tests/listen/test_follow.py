"""Following: each kind is remembered once, by what tells it apart, and is built again from what was remembered."""

import pytest

from civicbeat.listen.follow import KINDS, build, cleaned, follow, follow_feed
from civicbeat.listen.models import FollowedSource
from civicbeat.records.errors import InputError, SettingError
from civicbeat.sources.feeds.source import FeedsSource
from civicbeat.sources.mastodon import MastodonSource
from civicbeat.sources.sites import SitesSource

pytestmark = pytest.mark.django_db


def site(address):
    return follow("sites", {"address": address})


def mastodon(server, tag=""):
    return follow("mastodon", {"server": server, "tag": tag})


@pytest.mark.parametrize(
    ("follow", "made", "name"),
    [
        (lambda: follow_feed(" https://www.bao-mau.example/rss.xml "), FeedsSource, "feeds.bao-mau-example"),
        (lambda: site("https://bao-mau.example/"), SitesSource, "sites.bao-mau-example"),
        (lambda: mastodon("https://nha.example/about"), MastodonSource, "mastodon.nha-example"),
    ],
)
def test_a_place_is_followed_once(follow, made, name):
    first, again = follow(), follow()
    assert first.pk == again.pk
    assert first.name == name
    source = build(first)
    assert isinstance(source, made)
    assert source.name == name
    assert first.every_seconds == source.every.total_seconds()


def test_two_feeds_of_a_host_have_two_names():
    names = [follow_feed(f"https://bao-mau.example/{n}.xml").name for n in range(3)]
    assert names == ["feeds.bao-mau-example", "feeds.bao-mau-example-2", "feeds.bao-mau-example-3"]


def test_a_server_and_each_of_its_hashtags_are_sources_of_their_own():
    whole, tag = mastodon("https://nha.example"), mastodon("https://nha.example", tag="#SaiGon")
    assert whole.pk != tag.pk
    assert tag.title == "#saigon · nha.example"
    assert build(tag).tag == "saigon"
    assert mastodon("https://nha.example/", tag="saigon").pk == tag.pk


@pytest.mark.parametrize("follow", [follow_feed, site, mastodon])
@pytest.mark.parametrize("address", ["", "bao-mau.example", "ftp://bao-mau.example", "https://ai:mat-khau@nha.example"])
def test_what_is_no_public_address_is_not_followed(follow, address):
    with pytest.raises(InputError):
        follow(address)
    assert not FollowedSource.objects.exists()


def test_what_is_no_hashtag_is_not_followed():
    with pytest.raises(SettingError):
        mastodon("https://nha.example", tag="hai từ")
    assert not FollowedSource.objects.exists()


def test_a_kind_that_is_not_followed_is_refused():
    for kind in ("files", "samplecity", "no-such-kind"):
        with pytest.raises(SettingError):
            follow(kind, {})


FILLED_IN = {
    "text": "một chữ",
    "address": "https://thanh-pho.example/v2",
    "host": "https://thanh-pho.example",
    "number": "30",
    "yes": "on",
    "words": "ngập, kẹt xe\nngập",
    "tag": "#GiaoThong",
}
UNDERSTOOD = {
    "address": "https://thanh-pho.example/v2",
    "host": "https://thanh-pho.example",
    "number": 30,
    "yes": True,
    "words": ["ngập", "kẹt xe"],
    "tag": "giaothong",
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_filled_in_is_understood_by_its_form(kind):
    given = {
        option.name: option.choices[0] if option.choices else FILLED_IN[option.form] for option in KINDS[kind].options
    }
    found = cleaned(kind, given)
    for option in KINDS[kind].options:
        if not option.choices and option.form in UNDERSTOOD:
            assert found[option.name] == UNDERSTOOD[option.form]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if any(option.required for option in KINDS[kind].options)])
def test_what_must_be_given_is_asked_for_by_its_name(kind):
    with pytest.raises(InputError, match="is missing"):
        cleaned(kind, {})


def test_a_list_of_nothing_but_commas_is_missing():
    with pytest.raises(InputError, match="is missing"):
        cleaned("reddit", {"communities": " , ;", "subreddits": " , ;", "account": "thanh_pho"})


def test_numbers_and_choices_are_checked():
    with pytest.raises(InputError, match="whole number"):
        cleaned("imap", {"host": "thu.example", "user": "u", "port": "một"})
    with pytest.raises(InputError, match="Choose: tls"):
        cleaned("imap", {"host": "thu.example", "user": "u", "security": "none"})
