"""Exports: every kind is recognised, told apart, and reads on past whatever is wrong with its file."""

import bz2
import gzip
import io
import pickle
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.exported import everything, reasons, table, upload
from tests.sources.exported_kinds import SAMPLES
from tests.sources.fourcat.sample import row

from civicbeat.records.errors import SettingError, UnreadableFile
from civicbeat.records.post import Post, to_raw_batch
from civicbeat.sources import exports
from civicbeat.sources.contract import Rejected
from civicbeat.sources.exports import Item, platform_at, tally, titled, when
from civicbeat.sources.fourcat import FourcatSource
from civicbeat.sources.recognising import EXPORTS, recognised
from civicbeat.sources.tiktok import TiktokSource
from civicbeat.sources.warc import WarcSource

KINDS = pytest.mark.parametrize("kind", EXPORTS, ids=lambda kind: kind.kind)
COUNT = 30


def sample(kind, count=COUNT):
    """A file as it is before it is packed."""
    made = SAMPLES[kind](count)
    return gzip.decompress(made) if isinstance(made, bytes) else made.encode()


@KINDS
def test_every_kind_is_recognised_as_itself_and_as_no_other(kind):
    data = sample(kind)
    assert recognised(upload(data)) is kind
    beginning = exports.beginning_of(upload(data))
    assert [other for other in EXPORTS if other.shape(beginning) is not None] == [kind]


@KINDS
@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_packed_file_is_recognised_and_read_too(kind, pack):
    packed = upload(pack(sample(kind)))
    assert recognised(packed) is kind
    assert len(everything(kind(packed))[0]) == COUNT


@KINDS
def test_a_stream_stays_open_and_can_be_read_again(kind):
    file = upload(sample(kind))
    assert len(everything(kind(file))[0]) == len(everything(kind(file))[0]) == COUNT
    assert not file.closed


@KINDS
def test_a_file_on_disk_is_read_alike(kind, tmp_path):
    path = tmp_path / "export"
    path.write_bytes(sample(kind))
    assert recognised(path) is kind
    assert len(everything(kind(path))[0]) == COUNT


@KINDS
def test_every_item_is_accounted_for(kind):
    posts, refused = everything(kind(upload(sample(kind))))
    assert (len(posts), len(refused)) == (COUNT, 1)
    assert len({post.native_id for post in posts}) == COUNT
    assert {post.source for post in posts} == {kind.kind}


