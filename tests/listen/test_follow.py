"""Following: each kind is remembered once, by what tells it apart, and is built again from what was remembered."""

import pytest

from civicbeat.listen.follow import build, follow_feed, follow_mastodon, follow_site
from civicbeat.listen.models import FollowedSource
from civicbeat.records.errors import InputError, SettingError
from civicbeat.sources.feeds.source import FeedsSource
from civicbeat.sources.mastodon import MastodonSource
from civicbeat.sources.sites import SitesSource

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("follow", "made", "name"),
    [
        (lambda: follow_feed(" https://www.bao-mau.example/rss.xml "), FeedsSource, "feeds.bao-mau-example"),
        (lambda: follow_site("https://bao-mau.example/"), SitesSource, "sites.bao-mau-example"),
        (lambda: follow_mastodon("https://nha.example/about"), MastodonSource, "mastodon.nha-example"),
    ],
)
def test_a_place_is_followed_once(follow, made, name):
    first, again = follow(), follow()
    assert first.pk == again.pk
    assert first.name == name
    source = build(first)
    assert isinstance(source, made)
    assert source.name == name


def test_two_feeds_of_a_host_have_two_names():
    names = [follow_feed(f"https://bao-mau.example/{n}.xml").name for n in range(3)]
    assert names == ["feeds.bao-mau-example", "feeds.bao-mau-example-2", "feeds.bao-mau-example-3"]


def test_a_server_and_each_of_its_hashtags_are_sources_of_their_own():
    whole, tag = follow_mastodon("https://nha.example"), follow_mastodon("https://nha.example", tag="#SaiGon")
    assert whole.pk != tag.pk
    assert tag.title == "#saigon · nha.example"
    assert build(tag).tag == "saigon"
    assert follow_mastodon("https://nha.example/", tag="saigon").pk == tag.pk


@pytest.mark.parametrize("follow", [follow_feed, follow_site, follow_mastodon])
@pytest.mark.parametrize("address", ["", "bao-mau.example", "ftp://bao-mau.example", "https://ai:mat-khau@nha.example"])
def test_what_is_no_public_address_is_not_followed(follow, address):
    with pytest.raises(InputError):
        follow(address)
    assert not FollowedSource.objects.exists()


def test_what_is_no_hashtag_is_not_followed():
    with pytest.raises(SettingError):
        follow_mastodon("https://nha.example", tag="hai từ")
    assert not FollowedSource.objects.exists()
