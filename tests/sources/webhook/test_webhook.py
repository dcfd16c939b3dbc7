"""Delivered items become posts exactly where the published schema allows them."""

import json
from datetime import UTC, datetime

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.webhook.deliveries import body, post, specimen

from civicbeat.records.errors import SettingError
from civicbeat.records.post import Post
from civicbeat.sources.checks import check_total
from civicbeat.sources.contract import Rejected
from civicbeat.sources.webhook import WebhookSource
from civicbeat.sources.webhook.body import LARGEST_BODY, MOST_POSTS, read
from civicbeat.sources.webhook.fields import FIELDS
from civicbeat.sources.webhook.refused import Refused
from civicbeat.sources.webhook.source import key_name, schema

SCHEMA = json.loads(schema())
VALID = jsonschema.Draft202012Validator(SCHEMA)


def only(item, **options):
    """What becomes of a delivery of one item."""
    source = WebhookSource("webhook.gop-y", posts=(item,), **options)
    [page] = source.fetch({})
    made = [*map(source.to_post, page.raws), *page.rejected]
    assert len(made) == 1
    return made[0]


def test_a_full_item_becomes_a_post():
    item = post(1, url="https://gop-y.example/1", kind="report", parent="p0", thread="p0", language="vi", likes=3.0)
    item |= {
        "replies": 0,
        "shares": 1,
        "reach": 4_294_967_295,
        "latitude": 10.8,
        "longitude": 106.7,
        "tags": [" ngập "],
    }
    item |= {"media": ["image", "image", "video"], "deleted": False}
    made = only(item)
    assert isinstance(made, Post)
    assert (made.source, made.platform, made.native_id, made.kind) == ("webhook.gop-y", "webhook", "p1", "report")
    assert made.text.startswith("Hẻm số 1")
    assert made.published_at == datetime(2026, 3, 1, 1, 1, tzinfo=UTC)
    assert (made.author, made.institution) == ("Người số 1", "")
    assert (made.parent, made.thread, made.language) == ("p0", "p0", "vi")
    assert (made.likes, made.replies, made.shares, made.reach) == (3, 0, 1, 4_294_967_295)
    assert (made.latitude, made.longitude) == (10.8, 106.7)
    assert (made.tags, made.media, made.deleted) == (("ngập",), ("image", "video"), False)
    assert VALID.is_valid({"posts": [item]})


def test_what_is_missing_or_null_is_not_known():
    made = only(
        {"id": "p", "text": "Đèn hỏng", "published_at": "2026-03-01T01:00:00Z", **dict.fromkeys(("author", "likes"))}
    )
    assert isinstance(made, Post)
    assert (made.author, made.kind, made.likes, made.latitude, made.tags) == ("", "post", None, None, ())


def test_an_institution_speaks_under_its_name_and_its_writers_are_left_out():
    made = only(post(1), title="Công ty Thoát nước Mẫu", institutional=True)
    assert (made.institution, made.author) == ("Công ty Thoát nước Mẫu", "")
    with pytest.raises(SettingError):
        WebhookSource("webhook.nuoc", institutional=True)


