"""The pages of kept findings: kept from any finding, given, seen by one agency and no other, taken back."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from tests.api.test_trends import rows
from tests.store.making import batch
from tests.switching import WHY as OFF_BECAUSE
from tests.switching import silence, was_silent
from tests.web import city
from tests.web.conftest import signed_in
from tests.web.test_emerging import CAMPAIGN, INNOCENT, JOINT, REFUSED
from tests.web.test_findings import STORY, TEXT, _spread  # noqa: F401  # a fixture
from tests.web.test_sharing import guest, minh, roads  # noqa: F401  # fixtures

from civicbeat.findings.emerging import VERSION
from civicbeat.findings.models import Emergence
from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.audit.models import Entry
from civicbeat.governance.topics import keeping
from civicbeat.governance.topics.models import Giving, KeptFinding, Topic
from civicbeat.records.period import CITY_ZONE, Grain, floor, today

WHY = "They answer the press."


@pytest.fixture(scope="module")
def running(running):
    running.store.write(batch(rows(floor(city.moment(), Grain.HOUR))), token="trends")
    running.store.roll_up()
    return running


@pytest.fixture
def power(topic):
    topic.name, topic.query = "Mất điện", "theme:power"
    topic.save()
    return topic


def keep(client, name, topic, **about):
    """Keeps a finding of a topic as its page offers it, and gives it."""
    address = f"/kept/new?{urlencode({'name': name, 'topic': topic.pk, **about})}"
    form = client.get(address)
    assert form.status_code == 200
    answer = client.post(address, {"for": topic.pk})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/kept/"), client.get(address).content.decode()
    return KeptFinding.objects.first()


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return unescape(response.content.decode())


def last_hours():
    """In which power was spoken of most: the two whole ones before this one, on the city's clock."""
    end = floor(city.moment(), Grain.HOUR).astimezone(ZoneInfo(CITY_ZONE))
    return {"from": f"{end - timedelta(hours=2):%Y-%m-%dT%H:%M}", "to": f"{end:%Y-%m-%dT%H:%M}"}


@pytest.mark.parametrize(
    ("asked", "told_as"),
    [
        (("trend-24h-usual", {"span": "7d"}), ("forecast", "Forecast, and unusual rises")),
        (("change-posts-source", {"span": "7d"}), ("change", "What a change is made of")),
        (("feeling", {"span": "30d"}), ("shares", "Corrected shares of sentiments")),
        (("impact", {"span": "30d", "what": "all", "outcome": "posts"}), ("impact", "Effect of a decision")),
    ],
)
def test_a_finding_of_a_topic_is_kept_given_and_seen(english, guest, power, asked, told_as):  # noqa: F811
    (name, about), (kind, says) = asked, told_as
    if name == "impact":
        about = about | {"decided": str((city.moment() - timedelta(days=5)).date())}
    kept = keep(english, name, power, **about)
    assert (kept.kind, kept.topic, kept.kept_by) == (kind, power, "an")
    assert guest.get(f"/kept/{kept.key}").status_code == 404
    english.post(f"/kept/{kept.key}/give", {"agency": "roads", "reason": WHY})

    told = page(guest, f"/kept/{kept.key}")
    assert f"<h1>{says}</h1>" in told
    content = kept.content
    assert content["said"][0]["sentence"]["en"] in told
    assert told.index(content["said"][0]["sentence"]["en"]) < told.index('data-chart="spec-kept"'), "sentence first"
    for words in ("Estimate", "interval", "Method:", content["said"][0]["method"], "Online talk is not the opinion"):
        assert words in told
    assert WHY in told
    assert power.purpose in told
    assert told.count("<table") == len(content["tables"])
    assert 'class="machine note"' in told
    assert content["address"] not in told.replace("&amp;", "&"), "what it came from stays closed"
    assert guest.get(content["address"]).status_code in (200, 404)
    assert f"topic={power.pk}" in content["address"]
    assert "no longer" not in told
    assert guest.get(f"/topics/{power.pk}").status_code == 404
    assert guest.get(f"/panel/volume?topic={power.pk}").status_code == 404
    assert content["address"] in page(english, f"/kept/{kept.key}"), "for who keeps it, the way to how it is now"


