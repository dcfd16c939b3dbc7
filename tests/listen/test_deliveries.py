"""A delivery is proved, taken once, and its posts are stored masked; nothing is told to those who prove nothing."""

import json
import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from django.db import connection
from tests.sources.webhook.deliveries import OTHER, SECRET, body, post, signed

from civicbeat.listen import deliveries
from civicbeat.listen.deliveries import Bucket, open_webhook, take
from civicbeat.listen.models import Delivery, FollowedSource, SourceDay
from civicbeat.records.errors import InputError, SettingError, StoreUnavailable
from civicbeat.sources.webhook.refused import Refused
from civicbeat.sources.webhook.signature import TOLERANCE

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "webhook.gop-y"


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(deliveries, "_doors", {})
    monkeypatch.setattr(deliveries, "_failures", Bucket(30, 30))
    monkeypatch.setenv("CIVICBEAT_KEY_WEBHOOK_GOP_Y", SECRET)


@pytest.fixture
def webhook(beat):
    return open_webhook("gop-y", title="Cổng góp ý")


def send(*posts, name=NAME, **how):
    told = body(*posts)
    return take(name, signed(told, **how), told)


def refusal(*posts, **how):
    with pytest.raises(Refused) as refused:
        send(*posts, **how)
    return refused.value


def stored(beat):
    return beat.store._clients.rows("SELECT text, gone > 0 FROM posts FINAL WHERE source = 'webhook.gop-y' ORDER BY id")


def test_posts_are_stored_masked_and_the_ledger_knows(beat, webhook):
    tally = send(*map(post, range(5)), post(6, text=""), post(7, foo=1), "nothing")
    assert (tally.read, tally.new, tally.reasons) == (8, 6, {"no-text": 1, "not-a-post": 1})
    texts = [text for text, _ in stored(beat)]
    assert len(texts) == 6
    assert not [text for text in texts if "0903" in text]
    webhook.refresh_from_db()
    assert (webhook.posts, webhook.rejected, webhook.failures, webhook.problem) == (6, 2, 0, "")
    assert datetime.now(UTC) - webhook.last_read_at < timedelta(minutes=1)
    assert webhook.last_post_at is not None
    day = SourceDay.objects.get(source=webhook)
    assert (day.new, day.readings, day.unknown) == (6, 1, {"foo": 1})


def test_the_same_id_again_is_an_edit_and_a_deletion_deletes(beat, webhook):
    send(post(1), post(2), mark="a")
    assert send(post(1, text="Hết ngập rồi"), post(2), mark="b").edited == 1
    assert send({"id": "p1", "deleted": True}, mark="c").deleted == 1
    assert sorted(gone for _, gone in stored(beat)) == [0, 1]


def test_a_delivery_is_taken_once(beat, webhook):
    assert send(post(1)).new == 1
    assert send(post(1)) is None
    assert send(post(2)) is None  # its id is that of the first, whatever it holds
    webhook.refresh_from_db()
    assert webhook.posts == 1


def test_another_source_may_use_the_same_delivery_id(beat, webhook, monkeypatch):
    monkeypatch.setenv("CIVICBEAT_KEY_WEBHOOK_HOTLINE", OTHER)
    open_webhook("hotline")
    assert send(post(1)).new == 1
    assert send(post(1), name="webhook.hotline", secret=OTHER).new == 1
    assert refusal(post(1), name="webhook.hotline", secret=SECRET, mark="x").slug == "signature"


