"""Every kind of source keeps the contract."""

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.bluesky import server as streams
from tests.sources.blueskysearch import server as searches
from tests.sources.discourse import server as forums
from tests.sources.exported_kinds import FIXED as FIXED_EXPORTS
from tests.sources.exported_kinds import SPECIMENS as EXPORTS
from tests.sources.feeds.server import running, say
from tests.sources.graph import server as pages
from tests.sources.imap import server as mails
from tests.sources.mastodon.server import Mastodon, status
from tests.sources.mastodonstream import server as live
from tests.sources.open311.test_open311 import City
from tests.sources.open311.test_open311 import request as reported
from tests.sources.reddit import server as communities
from tests.sources.sites.pages import ago, article, entry, urlset
from tests.sources.telegram import server as channels
from tests.sources.webhook import deliveries
from tests.sources.x import server as tweets
from tests.sources.youtube import server as videos

import civicbeat.sources
from civicbeat.records.errors import SourceError
from civicbeat.sources import checks, exports
from civicbeat.sources.all import KINDS, policies
from civicbeat.sources.bluesky import BlueskySource
from civicbeat.sources.blueskysearch import BlueskySearchSource
from civicbeat.sources.contract import Page, Rejected
from civicbeat.sources.discourse import DiscourseSource
from civicbeat.sources.feeds import FeedsSource
from civicbeat.sources.files import FilesSource, file_source
from civicbeat.sources.files import source as files_module
from civicbeat.sources.graph import GraphSource
from civicbeat.sources.imap import ImapSource
from civicbeat.sources.mastodon import MastodonSource
from civicbeat.sources.mastodonstream import MastodonStreamSource
from civicbeat.sources.open311 import Open311Source
from civicbeat.sources.policy import Policy
from civicbeat.sources.reddit import RedditSource
from civicbeat.sources.samplecity.source import SampleCitySource
from civicbeat.sources.sites import SitesSource
from civicbeat.sources.telegram import TelegramSource
from civicbeat.sources.web import Web, forget_hosts
from civicbeat.sources.webhook import WebhookSource
from civicbeat.sources.x import XSource
from civicbeat.sources.youtube import YoutubeSource