def test_it_stays_as_it_was(english, power, running):
    kept = keep(english, "trend-24h-usual", power, span="7d")
    before = page(english, f"/kept/{kept.key}")
    running.store.write(city.posts(city.moment(), 40, first=9_000, every=1), token="later")
    running.store.roll_up()
    assert re.findall(r'<script id="spec-kept".*?</script>', before) == re.findall(
        r'<script id="spec-kept".*?</script>', page(english, f"/kept/{kept.key}")
    )


def test_the_time_in_which_a_model_was_silent_is_kept_as_missing(english, power):
    end = floor(city.moment(), Grain.HOUR) - timedelta(days=2)
    was_silent("themes", end - timedelta(hours=12), end)
    kept = keep(english, "trend-24h-usual", power, span="7d")
    past = [row["figures"][0] for row in kept.content["tables"][0]["rows"] if row["figures"][1] is None]
    assert past.count(None) == 12
    assert "the model “Themes” was switched off" in page(english, f"/kept/{kept.key}")


def test_in_vietnamese_as_well(guest, minh, english, power, roads):  # noqa: F811
    kept = keep(english, "trend-24h-usual", power, span="7d")
    english.post(f"/kept/{kept.key}/give", {"agency": "roads", "reason": WHY})
    told = page(signed_in(minh, "vi"), f"/kept/{kept.key}")
    assert "Dự báo và các đợt tăng bất thường" in told
    assert kept.content["said"][0]["sentence"]["vi"] in told
    assert "Phương pháp:" in told
    assert "Phát hiện được chia sẻ với chúng ta" in page(signed_in(minh, "vi"), "/kept")


def test_causes_of_a_rise_are_kept_for_the_topic_that_is_chosen(english, power):
    """An event of a theme is about no topic: whoever keeps it says for which purpose."""
    other = Topic.objects.get(pk=power.pk)
    other.pk, other.name = None, "Ngập"
    other.save()
    address = f"/kept/new?{urlencode({'name': 'cause', 'f': 'theme:power', **last_hours()})}"
    form = page(english, address)
    assert f'<option value="{other.pk}">' in form
    assert f'<option value="{power.pk}">' in form
    answer = english.post(address, {"for": power.pk})
    kept = KeptFinding.objects.get()
    assert answer.headers["Location"] == f"/kept/{kept.key}"
    assert (kept.kind, kept.topic) == ("rise", power)
    assert kept.content["filters"] == ["theme:power"]
    assert "⟦" not in str(kept.content)


@pytest.mark.usefixtures("_spread")
def test_a_story_is_kept_without_a_word_of_it(english, topic):
    shown = page(english, f"/stories/{STORY}?topic={topic.pk}&span=30d")
    assert "Keep and share" in shown
    Topic.objects.filter(pk=topic.pk).update(query="đường")
    kept = keep(english, "story", topic, span="30d", number=STORY)
    assert kept.kind == "story"
    assert TEXT not in str(kept.content)
    assert TEXT not in page(english, f"/kept/{kept.key}")
    assert str(STORY) in kept.content["address"]


def test_joint_sharing_is_kept(english, topic):
    found = {"topics": REFUSED, "phrases": REFUSED, "campaigns": {"campaigns": [CAMPAIGN], **JOINT}}
    Emergence.objects.create(made_at=city.moment(), version=VERSION, seconds=1.0, found=found)
    [link] = re.findall(r'href="(/kept/new[^"]*)"', english.get("/emerging").content.decode())
    english.post(unescape(link), {"for": topic.pk})
    kept = KeptFinding.objects.get()
    assert kept.kind == "campaign"
    assert INNOCENT[0]["en"] in page(english, f"/kept/{kept.key}")
    refused = english.post("/kept/new?name=campaign&number=5", {"for": topic.pk}, follow=True).content.decode()
    assert "There is no finding here that could be kept." in refused


