"""Values are read out of anything; what is not there is empty, never an error."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from civicbeat.sources import reading

anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(anything)
def test_nothing_raises(raw):
    for path in ("a", "a.b"):
        for read in (reading.word, reading.native_id, reading.link, reading.count, reading.items, reading.moment):
            read(raw, path)


def test_values_are_found_inside_and_judged():
    raw = {"a": {"b": " Ngập \ud800", "n": "12", "t": 0, "at": "2026-03-01T07:00:00+07:00", "u": "ftp://x"}}
    assert reading.word(raw, "a.b") == "Ngập ?"
    assert reading.count(raw, "a.n") == 12
    assert reading.native_id({"id": 7}, "id") == "7"
    assert reading.native_id({"id": True}, "id") == ""
    assert reading.link(raw, "a.u") == ""
    assert reading.moment(raw, "a.at") == datetime(2026, 3, 1, tzinfo=UTC)
    assert reading.moment(raw, "a.t") is None
    assert reading.moment({"t": "2026-03-01T07:00:00"}, "t") is None


def test_why_an_item_is_no_post():
    now = datetime(2026, 3, 1, tzinfo=UTC)
    cases = {"no-id": ("", "x", now), "no-text": ("1", "", now), "no-date": ("1", "x", None)}
    for reason, (native, text, at) in cases.items():
        assert reading.unfit("item 1", native, text, at, now).reason == reason
    assert reading.unfit("item 1", "1", "x", now, now) is None
