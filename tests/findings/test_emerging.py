"""What emerges: planted talk comes out of the sample city, small groups do not, and topics keep their ids."""

import json
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from tests.listen.test_sample_city import Here
from tests.store.making import SCOPE, START, batch, crowd

from civicbeat.enrich.phrases import fold
from civicbeat.findings import emerging
from civicbeat.findings.campaigns import campaigns
from civicbeat.findings.emerging import Emerging, look, newest
from civicbeat.findings.models import Emergence
from civicbeat.findings.phrases import rising
from civicbeat.governance.audit.models import Entry
from civicbeat.listen.intake import Intake
from civicbeat.records.post import post_id
from civicbeat.sources.samplecity.source import city

END = datetime(2026, 9, 20, 5, tzinfo=UTC)
EARLIER = END - timedelta(days=20)


@pytest.fixture(scope="module")
def told(opened):
    """Sixteen days of a small city in the module's store; its truth."""
    intake = Intake(opened.store, Here(opened.installation.keys))
    sources = city(END, posts=6_000, days=16)
    for source in sources:
        intake.run(source, {}, lambda *_: None)
    opened.store.write(
        batch([*planted("trạm xe đạp công cộng", 40), *planted("con rùa hồ bán nguyệt", 8)]), token="new"
    )
    opened.store.write(batch(bare()), token="bare")
    opened.store.roll_up()
    return opened.store, sources[0].truth


def planted(thing, people):
    """What nobody spoke of before the last hours, five posts a person of a few."""
    opinions = (
        "hay ghê luôn",
        "mà chưa thử",
        "nghe lạ quá",
        "ai đi chưa kể với",
        "sao giờ mới biết ta",
        "được lắm nha",
    )
    when = ("sáng nay", "hồi nãy", "mới đây", "trưa nay", "lúc đi chợ")
    return [
        {
            "id": post_id("test.new", f"{thing} {n}"),
            "source": "test.new",
            "author": 7_000_000 + 1_000 * people + n % people,
            "published_at": END - timedelta(minutes=10 * n + 5),
            "text": f"{when[n % 5]} thấy {thing} {opinions[n % 6]} {'!' * (n % 3)}",
            "story": 100 * len(thing) + n,
        }
        for n in range(40)
    ]


def bare():
    """Talk of a new playground among words that nobody repeats; every other post is typed without accents."""
    for n, row in enumerate(planted("x" * 50, 40)):
        text = f"tò{n}mò ghé{n}qua sân chơi ván trượt vui{n}ghê quá{n}trời"
        yield row | {"text": fold(text) if n % 2 else text}


@pytest.mark.django_db
def test_topics_come_out_and_keep_their_ids(told):
    store, _ = told
    first = look(store, END).found["topics"]
    assert len(first["topics"]) > 5
    assert all(one["posts"] >= one["people"] >= 10 for one in first["topics"])
    assert 0 < first["low"] < first["unclustered"] < first["high"] < 1
    new = next(one for one in first["topics"] if "xe đạp" in " ".join(one["name"]))
    assert "xe đạp công cộng" in " ".join(new["name"])
    assert new["growth"] > 3
    assert END - timedelta(hours=7) < datetime.fromisoformat(new["since"]) < END
    assert "rùa" not in json.dumps(first, ensure_ascii=False), "eight people speak of it"
    again = look(store, END + timedelta(minutes=30)).found["topics"]
    ids = {one["id"] for one in first["topics"]}
    lasting = [one for one in again["topics"] if one["id"] in ids]
    assert len(lasting) > 0.6 * len(first["topics"])
    before = {one["id"]: one["since"] for one in first["topics"]}
    assert all(one["since"] <= before[one["id"]] for one in lasting)


@pytest.mark.django_db
def test_talk_with_and_without_accents_is_one_topic_named_with_them(told):
    store, _ = told
    found = look(store, END).found
    names = [" ".join(one["name"]) for one in found["topics"]["topics"]]
    assert sum("ván trượt" in name for name in names) == 1
    assert not any("van truot" in name for name in names)
    [topic] = [one for one in found["topics"]["topics"] if "ván trượt" in " ".join(one["name"])]
    assert topic["posts"] >= 30
    [phrase] = [one for one in found["phrases"]["phrases"] if "ván" in one["text"]]
    assert 30 <= phrase["people"] <= 50
    assert "van truot" not in json.dumps(found, ensure_ascii=False)


@pytest.mark.django_db
def test_what_rose_in_the_last_day_is_said_and_what_is_usual_is_not(told):
    store, _ = told
    found = rising(store, SCOPE, END)
    new = {phrase["text"]: phrase for phrase in found["phrases"]}
    [bicycles] = [phrase for text, phrase in new.items() if "xe đạp công cộng" in text]
    assert 30 <= bicycles["people"] <= 50
    assert bicycles["usual"] == 0
    assert 3 < bicycles["low"] < bicycles["ratio"]
    assert "cúp nước" in new
    assert not any("rùa" in text for text in new)
    assert not any("cà phê" in text for text in new)