def test_half_a_place_and_the_middle_of_the_sea_are_no_place():
    for place in ({"latitude": 10.8}, {"longitude": 106.7, "latitude": None}, {"latitude": 0, "longitude": 0}):
        made = only(post(1, **place))
        assert (made.latitude, made.longitude) == (None, None)


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("nothing", "not-a-post"),
        (None, "not-a-post"),
        ([post(1)], "not-a-post"),
        ({}, "no-id"),
        (post(1, id=None), "no-id"),
        (post(1, id=5), "wrong-field"),
        (post(1, id=" "), "wrong-field"),
        (post(1, id="x" * 501), "wrong-field"),
        (post(1, text=""), "no-text"),
        (post(1, text=" \n\u00a0"), "no-text"),
        (post(1, text=["x"]), "wrong-field"),
        (post(1, text="x" * 100_001), "text-too-long"),
        (post(1, published_at=None), "no-date"),
        (post(1, published_at=1_700_000_000), "wrong-field"),
        (post(1, published_at="2026-03-01"), "wrong-field"),
        (post(1, published_at="2026-03-01T08:00:00"), "wrong-field"),
        (post(1, published_at="2026-02-30T08:00:00Z"), "no-date"),
        (post(1, published_at="1969-03-01T08:00:00Z"), "no-date"),
        (post(1, published_at="2099-03-01T08:00:00Z"), "no-date"),
        (post(1, author=["x"]), "wrong-field"),
        (post(1, author="x" * 201), "wrong-field"),
        (post(1, url="javascript:alert(1)"), "wrong-field"),
        (post(1, url="https://a b"), "wrong-field"),
        (post(1, kind="tweet"), "wrong-field"),
        (post(1, kind={}), "wrong-field"),
        (post(1, language="tiếng Việt"), "wrong-field"),
        (post(1, likes=-1), "wrong-field"),
        (post(1, likes=True), "wrong-field"),
        (post(1, likes="3"), "wrong-field"),
        (post(1, likes=1.5), "wrong-field"),
        (post(1, likes=float("inf")), "wrong-field"),
        (post(1, latitude=91), "wrong-field"),
        (post(1, tags="ngập"), "wrong-field"),
        (post(1, tags=["x"] * 21), "wrong-field"),
        (post(1, tags=[""]), "wrong-field"),
        (post(1, media=["pdf"]), "wrong-field"),
        (post(1, deleted="true"), "wrong-field"),
        ({"deleted": True}, "no-id"),
        ({"deleted": True, "id": 5}, "no-id"),
    ],
)
def test_what_is_no_post_is_set_aside_with_its_reason_and_without_a_word_of_it(item, reason):
    made = only(item)
    assert isinstance(made, Rejected)
    assert (made.where, made.reason) == ("post 1 of the delivery", reason)
    assert "Hẻm" not in made.detail
    # the calendar and the clock are all a schema cannot judge
    assert VALID.is_valid({"posts": [item]}) == (reason == "no-date" and item["published_at"] is not None)


def test_a_number_that_is_none_is_no_place():
    # JSON has no such number, and a schema would let it pass
    assert only(post(1, longitude=float("nan"))).reason == "wrong-field"


def test_a_deletion_needs_its_id_only():
    for more in ({}, {"text": 5, "likes": "many", "published_at": "yesterday"}):
        made = only({"id": "p1", "deleted": True, **more})
        assert isinstance(made, Post)
        assert (made.native_id, made.text, made.deleted) == ("p1", "", True)
        assert VALID.is_valid({"posts": [{"id": "p1", "deleted": True, **more}]})
    assert only(post(1, deleted=True)).published_at == only(post(1)).published_at


def test_fields_nobody_knows_are_counted_and_dropped():
    posts = (
        post(1, email="an@example.com", where="đây", read_at="2001-01-01T00:00:00Z"),
        post(2, email="x"),
        "nothing",
    )
    [page] = WebhookSource("webhook.gop-y", posts=posts).fetch({})
    assert page.unknown == {"email": 2, "where": 1, "read_at": 1}
    assert "an@example.com" not in str(page.raws)
    assert page.raws[0]["where"] == "post 1 of the delivery"
    assert page.raws[0]["read_at"] > "2026"


def test_a_delivery_says_nothing_of_its_posts_where_a_source_is_shown():
    assert "Hẻm" not in repr(specimen())


def test_between_deliveries_there_is_nothing():
    [page] = WebhookSource("webhook.gop-y").fetch({"kept": 1})
    assert (page.raws, page.rejected, page.covers, page.cursor) == ((), (), None, {"kept": 1})


def test_every_source_has_a_key_of_its_own():
    assert key_name("webhook.gop-y") == "WEBHOOK_GOP_Y"


def test_the_schema_is_one_and_names_what_the_mapping_knows():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["$defs"]["post"]["properties"]) == set(FIELDS)
    assert VALID.schema["properties"]["posts"]["maxItems"] == MOST_POSTS