@pytest.mark.parametrize("name", ["", "volume", "posts", "stories", "change-posts-story", "trend-24h-never", "events"])
def test_what_is_no_finding_cannot_be_kept(english, topic, name):
    assert english.get(f"/kept/new?name={name}&topic={topic.pk}").status_code == 404
    assert english.post(f"/kept/new?name={name}&topic={topic.pk}", {"for": topic.pk}).status_code == 404


def test_nothing_is_kept_of_another_agencys_topic_or_of_one_that_is_shared(guest, person, topic, roads, minh):  # noqa: F811
    from civicbeat.governance.topics import sharing  # noqa: PLC0415

    address = f"/kept/new?name=feeling&topic={topic.pk}"
    assert guest.get(address).status_code == 404
    sharing.give(person, topic, roads, WHY)
    assert guest.get(address).status_code == 404
    assert guest.post(address, {"for": topic.pk}).status_code == 404
    assert guest.post("/kept/new?name=feeling", {"for": topic.pk}).status_code == 404
    assert "/kept/new" not in page(guest, f"/panel/feeling?topic={topic.pk}")
    assert not KeptFinding.objects.exists()


@pytest.fixture
def given(person, topic, roads):  # noqa: F811
    """A finding of ten figures that was given, without a question to the store."""
    said = {
        "sentence": {"vi": "Có 40 bài đăng.", "en": "There were 40 posts."},
        "estimate": 40.0, "low": 32.0, "high": 48.0, "level": 0.95, "sample": 40, "coverage": None, "method": "x 1",
    }  # fmt: skip
    table = {"columns": ["posts"], "rows": [{"name": {"vi": "Một", "en": "One"}, "figures": [None]}]}
    about = {"query": "ngập", "filters": ["sentiment:negative"], "address": "/panel/feeling?topic=1", "k": 10}
    times = {"start": "2026-03-01T00:00:00+07:00", "end": "2026-03-08T00:00:00+07:00"}
    content = {"kind": "story", "said": [said], "tables": [table], "models": ["sentiment"], **about, **times}
    kept = keeping.keep(person, topic, "story", content)
    return keeping.give(person, kept, roads, WHY)


def test_what_is_given_is_listed_and_each_look_is_logged_for_who_looks(guest, given):  # noqa: F811
    assert WHY in page(guest, "/kept")
    assert "There were 40 posts." not in page(guest, "/kept"), "it is told by its own page, which is logged"
    assert not Entry.objects.filter(action="finding-look").exists()
    told = page(guest, f"/kept/{given.kept.key}")
    assert "There were 40 posts." in told
    assert '<td class="num">—</td>' in told, "hidden is no zero"
    [look] = Entry.objects.filter(action="finding-look")
    assert (look.agency, look.person, look.reason) == ("roads", "minh", WHY)


def test_taking_it_back_closes_it_at_once(english, guest, given):  # noqa: F811
    key = given.kept.key
    assert WHY in page(english, f"/kept/{key}")
    english.post(f"/kept/{key}/end", {"agency": "roads", "reason": "It was wrong."})
    assert guest.get(f"/kept/{key}").status_code == 404
    assert "No agency shares" in page(guest, "/kept")
    assert "It was wrong." in page(english, f"/kept/{key}")


def test_it_is_given_up(guest, given):  # noqa: F811
    answer = guest.post(f"/kept/{given.kept.key}/end", {"reason": "We are done."})
    assert answer.headers["Location"] == "/kept"
    assert guest.get(f"/kept/{given.kept.key}").status_code == 404


def test_who_was_given_it_gives_it_to_nobody_and_removes_nothing(guest, given):  # noqa: F811
    Agency.objects.create(short_name="parks", name_vi="Công viên", name_en="Parks")
    key = given.kept.key
    told = page(guest, f"/kept/{key}")
    assert f"/kept/{key}/give" not in told
    assert f"/kept/{key}/remove" not in told
    assert guest.post(f"/kept/{key}/give", {"agency": "parks", "reason": "x"}).status_code == 404
    assert guest.post(f"/kept/{key}/remove", {"reason": "x"}).status_code == 404
    assert Giving.objects.open().count() == 1