@KINDS
def test_a_cut_file_gives_what_came_before(kind):
    data = sample(kind)
    posts, refused = everything(kind(upload(data[: len(data) * 3 // 4])))
    assert COUNT // 2 <= len(posts) < COUNT
    assert len(refused) <= 2


@KINDS
def test_a_cut_packed_file_says_so(kind):
    data = gzip.compress(sample(kind, 100))
    source = kind(upload(data[: len(data) // 2]))
    assert "file-cut" in reasons(source)


@pytest.mark.parametrize("kind", [kind for kind in EXPORTS if kind is not WarcSource], ids=lambda kind: kind.kind)
def test_wrong_bytes_set_one_item_aside(kind):
    data = sample(kind)
    at = data.index("ập".encode(), len(data) // 2)
    posts, refused = everything(kind(upload(data[:at] + b"\xe3p\xff" + data[at + 4 :])))
    assert len(posts) >= COUNT - 1
    assert {one.reason for one in refused} <= {"no-text", "unknown-platform", "bad-encoding", "not-json"}


@KINDS
def test_what_is_no_export_at_all(kind):
    for text in (b"x", b"a,b\n1,2\n", b"[1, 2]", b"{}", b"\x00\x01\x02", b"id,text,date\n1,Hay,2025-03-01\n"):
        assert recognised(upload(text)) is None
        with pytest.raises(UnreadableFile, match="not an export of"):
            kind(upload(text))


def test_an_empty_file_is_said_to_be_empty():
    with pytest.raises(UnreadableFile, match="empty"):
        recognised(upload(b""))


def test_nothing_but_a_header_is_an_export_without_items():
    [page] = FourcatSource(upload(table([row(1)]).partition("\r\n")[0] + "\r\n")).fetch({})
    assert (page.raws, page.rejected, page.done) == ((), (), 1.0)


def test_a_huge_field_is_set_aside_and_reading_goes_on():
    rows = [row(1), row(2, body="x" * 200_000), row(3, body="x" * 9_000_000), row(4)]
    posts, refused = everything(FourcatSource(upload(table(rows))))
    assert [post.native_id for post in posts] == ["tiktok/731", "tiktok/734"]
    assert sorted(one.reason for one in refused) == ["row-too-long", "text-too-long"]


def test_a_worker_needs_no_file_and_keeps_who_speaks():
    source = WarcSource(upload(sample(WarcSource)), "warc.bao", institution="Báo Mẫu")
    sent = pickle.loads(pickle.dumps(source))
    raw = next(iter(source.fetch({}))).raws[0]
    assert sent.to_post(raw) == source.to_post(raw)
    assert sent.to_post(raw).institution == "Báo Mẫu"
    with pytest.raises(UnreadableFile, match="Import it again"):
        next(sent.fetch({}))


def test_a_name_must_be_one():
    assert FourcatSource(None).name == "fourcat"
    with pytest.raises(SettingError):
        FourcatSource(None, "Của Tôi")


anything = st.recursive(
    st.one_of(
        *(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(max_size=40)),
        *(st.datetimes(), st.just("2025-03-02T01:01:00Z"), st.just("Xyz Abc 12 01:01:00 +0000 2025")),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(("text", "id", "data", "legacy", "username", "edges", "node")), inner, max_size=3
        ),
    ),
    max_leaves=8,
)


@KINDS
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_whatever_the_known_fields_hold_becomes_a_post_or_a_reason(kind, data):
    names = sorted(kind.known - {"body"} if kind is WarcSource else kind.known)
    found = data.draw(st.dictionaries(st.sampled_from(names), anything, max_size=6))
    made = kind(None).to_post({"line": 1, "row": found})
    if isinstance(made, Post):
        assert to_raw_batch([made]).num_rows == 1
    else:
        assert isinstance(made, Rejected)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_an_export_or_none(data):
    try:
        kind = recognised(io.BytesIO(data))
    except UnreadableFile:
        return
    if kind is not None:
        everything(kind(io.BytesIO(data)))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(EXPORTS), st.integers(0, 10_000), st.binary(max_size=60))
def test_damage_anywhere_breaks_nothing(kind, at, junk):
    data = sample(kind, 3)
    at %= len(data)
    with suppress(UnreadableFile):  # where the beginning is gone, it is no export any more
        posts, refused = everything(kind(upload(data[:at] + junk + data[at + len(junk) :])))
        assert len(posts) + len(refused) >= 1


@pytest.mark.parametrize(
    ("address", "platform"),
    [
        ("https://m.facebook.com/x", "facebook"),
        ("https://x.com/a/status/1", "x"),
        ("https://twitter.com/a", "x"),
        ("https://www.tiktok.com/@a", "tiktok"),
        ("https://notfacebook.com/", "other"),
        ("https://[x", "other"),
        ("", "other"),
    ],
)
def test_the_platform_of_an_address(address, platform):
    assert platform_at(address) == platform


def test_counts_moments_and_titles():
    assert tally({"a": "", "b": "12.0"}, "a", "b") == 12
    assert tally({"a": "viele"}, "a", "b") is None
    assert when({"a": "", "b": "2025-03-02 01:01:00"}, "a", "b") == datetime(2025, 3, 2, 1, 1, tzinfo=UTC)
    assert titled("Ngập", "Ngập ở chợ") == "Ngập ở chợ"
    assert titled("Ngập", "") == "Ngập"
    assert titled("", "Ở chợ") == "\nỞ chợ".strip()


def test_an_item_before_1970_is_set_aside():
    item = Item({}, "row 1", "x", datetime(2025, 1, 1, tzinfo=UTC))
    assert item.post("x", "1", "Hay", None).reason == "no-date"


def test_pages_of_an_answer_give_their_items(monkeypatch):
    monkeypatch.setattr(exports, "ROWS_PER_PAGE", 7)
    source = TiktokSource(upload(sample(TiktokSource)))
    assert [len(page.raws) for page in source.fetch({})] == [7, 7, 7, 7, 3]
