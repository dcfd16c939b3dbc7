"""The list of erasures: every line stands on disk, whatever cuts a write off, and nothing else is taken for one."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicbeat.records.errors import StoreUnavailable, UnreadableFile
from civicbeat.store.erasures import Erasure, ErasureList, Kind


@pytest.fixture
def erasures(tmp_path):
    return ErasureList(tmp_path / "beside" / "erasures.txt")


def told(erasures):
    return [(one.kind, one.which) for one in erasures.read()]


def test_what_is_noted_is_read_in_its_order(erasures):
    assert erasures.read() == ()
    erasures.note(Kind.POST, [2**64 - 1, 7])
    erasures.note(Kind.KEY, ["2026-01"])
    erasures.note(Kind.RECORD, ["accounts.account 12"])
    erasures.note(Kind.GONE, [])
    assert told(erasures) == [
        ("post", "18446744073709551615"), ("post", "7"), ("key", "2026-01"), ("record", "accounts.account 12"),
    ]  # fmt: skip
    moments = [one.moment for one in erasures.read()]
    assert moments == sorted(moments)
    assert stat.S_IMODE(erasures.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(erasures.path.parent.stat().st_mode) == 0o700


@given(cut=st.integers(1, 44))
def test_a_line_that_a_crash_cut_off_is_none_and_harms_none(tmp_path_factory, cut):
    erasures = ErasureList(tmp_path_factory.mktemp("cut") / "erasures.txt")
    erasures.note(Kind.POST, [1])
    whole = erasures.path.read_bytes()
    erasures.note(Kind.POST, [23456789012])
    erasures.path.write_bytes(erasures.path.read_bytes()[: len(whole) + cut])
    assert told(erasures) == [("post", "1")]
    erasures.note(Kind.POST, [3])
    assert told(erasures) == [("post", "1"), ("post", "3")]
    assert erasures.path.read_bytes().startswith(whole)


def test_threads_do_not_mix_their_lines(erasures):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: erasures.note(Kind.POST, range(n * 50, n * 50 + 50)), range(40)))
    assert sorted(int(which) for _, which in told(erasures)) == list(range(2_000))


@pytest.mark.parametrize(
    "line",
    ["", "post 1", "2026-03-05T10:12:33.123456Z note 1", "2026-13-05T10:12:33.123456Z post 1", "\x00", "2026-03-05T10"],
)
def test_anything_else_is_refused(erasures, line):
    erasures.note(Kind.POST, [1])
    with erasures.path.open("a") as file:
        file.write(f"{line}\n")
    with pytest.raises(UnreadableFile, match="Line 2"):
        erasures.read()


def test_what_is_no_text_is_refused(erasures):
    erasures.note(Kind.POST, [1])
    erasures.path.write_bytes(b"\xff\xfe")
    with pytest.raises(UnreadableFile):
        erasures.read()


def test_another_list_is_taken_over_once(erasures, tmp_path):
    other = ErasureList(tmp_path / "other.txt")
    other.note(Kind.POST, [1, 2])
    erasures.take_over(other.read())
    erasures.note(Kind.POST, [3])
    erasures.take_over(other.read())
    assert told(erasures) == [("post", "1"), ("post", "2"), ("post", "3")]
    assert erasures.read()[:2] == other.read()
    assert isinstance(other.read()[0], Erasure)


def test_where_it_cannot_be_written_it_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match="nothing was erased"):
        ErasureList(tmp_path / "file" / "erasures.txt").note(Kind.POST, [1])