def test_of_one_delivery_that_comes_many_times_at_once_one_is_stored(beat, webhook, monkeypatch):
    taken = []
    real = beat.intake.run

    def slow(*given):
        taken.append(1)
        together.wait(0.3)
        return real(*given)

    together = threading.Event()
    monkeypatch.setattr(beat.intake, "run", slow)
    told = body(post(1))
    headers = signed(told)
    results = []

    def deliver():
        results.append(take(NAME, headers, told))
        connection.close()

    threads = [threading.Thread(target=deliver) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    assert [result.new for result in results if result is not None] == [1]
    assert len(taken) == 1
    webhook.refresh_from_db()
    assert webhook.posts == 1


def test_what_another_process_took_meanwhile_is_not_counted_twice(beat, webhook, monkeypatch):
    real = beat.intake.run

    def overtaken(*given):
        Delivery.objects.create(source=webhook, mark=deliveries._mark("msg_1"), received_at=datetime.now(UTC))
        return real(*given)

    monkeypatch.setattr(beat.intake, "run", overtaken)
    assert send(post(1)) is None
    webhook.refresh_from_db()
    assert webhook.posts == 0
    assert not SourceDay.objects.filter(source=webhook).exists()


def test_a_delivery_that_could_not_be_stored_is_not_remembered(beat, webhook, monkeypatch):
    def down(*_):
        raise StoreUnavailable("The post store cannot be reached.")

    with monkeypatch.context() as patch:
        patch.setattr(beat.intake, "run", down)
        refused = refusal(post(1))
        assert (refused.slug, refused.wait > 0) == ("unavailable", True)
    assert send(post(1)).new == 1


def test_a_delivery_that_waits_too_long_for_the_one_before_it_is_sent_away(webhook, monkeypatch):
    monkeypatch.setattr(deliveries, "PATIENCE", 0.05)
    send(post(1))
    with deliveries._doors[webhook.pk].passed():
        assert refusal(post(2), mark="other").slug == "busy"
    assert send(post(2), mark="other").new == 1


def test_marks_say_nothing_and_are_forgotten(beat, webhook):
    old = datetime.now(UTC) - deliveries.REMEMBERED - timedelta(minutes=1)
    Delivery.objects.create(source=webhook, mark="old", received_at=old)
    send(post(1), mark="nguyen-van-a@example.com".replace(".", "-"))
    [delivery] = Delivery.objects.all()
    assert len(delivery.mark) == 64
    assert set(delivery.mark) <= set("0123456789abcdef")


@pytest.mark.parametrize("by", [TOLERANCE + 5, -TOLERANCE - 5])
def test_old_and_future_deliveries_are_refused(webhook, by):
    assert refusal(post(1), at=datetime.now(UTC).timestamp() + by).slug == "signature"


def test_during_a_change_of_secrets_both_are_good(webhook, monkeypatch):
    monkeypatch.setenv("CIVICBEAT_KEY_WEBHOOK_GOP_Y", f"{SECRET} {OTHER}")
    assert send(post(1), mark="a", secret=SECRET).new == 1
    assert send(post(2), mark="b", secret=OTHER).new == 1
    monkeypatch.setenv("CIVICBEAT_KEY_WEBHOOK_GOP_Y", OTHER)
    assert refusal(post(3), mark="c", secret=SECRET).slug == "signature"


@pytest.mark.parametrize("key", ["", "short", "whsec_", f"{SECRET} {OTHER} {SECRET}"])
def test_without_a_secret_that_can_be_used_nothing_is_taken(webhook, monkeypatch, key):
    monkeypatch.setenv("CIVICBEAT_KEY_WEBHOOK_GOP_Y", key)
    assert refusal(post(1)).slug == "signature"


def test_an_empty_secret_signs_nothing(webhook, monkeypatch):
    monkeypatch.setenv("CIVICBEAT_KEY_WEBHOOK_GOP_Y", "whsec_")
    assert refusal(post(1), secret="whsec_").slug == "signature"


@pytest.mark.parametrize(
    "name", ["webhook.no", "feeds.bao", "", "a" * 500, "webhook.\x00", "webhook.ắ", "../x", NAME + "\n"]
)
def test_names_that_are_none_are_refused_in_the_words_of_those_that_are(webhook, name):
    FollowedSource.objects.create(name="feeds.bao", kind="feeds")
    known = refusal(post(1), secret=OTHER)
    unknown = refusal(post(1), name=name)
    assert (
        (known.slug, str(known), known.wait)
        == (unknown.slug, str(unknown), unknown.wait)
        == (
            "signature",
            str(known),
            0,
        )
    )


def test_names_that_are_none_are_proved_with_as_much_work(webhook, monkeypatch):
    asked = []
    monkeypatch.setattr(deliveries, "genuine", lambda secrets, *_: asked.append(len(secrets)) or "")
    refusal(post(1))
    refusal(post(1), name="webhook.no")
    assert asked == [1, 1]


def test_a_paused_source_says_so_only_to_those_who_prove_it(webhook):
    FollowedSource.objects.update(paused=True)
    refused = refusal(post(1))
    assert (refused.slug, refused.wait > 0) == ("paused", True)
    assert refusal(post(1), secret=OTHER).slug == "signature"
    FollowedSource.objects.update(paused=False)
    assert send(post(1)).new == 1


def test_failures_are_limited_and_keep_nobody_else_out(webhook, monkeypatch):
    monkeypatch.setattr(deliveries, "_failures", Bucket(3, 30))
    slugs = [refusal(post(1), name=name, secret=OTHER).slug for name in (NAME, "webhook.no", NAME, NAME, "webhook.no")]
    assert slugs == ["signature"] * 3 + ["too-many"] * 2
    assert send(post(1)).new == 1


def test_deliveries_are_limited(webhook, monkeypatch):
    monkeypatch.setattr(deliveries, "BURST", 2)
    assert send(mark="a").read == send(mark="b").read == 0
    refused = refusal(mark="c")
    assert (refused.slug, refused.wait) == ("too-many", 1)


def test_a_bucket_fills_again_as_fast_as_it_says():
    now = [0.0]
    bucket = Bucket(2, 30, lambda: now[0])
    assert [bucket.wait() for _ in range(4)] == [0, 0, 3, 3]
    now[0] = 1.9
    assert bucket.wait() == 1
    now[0] = 2.0
    assert [bucket.wait(), bucket.wait()] == [0, 3]
    now[0] = 1_000
    assert [bucket.wait() for _ in range(3)] == [0, 0, 3]


def test_a_refused_body_is_not_remembered(webhook):
    told = b"not json"
    with pytest.raises(Refused) as refused:
        take(NAME, signed(told), told)
    assert refused.value.slug == "not-json"
    assert not Delivery.objects.exists()


def test_what_is_said_here_holds_neither_secret_nor_posts(webhook, monkeypatch, caplog):
    with structlog.testing.capture_logs() as logs, caplog.at_level(logging.DEBUG):
        send(post(1, text="Một câu rất riêng"), post(2, likes="Một câu rất riêng"))
        refusal(post(1), secret=OTHER, mark="b")
        refusal(post(1), secret=OTHER, name="webhook.no")
        monkeypatch.delenv("CIVICBEAT_KEY_WEBHOOK_GOP_Y")
        refusal(post(1), mark="c")
    said = json.dumps(logs) + caplog.text
    assert [entry["reason"] for entry in logs] == ["signature", "key"]
    for secret in (SECRET, OTHER):
        assert secret.removeprefix("whsec_")[:12] not in said
    assert "riêng" not in said
    webhook.refresh_from_db()
    assert SECRET not in json.dumps(webhook.options)


def test_a_webhook_is_opened_once(beat):
    made = open_webhook("gop-y", title="Cổng góp ý", institutional=True)
    assert (made.name, made.kind, made.title) == (NAME, "webhook", "Cổng góp ý")
    assert made.options == {"title": "Cổng góp ý", "institutional": True}
    assert open_webhook(NAME).pk == made.pk
    assert open_webhook("hotline").options == {"title": "webhook.hotline"}
    with pytest.raises(InputError, match="near"):
        open_webhook("gop.y")
    with pytest.raises(SettingError):
        open_webhook("Góp ý")


def test_an_institutions_posts_carry_its_name(beat, webhook):
    webhook.options = {"title": "Công ty Thoát nước Mẫu", "institutional": True}
    webhook.save()
    send(post(1))
    assert beat.store._clients.rows("SELECT institution FROM posts FINAL") == [("Công ty Thoát nước Mẫu",)]


def test_a_reading_between_deliveries_harms_nothing(beat, webhook):
    from civicbeat.listen.collect import read  # noqa: PLC0415  # only here

    send(post(1))
    assert read(beat, webhook.pk).read == 0
    webhook.refresh_from_db()
    assert (webhook.posts, webhook.failures, webhook.problem) == (1, 0, "")