anything = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=6)
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=5,
)
LIKELY = {
    "id": ["p1", "", " ", "x" * 500, "x" * 501, 5],
    "text": ["Ngập", "", "\t", "x" * 100_000, "x" * 100_001],
    "published_at": [
        "2026-03-01T08:00:00Z",
        "2026-03-01T08:00:00.123456789+07:00",
        "2026-03-01 08:00",
        "2026-13-01T08:00:00Z",
    ],
    "author": ["An", "", "x" * 200, "x" * 201],
    "url": ["https://a.example/", "http://", "ftp://a.example", "https://a.example/" + "x" * 2_000],
    "kind": ["post", "comment", "article", "share", "report", "Post"],
    "parent": ["p0", "", "x" * 501],
    "thread": ["p0", " "],
    "language": ["vi", "zh-Hant", "vietnamese", "v", "vi_VN", "vi-" + "a" * 9],
    "likes": [0, 3.0, 1.5, -1, 2**32 - 1, 2**32, True],
    "replies": [7, "7"],
    "shares": [1e9, 1e10],
    "reach": [0, -0.0],
    "latitude": [10.8, 90, -90.1],
    "longitude": [106.7, -180, 180.5, False],
    "tags": [[], ["ngập"], ["x" * 80], ["x" * 81], ["a"] * 21, [5]],
    "media": [[], ["image"], ["video", "audio"], ["image", None]],
    "deleted": [True, False, 1, "true"],
    "more": ["x"],
}
NEEDED = ("id", "text", "published_at")
OPTIONAL = tuple(name for name in LIKELY if name not in NEEDED)
items = st.fixed_dictionaries(
    {name: st.one_of(st.sampled_from(LIKELY[name]), anything) for name in NEEDED},
    optional={name: st.one_of(st.none(), st.sampled_from(LIKELY[name]), anything) for name in OPTIONAL},
)
good = st.fixed_dictionaries(
    {name: st.just(LIKELY[name][0]) for name in NEEDED},
    optional={name: st.sampled_from([None, *LIKELY[name]]) for name in OPTIONAL},
)


wild = st.one_of(anything, st.binary(max_size=4), st.datetimes(), st.floats(), st.lists(st.floats(), max_size=2))


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*LIKELY, "read_at", "where"]), wild))
def test_no_mapping_breaks_it(raw):
    check_total(specimen(), raw)
    check_total(specimen(), {"id": "p", "text": "Ngập", "published_at": LIKELY["published_at"][0], **raw})


@settings(deadline=None)
@given(st.one_of(good, items, anything))
def test_schema_and_mapping_agree_on_every_item(item):
    made = only(item)
    valid = VALID.is_valid({"posts": [item]})
    by_the_calendar = isinstance(made, Rejected) and made.reason == "no-date"
    assert valid == isinstance(made, Post) or (valid and by_the_calendar)


@settings(deadline=None)
@given(st.one_of(anything, st.fixed_dictionaries({"posts": st.one_of(anything, st.lists(anything, max_size=3))})))
def test_schema_and_body_agree_on_everything_around_the_items(told):
    written = json.dumps(told).encode()
    if isinstance(told, dict) and isinstance(told.get("posts"), list):
        assert len(read(written)) == len(told["posts"])
        return
    assert not VALID.is_valid(told)
    with pytest.raises(Refused):
        read(written)


@pytest.mark.parametrize(
    ("told", "slug"),
    [
        (b"", "not-json"),
        (b"\xff\xfe", "not-json"),
        (b"\xef\xbb\xbf{}", "not-json"),
        (b'{"posts": [', "not-json"),
        (b'{"posts": [NaN]}', "not-json"),
        (rb'{"posts": [{"text": "\ud800"}]}', "not-json"),
        (b'{"posts": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "not-json"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "not-json"),
        (b"null", "not-as-documented"),
        (b"[]", "not-as-documented"),
        (b"{}", "not-as-documented"),
        (b'{"posts": {}}', "not-as-documented"),
        (body(*range(MOST_POSTS + 1)), "too-many-posts"),
        (b" " * (LARGEST_BODY + 1), "too-large"),
    ],
)
def test_a_body_that_is_none_is_refused_whole(told, slug):
    with pytest.raises(Refused) as refused:
        read(told)
    assert refused.value.slug == slug
    assert refused.value.__cause__ is None


def test_a_body_may_be_as_large_as_is_said():
    assert read(b'{"posts": []}' + b" " * (LARGEST_BODY - 13)) == ()
    assert len(read(body(*range(MOST_POSTS)))) == MOST_POSTS