def test_a_third_agency_finds_nothing_by_any_address(english, given):
    parks = Agency.objects.create(short_name="parks", name_vi="Công viên", name_en="Parks")
    stranger = signed_in(Account.objects.create(username="x", agency=parks), "en")
    key = given.kept.key
    assert stranger.get(f"/kept/{key}").status_code == 404
    for act in ("give", "end", "remove"):
        assert stranger.post(f"/kept/{key}/{act}", {"agency": "parks", "reason": "I want to."}).status_code == 404
    for guess in (given.kept.pk, given.pk, key[:-1], key.swapcase()):
        assert stranger.get(f"/kept/{guess}").status_code == 404
        assert english.get(f"/kept/{guess}").status_code == 404
    assert Giving.objects.open().count() == 1


def test_a_press_officer_sees_what_is_given_and_shares_nothing(minh, given):  # noqa: F811
    minh.role = Role.PRESS_OFFICER
    minh.save()
    press = signed_in(minh, "en")
    assert "There were 40 posts." in page(press, f"/kept/{given.kept.key}")
    assert "Give it up" not in page(press, f"/kept/{given.kept.key}")
    assert press.post(f"/kept/{given.kept.key}/end", {"reason": "x"}).status_code == 403
    assert press.get("/kept/new?name=feeling").status_code == 403
    assert "/kept/new" not in page(press, "/panel/feeling")


def test_it_is_closed_with_its_topic(english, guest, given, topic):  # noqa: F811
    Topic.objects.filter(pk=topic.pk).update(ends_on=today())
    for client in (english, guest):
        assert client.get(f"/kept/{given.kept.key}").status_code == 404
    assert "No agency shares" in page(guest, "/kept")


def test_what_rests_on_a_model_that_is_off_is_told_no_more(client, minh, given):  # noqa: F811
    silence("sentiment")
    for reader in (client, signed_in(minh, "en")):
        told = page(reader, f"/kept/{given.kept.key}")
        assert "There were 40 posts." not in told
        assert "Có 40 bài đăng." not in told
        assert OFF_BECAUSE not in told
        assert "Trần Minh" in told


def test_what_another_version_kept_is_said_and_not_shown(english, given):
    KeptFinding.objects.update(content={"form": 2})
    assert "This kept finding cannot be read." in page(english, f"/kept/{given.kept.key}")


def test_removing_it_empties_it(english, guest, given):  # noqa: F811
    key = given.kept.key
    assert english.post(f"/kept/{key}/remove", {"reason": " "}).headers["Location"] == f"/kept/{key}"
    assert english.post(f"/kept/{key}/remove", {"reason": "Wrong."}).headers["Location"] == "/kept"
    assert KeptFinding.objects.get().content is None
    assert guest.get(f"/kept/{key}").status_code == 404


def test_it_stands_on_its_topics_page_and_counted_in_the_public_register(english, given, topic):
    told = page(english, f"/topics/{topic.pk}")
    assert "Kept findings" in told
    assert "given to 1 agency" in told
    assert "given to 1 agency" in page(english, "/kept")
    counts = lambda: [row["findings_given"] for row in english.get("/register/topics.json").json()["rows"]]  # noqa: E731
    assert counts() == [1]
    assert "There were 40 posts." not in english.get("/register/topics.json").content.decode()
    keeping.remove(Account.objects.get(username="an"), given.kept, "Wrong.")
    from django.core.cache import cache  # noqa: PLC0415

    cache.clear()
    assert counts() == [0]


def test_an_assessment_says_how_many_are_with_others(english, given, topic):
    english.post(f"/topics/{topic.pk}/assessment", {"act": "begin"})
    assert "Single findings with other agencies" in page(english, f"/topics/{topic.pk}/assessment")


def test_a_filter_that_the_finding_leaves_out_is_not_told_of_it(english, power):
    kept = keep(english, "feeling", power, span="30d", f="sentiment:negative")
    assert kept.content["filters"] == [], "shares are of all posts"


def test_the_link_stands_beside_findings_alone(english, power):
    assert "/kept/new?name=feeling&" in page(english, f"/panel/feeling?topic={power.pk}").replace("number=&", "")
    assert "/kept/new" not in page(english, f"/panel/volume?topic={power.pk}")