SOURCES = Path(civicbeat.sources.__file__).parent
END = datetime(2026, 3, 1, tzinfo=UTC)
CSV = "id,text,author,date\n" + "".join(
    f"{n},{'' if n % 10 == 0 else f'Hẻm {n} ngập'},Người {n % 5},2025-03-{n % 28 + 1:02}\n" for n in range(1, 60)
)
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Báo Mẫu</title><entry><id>tag:1</id><title>Ngập ở chợ</title>
<updated>2025-03-01T01:00:00Z</updated></entry><entry><id>tag:2</id><updated>2025-03-01T01:00:00Z</updated></entry></feed>"""


@pytest.fixture(scope="module")
def feed():
    with running() as site:
        forget_hosts()
        site.paths["/feed"] = say(200, ATOM.encode())
        web = Web(pause=0, attempts=1, allow_loopback=True)
        yield FeedsSource(f"{site.address}/feed", "feeds.bao-mau", "Báo Mẫu", institutional=True, web=web)


@pytest.fixture(scope="module")
def mastodon():
    with running() as site:
        forget_hosts()
        site.paths = Mastodon()
        site.paths.post(*(status(n) for n in range(60)), status(60, account={"indexable": False}))
        yield MastodonSource(site.address, "mastodon.city", web=Web(pause=0, attempts=1, allow_loopback=True))


@pytest.fixture(scope="module")
def news_site():
    with running() as site:
        forget_hosts()
        site.paths["/sitemap.xml"] = say(
            200, urlset(entry(f"{site.address}/1", ago(2)), entry(f"{site.address}/2", ago(1)))
        )
        site.paths["/1"] = say(200, article(1), Content_Type="text/html")
        web = Web(pause=0, attempts=1, allow_loopback=True)
        yield SitesSource(site.address, "sites.bao-mau", "Báo Mẫu", web=web)


@pytest.fixture(scope="module")
def mailbox():
    with mails.running() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("CIVICBEAT_KEY_IMAP_GOP_Y", folder.password)
        folder.put(*range(1, 53))
        folder.mails[60] = mails.mail(60, Precedence="bulk")
        web = Web(allow_loopback=True)
        yield ImapSource(
            "localhost", "imap.gop-y", "gop-y@thanh-pho.example", port=folder.port, security="none", web=web
        )


@pytest.fixture(scope="module")
def open311():
    with running() as site:
        forget_hosts()
        site.paths = City(*(reported(n, n / 100 + 1) for n in range(120)), reported(200, description=""))
        web = Web(pause=0, attempts=1, allow_loopback=True)
        yield Open311Source(f"{site.address}/v2", "open311.city", days=3, web=web)


@pytest.fixture(scope="module")
def discourse():
    with forums.specimen() as one:
        yield one


@pytest.fixture(scope="module")
def graph():
    with pages.specimen() as one:
        yield one


@pytest.fixture(scope="module")
def telegram():
    with channels.specimen() as one:
        yield one


@pytest.fixture(scope="module")
def bluesky():
    with streams.specimen() as source:
        yield source


@pytest.fixture(scope="module")
def youtube():
    with videos.specimen() as one:
        yield one


@pytest.fixture(scope="module")
def reddit():
    with communities.specimen() as one:
        yield one


@pytest.fixture(scope="module")
def x():
    with tweets.specimen() as one:
        yield one


@pytest.fixture(scope="module")
def mastodonstream():
    with live.specimen() as source:
        yield source


@pytest.fixture(scope="module")
def blueskysearch():
    with searches.specimen() as source:
        yield source


SPECIMENS = {
    FilesSource: lambda _: file_source(io.BytesIO(CSV.encode()), name="specimen"),
    FeedsSource: lambda request: request.getfixturevalue("feed"),
    SampleCitySource: lambda _: SampleCitySource("forum", END, days=3, posts=600, clock=_an_hour_later),
    SitesSource: lambda request: request.getfixturevalue("news_site"),
    MastodonSource: lambda request: request.getfixturevalue("mastodon"),
    ImapSource: lambda request: request.getfixturevalue("mailbox"),
    Open311Source: lambda request: request.getfixturevalue("open311"),
    DiscourseSource: lambda request: request.getfixturevalue("discourse"),
    GraphSource: lambda request: request.getfixturevalue("graph"),
    YoutubeSource: lambda request: request.getfixturevalue("youtube"),
    RedditSource: lambda request: request.getfixturevalue("reddit"),
    XSource: lambda request: request.getfixturevalue("x"),
    **EXPORTS,
    TelegramSource: lambda request: request.getfixturevalue("telegram"),
    BlueskySource: lambda request: request.getfixturevalue("bluesky"),
    MastodonStreamSource: lambda request: request.getfixturevalue("mastodonstream"),
    BlueskySearchSource: lambda request: request.getfixturevalue("blueskysearch"),
    WebhookSource: lambda _: deliveries.specimen(),
}
"""How a source of each kind is made that is small enough to be read many times."""


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def specimen(request, monkeypatch):
    monkeypatch.setattr(files_module, "ROWS_PER_PAGE", 20)
    monkeypatch.setattr(exports, "ROWS_PER_PAGE", 20)
    return SPECIMENS[request.param](request)


def _an_hour_later():
    return END + timedelta(hours=1)


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.__name__)
def test_every_kind_keeps_the_contract(specimen, check):
    check(specimen)


def test_every_kind_tells_about_itself(specimen):
    checks.check_about(specimen, SOURCES)


def test_every_folder_is_registered():
    folders = {path.parent.name for path in SOURCES.glob("*/source.py")}
    assert folders == {kind.__module__.split(".")[-2] for kind in KINDS}


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.datetimes()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=4)),
    max_leaves=8,
)
KEYS = [
    "line",
    "row",
    "id",
    "title",
    "body",
    "published",
    "read_at",
    "text",
    "author",
    "link",
    "tags",
    "where",
    "full",
    "data",
]
FIXED = (
    file_source(io.BytesIO(CSV.encode()), name="specimen"),
    FeedsSource("https://bao.example/feed", "feeds.bao-mau"),
    SampleCitySource("forum", END, days=3, posts=600),
    SitesSource("https://bao.example/", "sites.bao-mau"),
    MastodonSource("https://thanh-pho.example", "mastodon.city"),
    ImapSource("thu.example", "imap.gop-y", "gop-y@thanh-pho.example"),
    Open311Source("https://thanh-pho.example/v2", "open311.city"),
    DiscourseSource("https://dien-dan.example", "discourse.dien-dan"),
    GraphSource("100200300", "graph.thanh-pho"),
    YoutubeSource("youtube.city", videos=[videos.VIDEO]),
    RedditSource("reddit.city", ["thanhpho"], "ubnd_mau"),
    XSource("x.ngap", "ngập"),
    *FIXED_EXPORTS,
    TelegramSource(["thanhphomau"], "telegram.city", agreed=True),
    BlueskySource("bluesky.city", ["ngập nước"]),
    MastodonStreamSource("https://thanh-pho.example", "mastodon.live"),
    BlueskySearchSource("bluesky.search", "https://bluesky.example", ["ngập nước"]),
    deliveries.specimen(),
)


@settings(max_examples=120, deadline=None)
@given(st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=5)), anything, max_size=8))
def test_no_mapping_breaks_a_source(raw):
    for source in FIXED:
        checks.check_total(source, raw)


class Broken:
    """A specimen that misbehaves in one way."""

    def __init__(self, good, **parts):
        self._good = good
        self._parts = parts

    def __getattr__(self, name):
        return self._parts[name] if name in self._parts else getattr(self._good, name)


@pytest.mark.parametrize(
    ("check", "parts"),
    [
        (checks.check_name, {"name": "Wrong Name"}),
        (checks.check_policy, {"policy": Policy("", date(2026, 6, 1), "All that is public.", "None, ever.")}),
        (checks.check_pages, {"fetch": lambda _: iter(())}),
        (checks.check_pages, {"fetch": lambda _: iter([Page((), {"moment": ("a",)})])}),
        (checks.check_pages, {"fetch": lambda _: iter([Page((), {}, None, (Rejected("x", "Not A Slug"),))])}),
        (checks.check_posts, {"to_post": lambda _: Rejected("x", "no-text")}),
    ],
)
def test_a_breach_is_found(check, parts):
    with pytest.raises(SourceError):
        check(Broken(FIXED[0], **parts))


def test_lost_posts_are_found(monkeypatch):
    monkeypatch.setattr(files_module, "ROWS_PER_PAGE", 20)
    whole = FIXED[0]
    with pytest.raises(SourceError, match="lost"):
        checks.check_resumes(Broken(whole, fetch=lambda cursor: iter(()) if cursor else whole.fetch({})))


def test_every_kind_has_its_rules_under_the_name_of_its_folder():
    known = policies()
    assert len(known) == len(KINDS)
    assert {"files", "feeds", "x", "warc"} <= known.keys()
    assert all(isinstance(policy, Policy) for policy in known.values())