@pytest.mark.django_db
def test_the_campaign_is_found_and_news_copies_are_none(told):
    store, truth = told
    found = campaigns(store, SCOPE, END)
    [campaign] = found["campaigns"]
    assert abs(campaign["accounts"] - truth.campaign.people) <= 12
    assert abs(campaign["posts"] - truth.campaign.posts) <= 12
    assert datetime.fromisoformat(campaign["first"]) <= truth.campaign.period.start + timedelta(hours=1)
    assert datetime.fromisoformat(campaign["last"]) <= truth.campaign.period.end + timedelta(hours=1)
    assert 1 <= len(campaign["stories"]) <= 3
    assert 10 < campaign["low"] < campaign["lift"] < campaign["high"]
    assert len(found["innocent"]) >= 4


@pytest.mark.django_db
def test_what_is_worked_out_from_true_counts_is_told_with_two_digits(told):
    """All digits of a share are as good as the counts it came from, and two runs would be subtracted."""
    store, _ = told
    found = look(store, END).found
    numbers = [value for value in walked(found) if isinstance(value, float)]
    assert len(numbers) > 10
    assert all(float(f"{value:.2g}") == value for value in numbers)
    moments = [each[name] for each in found["campaigns"]["campaigns"] for name in ("first", "last")]
    assert moments
    assert all(moment.endswith(":00:00+00:00") for moment in moments)


def walked(found):
    """Every value in ``found``."""
    if isinstance(found, dict):
        found = list(found.values())
    if not isinstance(found, list):
        return [found]
    return [value for part in found for value in walked(part)]


@pytest.mark.django_db
def test_a_news_text_in_all_papers_is_no_campaign(beat):
    """And people who share it, each once, make none either."""
    same = {"story": 77, "text": "Từ mai tăng phí thu gom rác, theo thông báo của thành phố"}
    papers = [row | {"institution": f"Báo {row['id'] % 14}", "author": 0} for row in crowd(42, first=5_000, **same)]
    readers = crowd(40, first=6_000, **same)
    others = [row | {"story": row["id"], "text": f"chuyện số {row['id']}"} for row in crowd(400)]
    beat.store.write(batch([*papers, *readers, *others]), token="a")
    found = campaigns(beat.store, SCOPE, START + timedelta(days=1))
    assert found["campaigns"] == []
    assert 0 <= found["low"] <= found["high"] < 0.1


@pytest.mark.django_db
def test_only_the_newest_is_kept_without_texts_and_the_reading_is_logged(told):
    store, _ = told
    look(store, END)
    kept = look(store, END + timedelta(minutes=30))
    assert [run.pk for run in Emergence.objects.all()] == [kept.pk]
    longest = max(len(word) for word in json.dumps(kept.found, ensure_ascii=False).split('"'))
    assert longest < 100
    assert Entry.objects.filter(action="look for what emerges", person="civicbeat").count() == 2


@pytest.mark.django_db
def test_where_little_is_said_it_says_why_nothing_was_looked_for(beat):
    rows = [row | {"published_at": EARLIER - timedelta(hours=1)} for row in crowd(300, people=9)]
    beat.store.write(batch(rows), token="a")
    for found in look(beat.store, EARLIER).found.values():
        assert "quá ít người" in found["refused"]["vi"]
        assert "Too few people" in found["refused"]["en"]


@pytest.mark.django_db
def test_where_nothing_was_heard_each_refuses(beat):
    found = look(beat.store, EARLIER).found
    assert all(told["refused"]["vi"] for told in found.values())
    assert len(found) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["!!! ???", "⟨@⟩ https://example.org", "ngập"])
def test_posts_without_words_or_with_one_make_no_fault(beat, text):
    rows = [row | {"text": text, "published_at": EARLIER - timedelta(hours=row["id"])} for row in crowd(400)]
    beat.store.write(batch(rows), token="a")
    found = look(beat.store, EARLIER).found
    assert "refused" in found["topics"]
    assert found["phrases"].get("phrases", []) == []


@pytest.mark.django_db(transaction=True)
def test_the_thread_goes_on_after_a_fault_and_stops(beat, monkeypatch):
    stopping, seen = Event(), []

    def falling(_store, now):
        seen.append(now)
        if len(seen) > 1:
            stopping.set()
        raise ZeroDivisionError

    monkeypatch.setattr(emerging, "look", falling)
    monkeypatch.setattr(emerging, "SOON_SECONDS", 0.01)
    thread = Emerging(beat.store, stopping)
    thread.start()
    thread.join(timeout=20)
    assert not thread.is_alive()
    assert len(seen) == 2
    assert newest() is None
